import assert from 'node:assert/strict';
import {describe, it, test} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {planLines} from '../../source/app/screens/step/plan-lines.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {emptyField} from '../../source/app/state/text-field.ts';
import {unchanged, type PlanItem} from '../../source/journal/step-record.ts';
import type {Plan} from '../../source/walk/conductor.ts';
import {practiceSession} from '../worlds/practice-session.ts';
import {doneBefore, rehearsal, rollback, scene} from './scene.ts';

const effect = {kind: 'changes', what: 'operators leave MCP for the legacy handlers'} as const;
const planOf = (what: string, items: readonly PlanItem[], does: readonly string[] = []): string =>
  planLines({of: undefined, effect: {kind: 'changes', what}, plan: {items, does, undo: 'step 7', byHand: false, until: 0, digits: 'ab12'}, allowance: {}}, {columns: 200}).map(row => row.map(({text}) => text).join('')).join('\n');
const shown = (...items: PlanItem[]): string => planOf(effect.what, items);

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

test('a plan says of what is so already that it stays', () => {
  assert.match(shown(toggle('0', '0')), /ABZU_USE_MCP {2}stays 0 {2}in operator\.env, line 2/);
  assert.match(shown(toggle('<redacted>', '<redacted>')), /ABZU_USE_MCP {2}<redacted> -> <redacted> /, 'what is masked may be another');
  assert.match(shown(toggle('1', '0')), /ABZU_USE_MCP {2}1 -> 0 {2}in operator\.env, line 2/);
});

describe('A plan says once', () => {
  const ledger: PlanItem = {what: 'rotation ledger', where: 'logs/l.jsonl', from: 'what it has', to: '3 lines more: a_b, c_d'};

  for (const [what, says, isShown] of [
    ['what its page says as well', 'three lines in the rotation ledger', false],
    ['what its page says besides', 'three lines in the rotation ledger, which auditors read', true],
    ['what it leaves alone', 'three lines in the rotation ledger; nobody is routed', true],
  ] as const) {
    it(what, () => assert.equal(planOf(says, [ledger]).includes(says), isShown));
  }

  for (const [what, does, isShown] of [
    ['what is written where', 'append 3 lines to logs/l.jsonl: a_b, c_d', false],
    ['whose line is written', 'append 3 lines to logs/l.jsonl: a_b, c_d, e_f', true],
    ['what is sent where', 'POST http://gateway/heartbeat, once', true],
  ] as const) {
    it(what, () => assert.equal(planOf('x', [ledger], [does]).includes(does), isShown));
  }
});

describe('The plan of a change', () => {
  /** As it is made in practice, whose paths are the longest. */
  async function planned(t: Parameters<typeof practiceSession>[0], runbook: typeof rollback, step: string): Promise<Plan> {
    const {conductor} = await practiceSession(t, {runbook});
    const planning = await conductor.plan(step, new AbortController().signal);
    assert.ok(planning.ok, JSON.stringify(planning));
    const {plan} = planning;
    const called = (text: string): string => text.replaceAll('drill-0001', `${runbook.id}-0001`);
    return {...plan, items: plan.items.map(item => ({...item, where: called(item.where)})), does: plan.does.map(called)};
  }

  for (const [runbook, step] of [[rehearsal, 'smoke'], [rehearsal, 'packet'], [rollback, 'freeze'], [rollback, 'gap'], [rollback, 'try'], [rollback, 'smoke']] as const) {
    it(`stands whole above what is asked at 80x24: ${step} of ${runbook.title}`, async t => {
      const plan = await planned(t, runbook, step);
      const state = scene({runbook, lines: doneBefore(runbook, step), phase: {name: 'confirming', plan, allowance: {}, field: emptyField}, state: {size: {columns: 80, rows: 24}}});
      const {body, sight} = frameOf(state, unicodeSymbols);
      const text = body.map(row => row.map(part => part.text).join('').trimEnd()).join('\n');
      assert.equal(sight?.furthest, 0, text);
      assert.equal(text.match(/no heartbeat/g)?.length ?? 0, step === 'try' ? 1 : 0, text);
    });
  }
});
