import {walksEveryDrillOf} from './walking.ts';

walksEveryDrillOf('mcp-gateway-rollback');
