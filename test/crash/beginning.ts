/**
 * Somebody at another console: opens a walk in each folder that a line of the input names, says what came
 * of it, and keeps it open until the next line.
 */
import {createInterface} from 'node:readline';
import {systemClock} from '../../source/clock.ts';
import {Occupied} from '../../source/session/occupied.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';

const [operator = 'mara'] = process.argv.slice(2);
let open: HeldSession | undefined;

for await (const folder of createInterface({input: process.stdin})) {
  await open?.close();
  open = undefined;
  try {
    if (folder !== '') open = await openSession({folder, variables: {}, clock: systemClock}, {runbook: 'mcp-gateway-rollback', environment: 'rehearsal-eu', operator, mode: 'plain'});
    process.stdout.write(open ? 'opened\n' : 'ready\n');
  } catch (error) {
    process.stdout.write(error instanceof Occupied ? `asked about ${error.occupants.map(({state}) => state).join(', ')}\n` : `${String(error)}\n`);
  }
}
await open?.close();
