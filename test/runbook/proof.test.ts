import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Json} from '../../source/json.ts';
import {evaluate, valueAt} from '../../source/runbook/proof.ts';
import type {Relation, Test} from '../../source/runbook/schema.ts';
import {fc} from '../worlds/fast-check.ts';

const now = Date.UTC(2025, 8, 25, 10);
const hour = 3_600_000;

const is = (value: string): Test => ({kind: 'equals', value});
const isNot = (value: string): Test => ({kind: 'differs', value});
const count = (relation: Relation, wanted: number): Test => ({kind: 'count', relation, count: wanted});
const young: Test = {kind: 'age', relation: 'at most', milliseconds: 48 * hour};

const cases: Array<[test: Test, found: Json | undefined, holds: boolean, expected: string, seen: string]> = [
  [is('1'), '1', true, '1', '1'],
  [is('1'), 1, true, '1', '1'],
  [is('true'), true, true, 'true', 'true'],
  [is('1'), '1 ', false, '1', '1 '],
  [is('1'), true, false, '1', 'true'],
  [is('1'), [1], false, '1', '1 item'],
  [is('null'), null, false, 'null', 'nothing'],
  [is('x'), undefined, false, 'x', 'nothing'],
  [isNot('1'), '0', true, 'not 1', '0'],
  [isNot('1'), 1, false, 'not 1', '1'],
  [isNot('1'), '', true, 'not 1', 'empty text'],
  [isNot('1'), null, true, 'not 1', 'nothing'],
  [isNot('1'), undefined, false, 'not 1', 'nothing'],
  [isNot('1'), [], false, 'not 1', '0 items'],
  [isNot('1'), {}, false, 'not 1', 'present'],
  [{kind: 'present'}, {}, true, 'present', 'present'],
  [{kind: 'present'}, [], true, 'present', '0 items'],
  [{kind: 'present'}, 0, true, 'present', '0'],
  [{kind: 'present'}, false, true, 'present', 'false'],
  [{kind: 'present'}, '', false, 'present', 'empty text'],
  [{kind: 'present'}, null, false, 'present', 'nothing'],
  [{kind: 'present'}, undefined, false, 'present', 'nothing'],
  [{kind: 'absent'}, undefined, true, 'absent', 'nothing'],
  [{kind: 'absent'}, '', true, 'absent', 'empty text'],
  [{kind: 'absent'}, 'x', false, 'absent', 'x'],
  [count('=', 0), [], true, '0 items', '0 items'],
  [count('=', 0), ['a'], false, '0 items', '1 item'],
  [count('=', 3), {a: 1, b: 2, c: 3}, true, '3 items', '3 items'],
  [count('at least', 3), [1, 2], false, 'at least 3 items', '2 items'],
  [count('at least', 2), [1, 2], true, 'at least 2 items', '2 items'],
  [count('at most', 1), [1, 2], false, 'at most 1 item', '2 items'],
  [count('at most', 2), [1, 2], true, 'at most 2 items', '2 items'],
  [count('=', 0), undefined, false, '0 items', 'nothing'],
  [count('=', 3), 'abc', false, '3 items', 'abc'],
  [young, '2025-09-23T10:00:00Z', true, 'at most 48h old', '48h 0m old'],
  [young, '2025-09-23T09:59:59Z', false, 'at most 48h old', '48h 0m old'],
  [young, '2025-09-25T10:00:00Z', true, 'at most 48h old', '0s old'],
  [young, '2025-10-24T17:42:10Z', false, 'at most 48h old', '29d 7h in the future'],
  [young, 'yesterday', false, 'at most 48h old', 'yesterday'],
  [young, now, false, 'at most 48h old', String(now)],
  [young, undefined, false, 'at most 48h old', 'nothing'],
];

for (const [test_, found, holds, expected, seen] of cases) {
  test(`${JSON.stringify(found)} ${holds ? 'passes' : 'fails'} the test ${JSON.stringify(test_)}`, () => {
    assert.deepEqual(evaluate(test_, found, now), {holds, expected, found: seen});
  });
}

test('present and absent never agree', () => {
  fc.assert(fc.property(fc.option(fc.jsonValue(), {nil: undefined}), value => {
    const found = value as Json | undefined;
    assert.notEqual(evaluate({kind: 'present'}, found, now).holds, evaluate({kind: 'absent'}, found, now).holds);
  }));
});

test('a path finds members and places, and nothing else', () => {
  const facts: Json = {services: {operator_api: {session: {id: 's-1'}}}, targets: ['a', 'b'], empty: null, '0': 'zero'};
  const found: Array<[string, Json | undefined]> = [
    ['services.operator_api.session.id', 's-1'],
    ['targets', ['a', 'b']],
    ['targets.1', 'b'],
    ['targets.2', undefined],
    ['targets.-1', undefined],
    ['targets.length', undefined],
    ['targets.map', undefined],
    ['empty', null],
    ['empty.id', undefined],
    ['services.operator_api.session.id.0', undefined],
    ['0', 'zero'],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['services.__proto__.toString', undefined],
    ['', undefined],
  ];
  for (const [path, value] of found) assert.deepEqual(valueAt(facts, path), value, path);
});

test('a member named like the prototype is a member when the document has it', () => {
  assert.equal(valueAt(JSON.parse('{"__proto__": {"a": 1}}') as Json, '__proto__.a'), 1);
});
