import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('nightly-recovery');
