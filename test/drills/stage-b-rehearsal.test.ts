import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('stage-b-rehearsal');
