import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isBlank, parseObject} from '../../source/ledger/line-text.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const good = '{"connector_id": "operator_api"}';

const faults: Array<[what: string, text: string, reason: string]> = [
  ['a line cut off inside text', '{"connector_id": "oper', 'cut off: the object does not end'],
  ['a line cut off after a member', '{"connector_id": "operator_api",', 'cut off: the object does not end'],
  ['a line cut off inside an escape', '{"connector_id": "\\', 'cut off: the object does not end'],
  ['two entries glued together', good + good, 'a second object on the same line, at character 33'],
  ['two entries with a space between', `${good} ${good}`, 'a second object on the same line, at character 34'],
  ['an entry glued to a torn one', `{"connector_id": ${good}`, 'cut off: the object does not end'],
  ['words after the entry', `${good} # checked`, 'more text after the object, at character 34'],
  ['a comma at the end', `${good},`, 'more text after the object, at character 33'],
  ['a byte order mark', `\uFEFF${good}`, 'starts with a byte order mark'],
  ['single quotes', "{'connector_id': 1}", 'not JSON'],
  ['a number that is none', '{"window_hours": NaN}', 'not JSON'],
  ['brackets that do not match', '{"a": [}', 'cut off: the object does not end'],
  ['a list', '[1, 2]', 'not a JSON object'],
  ['a number', '48', 'not a JSON object'],
  ['null', 'null', 'not a JSON object'],
  ['words', 'rotation done', 'not a JSON object'],
  ['nesting that would exhaust a stack', `{"a": ${'['.repeat(600_000)}`, 'nested deeper than 64 levels'],
  ['deep nesting that is complete', `{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`, 'nested deeper than 64 levels'],
];

for (const [what, text, reason] of faults) {
  test(`${what} is refused and the reason said`, () => {
    assert.deepEqual(parseObject(text), {ok: false, reason});
  });
}

test('brackets and quotes inside text are only text', () => {
  const text = JSON.stringify({note: '[[[{"}]'.repeat(500)});
  assert.deepEqual(parseObject(text), {ok: true, object: JSON.parse(text)});
});

test('a line separator of Unicode inside text does not end the entry', () => {
  assert.deepEqual(parseObject('{"note": "a\u2028b\u0085c"}'), {ok: true, object: {note: 'a\u2028b\u0085c'}});
});

test('a member named __proto__ is a member like any other', () => {
  const parsed = parseObject('{"__proto__": {"window_hours": 48}}');
  assert.ok(parsed.ok);
  assert.equal(parsed.object.window_hours, undefined);
  assert.deepEqual(Object.keys(parsed.object), ['__proto__']);
});

test('white space of any kind is a blank line, a mark that shows is not', () => {
  for (const text of ['', ' ', '\t \r', '\v\f', '\u00A0']) assert.ok(isBlank(text), JSON.stringify(text));
  assert.ok(!isBlank('.'));
});

test('whatever stands on a line, reading it gives an object or a reason', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([json, at, text]) => json.slice(0, at) + text);
  fc.assert(fc.property(fc.oneof(fc.string({unit: anyCharacter}), fc.json(), damaged), text => {
    const parsed = parseObject(text);
    assert.ok(parsed.ok ? typeof parsed.object === 'object' : parsed.reason.length > 0);
  }));
});
