import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {isForFailure} from '../../source/runbook/for-failure.ts';
import {read} from '../worlds/registry.ts';

const text = readFileSync(new URL('../../runbooks/stage-b-rehearsal.md', import.meta.url), 'utf8');

test('the Stage B rehearsal walks from the toggles to a closing note', () => {
  const runbook = read(text);
  assert.equal(runbook.id, 'stage-b-rehearsal');
  assert.equal(runbook.title, 'Stage B rehearsal');
  assert.deepEqual(runbook.steps.map(({id, kind, action}) => [id, kind, action?.name]), [
    ['toggles', 'check', 'toggles.check'],
    ['gateway', 'check', 'gateway.reach'],
    ['smoke', 'action', 'smoke.run'],
    ['receipt', 'check', 'receipt.review'],
    ['ledger', 'check', 'ledger.review'],
    ['packet', 'action', 'packet.write'],
    ['close', 'note', undefined],
  ]);
  assert.equal(runbook.closing, 'close');
});

test('only the smoke run and the packet change anything in a rehearsal', () => {
  const changing = read(text).steps.filter(({effect}) => effect.kind === 'changes').map(({id}) => id);
  assert.deepEqual(changing, ['smoke', 'packet']);
});

test('each step of the rehearsal is short enough to be read on the smallest screen', () => {
  for (const {id, prose} of read(text).steps) {
    const texts = prose.filter(({kind}) => kind !== 'code').map(({spans}) => spans.map(span => span.text).join(''));
    assert.ok(texts.length > 0, `${id} says why it is done`);
    // What is for a failure comes on screen with it.
    const shown = texts.filter(paragraph => !isForFailure(paragraph)).join(' ');
    assert.ok(shown.length < 520, `${id}: ${shown.length} characters`);
  }
});
