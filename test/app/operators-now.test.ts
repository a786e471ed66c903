import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Outcome} from '../../source/walk/conductor.ts';
import {operatorsNow} from '../../source/app/state/operators-now.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {drawn} from './drawn.ts';
import {done, doneBefore, finished, practice, rehearsal, rollback, scene, started, type Line} from './scene.ts';

const refused: Partial<Outcome> = {failure: {code: 'refused', message: 'the gateway refused the handshake', next: 'freeze it'}};
const smokeFails = [started(rollback, 'smoke'), finished(rollback, 'smoke', 'failed', refused)];
const backToFreeze = [started(rollback, 'smoke'), finished(rollback, 'smoke', 'failed', {...refused, turn: 'step', next: 'freeze'})];
const settledFreeze: Line = {type: 'step.settled', body: {step: 'freeze', settlement: 'done', note: 'seen', probe: null, next: 'pause'}};
const resumed: Line = {type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'console-1', ledger: {bytes: 0, sha256: 'cd'.repeat(32), verdict: 'unchanged'}}};
const readingToggle = (found: string): typeof practice => ({...practice, toggles: practice.toggles.map(toggle => ({...toggle, found}))});
const [on, off] = [readingToggle('1'), readingToggle('0')];

/** A step whose last proof, that of the route, has found this. */
function routed(id: string, found: string, more: Partial<Outcome> = {}): Line[] {
  const line = finished(rollback, id, 'failed', more);
  if (line.type !== 'step.finished') throw new Error('no outcome');
  return [started(rollback, id), {...line, body: {...line.body, proofs: line.body.proofs.map(proof => (proof.state === 'fails' ? {...proof, found} : proof))}}];
}

const cases: ReadonlyArray<readonly [when: string, lines: Line[], pointed: typeof practice, says: string]> = [
  ['nothing was done yet', [], on, 'not known: whether operators get errors: MCP is on; their reports tell'],
  ['MCP was off before anybody came', [], off, 'not known: which way operators are served: this walk has not asked the service; this step tells'],
  ['the freeze was seen', done(rollback, 'freeze'), off, 'on legacy: seen 09:00, step 1'],
  ['the freeze is not followed', routed('freeze', 'mcp'), off, 'still on mcp: the toggle is 0, and the service does not follow: seen 09:00, step 1'],
  ['the service does not say', routed('freeze', 'unknown'), off, 'not known: which way operators are served: step 1 has left that open; the service itself tells'],
  ['the freeze was only settled', [started(rollback, 'freeze'), finished(rollback, 'freeze', 'unknown'), settledFreeze], off, 'not known: which way operators are served: step 1 has left that open; this step tells'],
  ['the freeze runs', [started(rollback, 'freeze')], off, 'not known: which way operators are served: step 1 has left that open; the service itself tells'],
  ['the restore was cut off', [...doneBefore(rollback, 'restore'), started(rollback, 'restore'), resumed], off, 'not known: which way operators are served: step 7 has left that open; the service itself tells'],
  ['the restore was cut off after its file was changed', [...doneBefore(rollback, 'restore'), started(rollback, 'restore'), resumed], on, 'not known: which way operators are served: step 7 has left that open; the service itself tells'],
  ['the restore was cut off and settled as not done', [...doneBefore(rollback, 'restore'), started(rollback, 'restore'), resumed, {type: 'step.settled', body: {step: 'restore', settlement: 'not done', note: 'it is down', probe: null, next: 'smoke'}}], off, 'not known: which way operators are served: step 7 has left that open; the service itself tells'],
  ['the restore is not followed', [...doneBefore(rollback, 'restore'), ...routed('restore', 'legacy')], on, 'on legacy: seen 09:00, step 7'],
  ['the restore went wrong and led back', [...doneBefore(rollback, 'restore'), ...routed('restore', 'unknown', {turn: 'step', next: 'freeze'})], off, 'not known: which way operators are served: step 7 has left that open; this step tells'],
  ['they were taken off MCP after that', [...doneBefore(rollback, 'restore'), ...routed('restore', 'unknown', {turn: 'step', next: 'freeze'}), ...done(rollback, 'freeze')], off, 'on legacy: seen 09:00, step 1'],
  ['MCP is back and nobody has looked since', doneBefore(rollback, 'smoke'), on, 'not known: whether operators are served: they are on MCP since step 7; this step tells'],
  ['the smoke run went well', doneBefore(rollback, 'ledger'), on, 'on mcp: step 8, Smoke after restore, went well'],
  ['the smoke run after the restore went wrong', [...doneBefore(rollback, 'smoke'), ...smokeFails], on, 'getting errors: the gateway refused the handshake'],
  ['the walk has gone back to the freeze for it', [...doneBefore(rollback, 'smoke'), ...backToFreeze], on, 'getting errors: step 8, Smoke after restore, went wrong'],
  ['operators were taken off MCP again', [...doneBefore(rollback, 'smoke'), ...backToFreeze, ...done(rollback, 'freeze')], off, 'on legacy: seen 09:00, step 1'],
  ['the smoke run went well the second time', [...doneBefore(rollback, 'smoke'), ...smokeFails, ...done(rollback, 'smoke')], on, 'on mcp: step 8, Smoke after restore, went well'],
];

test('whoever looks back is told the number of the step that tells', () => {
  const now = operatorsNow(openWalk(scene({runbook: rollback, lines: doneBefore(rollback, 'smoke'), viewing: 'impact', walk: {pointed: on}})));
  assert.match(now?.says ?? '', /; step 8, Smoke after restore, tells$/);
});

for (const [when, lines, pointed, says] of cases) {
  test(`where ${when}, operators are ${says.replace(/:.*/, '')}`, () => {
    const now = operatorsNow(openWalk(scene({runbook: rollback, lines, walk: {pointed}})));
    assert.equal(now && `${now.are}: ${now.says}`, says);
  });
}

test('a page that takes nobody off MCP says nothing of operators', () => assert.equal(operatorsNow(openWalk(scene({runbook: rehearsal}))), undefined));

test('that operators are still on MCP is the first line of the freeze that was not followed', () => {
  const state = scene({runbook: rollback, lines: routed('freeze', 'mcp'), walk: {pointed: off}});
  assert.match(drawn(state)[3] ?? '', /^ OPERATORS ARE STILL ON MCP: the toggle is 0, and the service does not follow:/);
  assert.match(drawn(state).join('\n'), /FAILED {3}operators are on the legacy handlers/);
});

test('that operators are on the legacy handlers stands on every step as long as it is so, in each window', () => {
  const lines = doneBefore(rollback, 'try');
  const failed = [started(rollback, 'try'), finished(rollback, 'try', 'failed', refused)];
  const walks = [lines, [...lines, started(rollback, 'try')], [...lines, ...failed], [...doneBefore(rollback, 'restore')]];
  for (const size of [{columns: 60, rows: 24}, {columns: 80, rows: 24}, {columns: 120, rows: 36}]) {
    for (const [index, walked] of walks.entries()) {
      const state = scene({runbook: rollback, lines: walked, walk: {pointed: off}, state: {size}});
      assert.match(drawn(state).join('\n'), /OPERATORS ARE ON THE LEGACY HANDLERS: seen 09:00, step \d\b/, `${index} at ${size.columns}`);
    }
  }
});
