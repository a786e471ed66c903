import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stepAfter} from '../../source/runbook/flow.ts';
import {note, page, problems, read} from './registry.ts';

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
