import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isForFailure, nearlyForFailure} from '../../source/runbook/for-failure.ts';

const cases: ReadonlyArray<readonly [paragraph: string, is: boolean, nearly: string | undefined]> = [
  ['If it fails, call.', true, undefined],
  ['If it fails with the toggle at 0, call.', true, undefined],
  ['If this fails, call.', false, 'If this fails'],
  ['When it fails, call.', false, 'When it fails'],
  ['Should it fail, call.', false, 'Should it fail'],
  ['If the step fails, call.', false, 'If the step fails'],
  ['if it fails, call.', false, 'if it fails'],
  ['If it failed, call.', false, 'If it failed'],
  ['If it goes wrong, call.', false, 'If it goes wrong'],
  ['If it\nstill fails, call.', false, 'If it\nstill fails'],
  ['If the gateway fails meanwhile, wait.', false, undefined],
  ['If it is slow, wait.', false, undefined],
  ['Nothing is lost if it fails.', false, undefined],
];

for (const [paragraph, is, nearly] of cases) {
  test(`"${paragraph.replace('\n', ' ')}" is ${is ? 'for a step that went wrong' : nearly === undefined ? 'for every step' : 'nearly for one that went wrong'}`, () => {
    assert.deepEqual([isForFailure(paragraph), nearlyForFailure(paragraph)], [is, nearly]);
  });
}
