import assert from 'node:assert/strict';
import {test} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {callsOfARehearsal, countsText, killAll, long, type Campaign} from './campaign.ts';
import {builtResuming, type KillPlan} from './killing.ts';

/** How often one session dies: once in the rehearsal, then in each of its continuations. */
const deaths = 8;

/** File calls up to the line that opens a session; who is killed there leaves nothing to go on with. */
const opening = 50;

/** File calls of a continuation among which it is killed: twelve until it is open, then those of a step, or of several. */
const reach = long ? 120 : 60;

const ways = ['before', 'after', 'part'] as const;

/** Deaths at each of those calls, in sessions that were killed before at every part of a rehearsal. */
function chains(rehearsal: number, count: number): Campaign[] {
  const spread = (index: number, size: number): number => 1 + ((index * 61) % size);
  const again = (index: number): KillPlan => ({call: spread(index, reach), how: ways[index % ways.length] ?? 'before', part: 0.5});
  return Array.from({length: count}, (_, chain): Campaign => [
    {call: opening + spread(chain, rehearsal - opening), how: chain % 2 === 0 ? 'after' : 'before'},
    ...Array.from({length: deaths - 1}, (__, link) => again(chain * (deaths - 1) + link)),
  ]);
}

test('a session killed in a rehearsal, and again and again while it is continued, is kept and can be continued', async t => {
  const folder = await temporaryFolder(t);
  const resuming = await builtResuming(folder);
  const calls = await callsOfARehearsal(folder);
  const counts = await killAll(folder, chains(calls.length, long ? 1100 : 4), resuming);
  t.diagnostic(countsText(counts));
  assert.ok(counts.kills > (long ? 3900 : 25), `only ${counts.kills} kills`);
  assert.equal(counts.most, deaths, 'no session died as often as planned');
});
