import assert from 'node:assert/strict';
import {test} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {callsOfARehearsal, countsText, fewer, killAll, long, sample, type Campaign} from './campaign.ts';

/** What a death right after a call leaves is what one right before the next call leaves; the long run looks at both. */
const sides = long ? (['before', 'after'] as const) : (['before'] as const);

for (const how of sides) {
  test(`a rehearsal killed ${how} every write, fsync, open, rename, link and mkdir is kept and can be continued`, async t => {
    const parent = await temporaryFolder(t);
    const calls = await callsOfARehearsal(parent);
    const names = new Set(calls.map(({name}) => name));
    for (const name of ['writeSync', 'fsyncSync', 'openSync', 'renameSync', 'linkSync', 'mkdirSync']) assert.ok(names.has(name), `no ${name} was seen`);
    assert.ok(calls.length >= 180, `only ${calls.length} calls: the harness sees too few`);
    const campaigns = sample(calls, 11).map(({call}): Campaign => [{call, how}]);
    const counts = await killAll(parent, campaigns);
    t.diagnostic(countsText(counts));
    assert.equal(counts.kills + counts.unreached, campaigns.length);
    assert.ok(counts.unreached <= fewer, `${counts.unreached} programs ended before their call came`);
    assert.ok(counts.ends.continued > counts.kills / 2, 'too few sessions came as far as their first line');
  });
}
