import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('nightly-recovery');
