import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('stage-b-rehearsal');
