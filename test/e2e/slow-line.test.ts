import assert from 'node:assert/strict';
import {test} from 'node:test';
import {modem} from '../people/slow-line.ts';
import {does, journalOf, leaves, starts, told, type Doing} from '../people/walker.ts';
import {story} from '../worlds/working-folder.ts';

const changes = 'practice';

/** The rollback, as whoever walks it has to answer it. */
const rollback: ReadonlyArray<[id: string, title: string, doing?: Doing]> = [
  ['freeze', 'Freeze MCP traffic', {changes}],
  ['pause', 'Pause rehearsals'],
  ['impact', 'Assess doctrine impact'],
  ['gap', 'Note the ledger gap', {changes, says: 'The gateway refused the handshake.'}],
  ['recovery', 'Wait for the gateway'],
  ['try', 'Try the handshake', {changes}],
  ['restore', 'Restore MCP traffic', {changes}],
  ['smoke', 'Smoke after restore', {changes}],
  ['ledger', 'Review fresh lines'],
  ['close-gap', 'Close the gap', {changes}],
  ['close', 'Document closure', {says: 'A broken certificate, for minutes.'}],
  ['record', 'Write the record', {changes, goesOn: false}],
];

/** Minutes at 9,600 baud: `npm run test:long` walks the whole of it there, and each run its first step over a line ten times as quick. */
const isLong = process.env.SLOW_LINE === 'long';

test('over a slow line a rollback is walked without a lost key', async t => {
  const begun = performance.now();
  const walked = isLong ? rollback : rollback.slice(0, 1);
  const line = isLong ? modem : {bytesPerSecond: modem.bytesPerSecond * 10, delay: 30};
  const person = await starts(t, 'mcp-gateway-rollback', 'practice', {line, ...(!isLong && {size: [60, 16]})});
  for (const [, title, doing] of walked) await does(person, title, doing);
  if (isLong) await person.brings('enter', 'completed');
  assert.equal(await leaves(person), 0);
  const ends = story(journalOf(person)).filter(text => text.startsWith('step.finished'));
  assert.deepEqual(ends, walked.map(([id]) => `step.finished ${id} done`));
  for (const {confirmed, plan} of told(person, 'step.started')) {
    if (confirmed !== null) assert.equal(confirmed, `practice ${(plan as {digits: string}).digits}`);
  }
  const asked = walked.flatMap(([id, , doing]) => (doing?.says === undefined || id === 'gap' ? [] : [[id, doing.says]]));
  assert.deepEqual(told(person, 'note.added').map(({step, text}) => [step, text]), asked);
  t.diagnostic(`${Buffer.byteLength(person.terminal.output)} bytes in ${Math.round((performance.now() - begun) / 1000)} s`);
});
