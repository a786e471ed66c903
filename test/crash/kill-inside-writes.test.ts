import assert from 'node:assert/strict';
import {test} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {callsOfARehearsal, countsText, fewer, killAll, long, sample, type Campaign} from './campaign.ts';

/** How much of a write's bytes got out; each leaves at least one byte out. */
const parts = long ? Array.from({length: 20}, (_, index) => (index + 1) / 20) : [0.5, 1];

test('a rehearsal killed with only a part of a write on disk is kept and can be continued', async t => {
  const folder = await temporaryFolder(t);
  const writes = (await callsOfARehearsal(folder)).filter(({name}) => name === 'writeSync');
  assert.ok(writes.length >= 35, `only ${writes.length} writes`);
  const campaigns = writes.flatMap(({call}) => parts.map((part): Campaign => [{call, how: 'part', part}]));
  // An odd number, so that both parts come.
  const tried = sample(campaigns, 9);
  const counts = await killAll(folder, tried);
  t.diagnostic(countsText(counts));
  assert.ok(counts.unreached <= fewer * parts.length, `${counts.unreached} programs ended before their call came`);
  assert.equal(counts.kills + counts.unreached, tried.length);
});
