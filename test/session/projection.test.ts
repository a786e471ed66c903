import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {afterStep, nothingPlanned, projected, unforeseenText} from '../../source/session/projection.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {openPracticeWorld} from '../../source/practice/world.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

const {steps} = loadWalkable('mcp-gateway-rollback').runbook;
const after = (id: string) => steps.slice(0, steps.findIndex(step => step.id === id) + 1).reduce(afterStep, nothingPlanned);
const call = (name: string) => ({name, parameters: []});

describe('what would be so', () => {
  it('after the freeze, and after the restore, is the toggle as it was planned last', () => {
    assert.deepEqual(after('freeze').toggles.get('ABZU_USE_MCP'), {value: '0', step: 1});
    assert.deepEqual(after('restore').toggles.get('ABZU_USE_MCP'), {value: '1', step: 7});
    assert.equal(nothingPlanned.toggles.size, 0);
  });

  it('of ledger, receipt and gaps is not foreseen once a step would have written them', () => {
    const unforeseen = (id: string) => ['ledger.review', 'ledger.growth', 'receipt.review', 'gap.close', 'route.probe'].map(name => unforeseenText(after(id), call(name)) !== undefined);
    assert.deepEqual(unforeseen('impact'), [false, false, false, false, false]);
    assert.deepEqual(unforeseen('gap'), [true, false, false, true, false]);
    assert.deepEqual(unforeseen('smoke'), [true, true, true, true, false]);
    assert.match(unforeseenText(after('smoke'), call('ledger.growth')) ?? '', /^cannot be foreseen: it rests on what step 8 would have done$/);
  });

  it('is read as the environment would tell it, and the environment stays as it is', async t => {
    const world = await openPracticeWorld({root: await temporaryFolder(t), clock: testClock()});
    t.after(() => world.close());
    const {signal} = new AbortController();
    const frozen = projected(world.environment, after('freeze'));
    assert.deepEqual([frozen.toggles.read('ABZU_USE_MCP').value, frozen.toggles.read('ABZU_USE_MCP').source.label], ['0', 'planned in step 1']);
    assert.equal((await frozen.route?.(signal))?.route, 'legacy');
    const back = await frozen.deployment?.plan('ABZU_USE_MCP', '1', signal);
    assert.deepEqual(back?.ok && [back.change.from, back.change.to], ['0', '1']);
    assert.equal(world.environment.toggles.read('ABZU_USE_MCP').value, '1');
    assert.equal((await world.environment.route?.(signal))?.route, 'mcp');
  });
});
