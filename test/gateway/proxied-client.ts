// Run by client-proxy.test.ts with proxy variables in its environment: asks the gateway named last.
import {openForTest} from './open-for-test.ts';

const outcome = await openForTest(process.argv[2] ?? '').post('/heartbeat', {}, {readBody: false});
process.stdout.write(outcome.kind);
