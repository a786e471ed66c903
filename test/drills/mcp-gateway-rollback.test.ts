import {walksEveryDrillOf} from '../people/drill-walker.ts';

walksEveryDrillOf('mcp-gateway-rollback');
