import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('learn-the-keys');
