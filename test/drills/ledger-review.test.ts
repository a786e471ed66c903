import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('ledger-review');
