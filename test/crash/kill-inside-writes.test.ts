import assert from 'node:assert/strict';
import {test} from 'node:test';
import {temporaryFolder} from '../helpers/temp-folder.ts';
import {callsOfARehearsal, countsText, fewer, killAll, long, type Campaign} from './campaign.ts';
import type {Call} from './killing.ts';

/** How much of a write's bytes got out; each leaves at least one byte out. */
const parts = long ? Array.from({length: 20}, (_, index) => (index + 1) / 20) : [0.5, 1];

function insideWrites(calls: readonly Call[]): Campaign[] {
  return calls.filter(({name}) => name === 'writeSync').flatMap(({call}) => parts.map((part): Campaign => [{call, how: 'part', part}]));
}

test('a rehearsal killed with only a part of a write on disk is kept and can be continued', async t => {
  const folder = await temporaryFolder(t);
  const campaigns = insideWrites(await callsOfARehearsal(folder));
  const counts = await killAll(folder, campaigns);
  t.diagnostic(countsText(counts));
  assert.ok(counts.unreached <= fewer * parts.length, `${counts.unreached} programs ended before their call came`);
  assert.ok(counts.kills >= 70, `only ${counts.kills} kills`);
});

/** Pairs of deaths spread over both programs: the second one dies while it continues what the first left. */
function pairs(calls: number, wanted: number): Campaign[] {
  return Array.from({length: wanted}, (_, index): Campaign => {
    const call = 32 + ((index * 37) % (calls - 32));
    const rest = calls - call;
    const again = 1 + ((index * 23) % Math.max(4, rest - 8));
    return [{call, how: index % 2 === 0 ? 'after' : 'before'}, {call: again, how: (['before', 'after', 'part'] as const)[index % 3] ?? 'before', part: 0.5}];
  });
}

test('a session killed in a rehearsal and again while it is continued is kept and can be continued', async t => {
  const folder = await temporaryFolder(t);
  const calls = await callsOfARehearsal(folder);
  const counts = await killAll(folder, pairs(calls.length, long ? 2400 : 12));
  t.diagnostic(countsText(counts));
  assert.ok(counts.kills > (long ? 3900 : 16), `only ${counts.kills} kills`);
});
