import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('learn-the-keys');
