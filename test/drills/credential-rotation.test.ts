import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('credential-rotation');
