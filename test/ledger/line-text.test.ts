import assert from 'node:assert/strict';
import {test} from 'node:test';
import {findFlaw} from '../../source/json-scanner.ts';
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
  ['single quotes', "{'connector_id': 1}", "not JSON: expected a name in double quotes or '}', at character 2"],
  ['a number that is none', '{"window_hours": NaN}', 'not JSON: NaN is no number, at character 18'],
  ['a number without end', '{"a": 1, "window_hours": -Infinity}', 'not JSON: -Infinity is no number, at character 26'],
  ['a name twice', '{"rotated_at": "2020-01-01T00:00:00Z", "rotated_at": "2025-11-20T09:00:00Z"}', 'the name "rotated_at" stands twice in one object'],
  ['a name twice, once in other letters', '{"rotated_at": 1, "rotated\\u005fat": 2}', 'the name "rotated_at" stands twice in one object'],
  ['a name twice, once before a blank', '{"rotated_at": 1, "rotated_at" : 2}', 'the name "rotated_at" stands twice in one object'],
  ['a name twice, far down', '{"connector_id": "x", "traces": [{"a": {"b": 1}}, {"a": 1, "a": {"b": 2}}]}', 'the name "a" stands twice in one object'],
  ['a name twice, where nothing is lost but itself', '{"a:": {}, "b": {}, "b": {}, "c": "\\":"}', 'the name "b" stands twice in one object'],
  ['a number that would be rounded', '{"window_hours": 12345678901234567890}', 'the number 12345678901234567890 cannot be kept as it is written'],
  ['a number that would be rounded by a little', '{"window_hours": 48.00000000000000000001}', 'the number 48.00000000000000000001 cannot be kept as it is written'],
  ['a number too large to be held', '{"window_hours": 1e400}', 'the number 1e400 cannot be kept as it is written'],
  ['a number that is nothing when it is held', '{"window_hours": 1e-400}', 'the number 1e-400 cannot be kept as it is written'],
  ['a number with names in its stead', '{"a": 9007199254740993, "b": ":"}', 'the number 9007199254740993 cannot be kept as it is written'],
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

for (const text of ['{"a": 48.0}', '{"a": 1.5e3, "b": {"a": [{"a": 1}, {"a": 2}]}}', '{"a": ": ", "b": "\\":"}', '{"a" :1 ,"b"\t: "x"}', '{"a": 9007199254740992}', '{"id": "12345678901234567890"}', `{"a": "${'{"b": 1, "b": 2}'.replaceAll('"', '\\"')}"}`, '{"2": 1, "1": 2}']) {
  test(`what is only spelled otherwise is taken: ${text}`, () => assert.deepEqual(parseObject(text), {ok: true, object: JSON.parse(text)}));
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

test('whichever way the parser reads what is doubled or rounded, it is refused, and nothing else is', () => {
  const line = fc.array(fc.tuple(fc.constantFrom('"a"', '"b"', '"\\u0061"', '"b" '), fc.constantFrom('1', '48', '1.0', '0.1', '9007199254740993', '1e400', '"x: y"', '"\\""', '{"a": 1}', '{"a": 1, "a": 1}', '[{"b": 2}]')), {maxLength: 4}).map(members => `{${members.map(([name, value]) => `${name}: ${value}`).join(', ')}}`);
  fc.assert(fc.property(line, text => assert.equal(parseObject(text).ok, findFlaw(text, {deepest: 64}) === undefined, text)));
});

test('whatever stands on a line, reading it gives an object or a reason', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([json, at, text]) => json.slice(0, at) + text);
  fc.assert(fc.property(fc.oneof(fc.string({unit: anyCharacter}), fc.json(), damaged), text => {
    const parsed = parseObject(text);
    assert.ok(parsed.ok ? typeof parsed.object === 'object' : parsed.reason.length > 0);
  }));
});
