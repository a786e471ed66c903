// A program that goes on with the only session below a root; killed once more while it does (kill-at.js).
import {continueToEnd, sessionsIn, settlements} from './continuing.ts';

const [root = '', choice = '0'] = process.argv.slice(2);
const [session] = sessionsIn(root);
const settlement = settlements[Number(choice)];
if (session !== undefined && settlement !== undefined) void continueToEnd(root, session, settlement);
