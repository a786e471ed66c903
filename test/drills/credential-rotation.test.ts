import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('credential-rotation');
