import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Proof, Subject, Test} from '../../source/runbook/schema.ts';
import {page, read} from '../worlds/registry.ts';

function proofOf(bullet: string): Proof {
  const text = page(`## 1. Step

- **Id:** \`one\`
- **Kind:** check
- **Effect:** reads
- **Action:** \`ledger.review\`
- **Proof:** ${bullet}
`);
  const [proof] = read(text).steps[0]?.proofs ?? [];
  assert.ok(proof);
  return proof;
}

const probe: Subject = {action: {name: 'route.probe', parameters: []}};
const toggle: Subject = {action: {name: 'toggle.read', parameters: ['A']}};

const observed: Array<[bullet: string, subject: Subject, test: Test, text?: string]> = [
  ['`doctrine_failures` count = 0', {path: 'doctrine_failures'}, {kind: 'count', relation: '=', count: 0}],
  ['`entries` count at least 3', {path: 'entries'}, {kind: 'count', relation: 'at least', count: 3}],
  ['`a-b.0.c_d` count at most 12', {path: 'a-b.0.c_d'}, {kind: 'count', relation: 'at most', count: 12}],
  ['`services.operator_api.session` present', {path: 'services.operator_api.session'}, {kind: 'present'}],
  ['`malformed`   absent', {path: 'malformed'}, {kind: 'absent'}],
  ['`newest.rotated_at` age at most 48h', {path: 'newest.rotated_at'},
    {kind: 'age', relation: 'at most', milliseconds: 172_800_000}],
  ['`route.probe` = `legacy`', probe, {kind: 'equals', value: 'legacy'}],
  ['`route.probe` `header.via` = `a b`', {...probe, path: 'header.via'}, {kind: 'equals', value: 'a b'}],
  ['`toggle.read` `A` is not `1`', toggle, {kind: 'differs', value: '1'}],
  ['`toggle.read` `A` `source` present', {...toggle, path: 'source'}, {kind: 'present'}],
  ['no toggle is wrong: `wrong` count = 0', {path: 'wrong'}, {kind: 'count', relation: '=', count: 0}, 'no toggle is wrong (wrong count = 0)'],
  ['operators are\n  on legacy: `route.probe` = `legacy`', probe, {kind: 'equals', value: 'legacy'}, 'operators are on legacy (route.probe = legacy)'],
  ['`toggle.read` `A` is\n  not `1`', toggle, {kind: 'differs', value: '1'}, 'toggle.read A is not 1'],
];

for (const [bullet, subject, wanted, text = bullet.replaceAll('`', '')] of observed) {
  test(`the proof ${JSON.stringify(bullet)} is observed`, () => {
    assert.deepEqual(proofOf(bullet), {kind: 'observed', line: 14, text, subject, test: wanted});
  });
}

test('what only the operator can know is stated in their words', () => {
  const proof = proofOf('stated: the gateway of `A` is **the right** one');
  assert.deepEqual(proof, {kind: 'stated', line: 14, text: 'the gateway of A is the right one'});
});
