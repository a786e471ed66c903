import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('rehearsal-packet');
