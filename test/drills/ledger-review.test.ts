import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('ledger-review');
