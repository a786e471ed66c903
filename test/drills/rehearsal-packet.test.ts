import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('rehearsal-packet');
