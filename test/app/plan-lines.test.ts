import assert from 'node:assert/strict';
import {test} from 'node:test';
import {planLines} from '../../source/app/screens/step/plan-lines.ts';
import {unchanged, type PlanItem} from '../../source/journal/step-record.ts';

const effect = {kind: 'changes', what: 'operators leave MCP for the legacy handlers'} as const;
const shown = (...items: PlanItem[]): string =>
  planLines({of: undefined, effect, plan: {items, does: [], undo: 'step 7', byHand: false, until: 0, digits: 'ab12'}, allowance: {}}, {columns: 80}).map(row => row.map(({text}) => text).join('')).join('\n');

const toggle = (from: string, to: string): PlanItem => ({what: 'ABZU_USE_MCP', where: 'operator.env, line 2', from, to});
const gap: PlanItem = {what: 'gap note', where: 'gaps.jsonl', from: 'noted at 14:26', to: unchanged};

for (const [what, items, means] of [
  ['changes something', [toggle('1', '0')], true],
  ['changes one of two things', [gap, toggle('1', '0')], true],
  ['sets what is set already', [toggle('0', '0')], false],
  ['leaves what is there', [gap], false],
] as const) {
  test(`a plan that ${what} ${means ? 'says what that means' : 'does not say that it changes what the page says'}`, () => {
    assert.equal(shown(...items).includes(effect.what), means, shown(...items));
  });
}
