import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {BugError, causeOf, exitCode, OperatorError, unreachable} from '../source/errors.ts';

test('exit codes are the published ones, each once', () => {
  assert.deepEqual(exitCode, {
    done: 0,
    checkFailed: 1,
    usage: 2,
    gateway: 3,
    togglesForbid: 4,
    notRecorded: 5,
    unknown: 6,
    bug: 70,
    interrupted: 130,
  });
});

test('an error for the operator says what happened, what to do and how the program ends', () => {
  const cause = new Error('ENOSPC');
  const details = {code: 'disk-full', next: 'Free some space.', exit: exitCode.notRecorded, cause};
  const {message, code, next, exit, cause: kept} = new OperatorError('the disk is full', details);
  assert.deepEqual({code, next, exit, cause: kept}, details);
  assert.equal(message, 'the disk is full');
  assert.ok(!('cause' in new OperatorError('a', {code: 'a', next: 'b', exit: exitCode.usage})));
});

test('a case that cannot be is a bug and says which', () => {
  assert.throws(() => unreachable({kind: 'surprise'} as never), new BugError('unexpected case: {"kind":"surprise"}'));
});

test('a cause is the system’s word, else the message, else the thing itself', () => {
  assert.throws(() => readFileSync('no such file'), (error: unknown) => causeOf(error) === 'ENOENT');
  assert.equal(causeOf(new Error('broken')), 'broken');
  assert.equal(causeOf('text'), 'text');
});
