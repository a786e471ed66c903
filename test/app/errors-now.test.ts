import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Outcome} from '../../source/walk/conductor.ts';
import {errorsNow} from '../../source/app/state/errors-now.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {done, doneBefore, finished, practice, rollback, scene, started, type Line} from './scene.ts';

const refused: Partial<Outcome> = {failure: {code: 'refused', message: 'the gateway refused the handshake', next: 'freeze it'}};
const smokeFails = [started(rollback, 'smoke'), finished(rollback, 'smoke', 'failed', refused)];
const backToFreeze = [started(rollback, 'smoke'), finished(rollback, 'smoke', 'failed', {...refused, turn: 'step', next: 'freeze'})];
const off = {...practice, toggles: practice.toggles.map(toggle => ({...toggle, found: '0'}))};

const cases: ReadonlyArray<readonly [when: string, lines: Line[], why: string | undefined, pointed?: typeof practice]> = [
  ['nothing was looked at', [], undefined],
  ['MCP is back and nobody has looked since', doneBefore(rollback, 'smoke'), undefined],
  ['the smoke run after the restore went wrong', [...doneBefore(rollback, 'smoke'), ...smokeFails], 'the gateway refused the handshake'],
  ['the walk has gone back to the freeze for it', [...doneBefore(rollback, 'smoke'), ...backToFreeze], 'step 8, Smoke after restore, went wrong'],
  ['operators were taken off MCP again', [...doneBefore(rollback, 'smoke'), ...backToFreeze, ...done(rollback, 'freeze')], undefined, off],
  ['the smoke run went well the second time', [...doneBefore(rollback, 'smoke'), ...smokeFails, ...done(rollback, 'smoke')], undefined],
  ['the smoke run gave an answer, and a proof did not hold', [...doneBefore(rollback, 'smoke'), started(rollback, 'smoke'), finished(rollback, 'smoke', 'failed')], undefined],
];

for (const [when, lines, why, pointed = practice] of cases) {
  test(`operators get errors, where ${when}: ${why === undefined ? 'not known to' : 'said'}`, () => {
    assert.equal(errorsNow(openWalk(scene({runbook: rollback, lines, walk: {pointed}}))), why);
  });
}
