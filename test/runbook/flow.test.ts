import assert from 'node:assert/strict';
import {test} from 'node:test';
import {failureTurn, stepAfter, waysOf} from '../../source/runbook/flow.ts';
import type {Step, Turn} from '../../source/runbook/schema.ts';
import {fc} from '../worlds/fast-check.ts';
import {note, page, problems, read} from '../worlds/registry.ts';

test('a step that went well is followed by the next one, or by the one it names', () => {
  const {steps} = read(page(
    note(1, 'freeze', '- **If:** done -> step `close`', '- **If:** still routed → step `restore`'),
    note(2, 'restore', '- **If:** late -> retry 3, step `freeze`'),
    note(3, 'close', '- **If:** odd -> stop'),
  ));
  assert.deepEqual(steps.map(({id}) => stepAfter(steps, id)), ['close', 'close', undefined]);
  assert.equal(stepAfter(steps, 'elsewhere'), undefined);
});

test('going back after a failure is no way around the closing step', () => {
  const back = note(2, 'two', '- **If:** odd -> step `one`', '- **If:** late -> stop');
  assert.deepEqual(problems(page(note(1, 'one'), back, note(3, 'end'))), []);
});

test('a step whose id cannot be read does not make the branches to it wrong', () => {
  const unreadable = note(2, 'two').replace('**Id:** `two`', '**Id:** two');
  const text = page(note(1, 'one', '- **If:** late -> step `two`'), unreadable);
  assert.deepEqual(problems(text).map(({field}) => field), ['Id']);
});

function failing(turns?: string): Step {
  const branches = ['- **If:** late -> stop', ...(turns === undefined ? [] : [`- **If:** failed -> ${turns}`])];
  const [, step] = read(page(note(1, 'first'), note(2, 'here', ...branches), note(3, 'end'))).steps;
  assert.ok(step);
  return step;
}

const first = (upTo?: number): Turn => ({kind: 'step', id: 'first', ...(upTo !== undefined && {upTo})});
const retry = (times: number): Turn => ({kind: 'retry', times});
const escalate: Turn = {kind: 'escalate'};

const turns: Array<[branch: string | undefined, attempts: number, taken: number, turn: Turn | undefined]> = [
  [undefined, 1, 0, undefined],
  ['stop', 1, 0, {kind: 'stop'}],
  ['stop', 9, 9, {kind: 'stop'}],
  ['retry 2, stop', 1, 0, retry(2)],
  ['retry 2, stop', 2, 0, retry(2)],
  ['retry 2, stop', 3, 0, {kind: 'stop'}],
  ['step `first` up to 2, escalate', 1, 0, first(2)],
  ['step `first` up to 2, escalate', 1, 1, first(2)],
  ['step `first` up to 2, escalate', 1, 2, escalate],
  ['retry 1, step `first` up to 1, escalate', 1, 0, retry(1)],
  ['retry 1, step `first` up to 1, escalate', 2, 0, first(1)],
  ['retry 1, step `first` up to 1, escalate', 1, 1, retry(1)],
  ['retry 1, step `first` up to 1, escalate', 2, 1, escalate],
  ['retry 1, step `end`', 2, 5, {kind: 'step', id: 'end'}],
];

for (const [branch, attempts, taken, turn] of turns) {
  test(`"failed -> ${branch}" leads to ${turn?.kind ?? 'nothing'} after ${attempts} attempts, ${taken} times led away`, () => {
    assert.deepEqual(failureTurn(failing(branch), {attempts, taken}), turn);
  });
}

test('a step that keeps failing uses up every count of its branch and then comes to its end', () => {
  fc.assert(fc.property(fc.integer({min: 0, max: 9}), fc.integer({min: 0, max: 9}), (retries, leads) => {
    const counted = [...(retries > 0 ? [`retry ${retries}`] : []), ...(leads > 0 ? [`step \`first\` up to ${leads}`] : [])];
    const step = failing([...counted, 'escalate'].join(', '));
    let [attempts, taken, runs] = [1, 0, 1];
    for (let turn = failureTurn(step, {attempts, taken}); turn?.kind !== 'escalate'; turn = failureTurn(step, {attempts, taken})) {
      assert.ok(turn && runs < 1000);
      runs += 1;
      if (turn.kind === 'retry') attempts += 1;
      else [attempts, taken] = [1, taken + 1];
    }
    assert.equal(runs, (retries + 1) * (leads + 1));
    assert.equal(taken, leads);
  }));
});

test('an operator judges everything but done and failed', () => {
  const {steps: [step]} = read(page(note(1, 'one', '- **If:** done -> step `two`', '- **If:** failed -> stop', '- **If:** late -> stop'), note(2, 'two')));
  assert.ok(step);
  assert.deepEqual(waysOf(step).map(({when}) => when), ['late']);
});

const endless: Array<[name: string, branches: readonly string[][], lines: number[]]> = [
  ['itself', [['failed -> step `one`']], [14]],
  ['itself after retries', [['failed -> retry 2, step `one`']], [14]],
  ['the step before it', [[], ['failed -> step `one`']], [21]],
  ['each other', [['failed -> step `two`'], ['failed -> step `one`']], [14, 22]],
  ['a step from which the good way comes back', [[], [], ['failed -> step `one`']], [28]],
  ['itself when a count is used up', [[], ['failed -> step `one` up to 2, step `two`']], [21]],
  ['a step before it, counted', [[], ['failed -> step `one` up to 2, stop']], []],
  ['each other, one of them counted', [['failed -> step `two` up to 1, stop'], ['failed -> step `one`']], [22]],
  ['a step after it', [['failed -> step `three`'], [], []], []],
  ['the step before it, by judgement', [[], ['late -> step `one`']], []],
];

for (const [name, branches, lines] of endless) {
  test(`a failure that leads to ${name} is ${lines.length > 0 ? 'told to go around for ever' : 'in order'}`, () => {
    const names = ['one', 'two', 'three'];
    const steps = names.map((id, index) => note(index + 1, id, ...(branches[index] ?? []).map(branch => `- **If:** ${branch}`)));
    const found = problems(page(...steps));
    assert.deepEqual(found.map(({line, rule}) => [line, rule]), lines.map(line => [line, 'endless-failure']));
  });
}
