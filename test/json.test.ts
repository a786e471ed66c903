import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isJsonObject, jsonDocument, jsonLine, ledgerJson, objectIn} from '../source/json.ts';
import {Secret} from '../source/secret.ts';
import {fc} from './worlds/fast-check.ts';

const ledgers = join(import.meta.dirname, 'fixtures/ledger');

for (const file of readdirSync(ledgers).filter(name => name.startsWith('stage_b_rotation_drills.'))) {
  test(`every line of ${file} is printed as its first writer printed it, byte for byte`, () => {
    const lines = readFileSync(join(ledgers, file), 'utf8').split('\n').filter(Boolean);
    assert.ok(lines.length >= 26);
    for (const line of lines) assert.equal(ledgerJson(JSON.parse(line)), line);
  });
}

const forms: ReadonlyArray<[value: unknown, ledger: string, line: string]> = [
  [{a: 1, b: [true, null, 'x']}, '{"a": 1, "b": [true, null, "x"]}', '{"a":1,"b":[true,null,"x"]}'],
  [{}, '{}', '{}'],
  [[], '[]', '[]'],
  [{a: undefined, b: {c: undefined}}, '{"b": {}}', '{"b":{}}'],
  [[undefined], '[null]', '[null]'],
  ['"\\\n\t\u0001', '"\\"\\\\\\n\\t\\u0001"', '"\\"\\\\\\n\\t\\u0001"'],
  ['é – 👍', '"\\u00e9 \\u2013 \\ud83d\\udc4d"', '"\\u00e9 \\u2013 \\ud83d\\udc4d"'],
  [{'é': '\u007F\u0085\u202E'}, '{"\\u00e9": "\\u007f\\u0085\\u202e"}', '{"\\u00e9":"\\u007f\\u0085\\u202e"}'],
  ['\uD800', '"\\ud800"', '"\\ud800"'],
];

for (const [value, ledger, line] of forms) {
  test(`${line} has one form for the ledger and one without spaces`, () => {
    assert.equal(ledgerJson(value), ledger);
    assert.equal(jsonLine(value), line);
  });
}

for (const [text, object] of [
  ['{"a": {"b": 1}}', {a: {b: 1}}],
  [' {}\n', {}],
  ['[{}]', undefined],
  ['null', undefined],
  ['"{}"', undefined],
  ['{"a": 1', undefined],
  ['{} {}', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} is ${object ? 'an' : 'no'} object`, () => assert.deepEqual(objectIn(text), object));
}

test('a document is indented by two and has no newline at its end', () => {
  assert.equal(jsonDocument({a: [1], b: 'é'}), '{\n  "a": [\n    1\n  ],\n  "b": "\\u00e9"\n}');
});

test('whatever is printed is one line of ASCII and reads back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const wanted = JSON.parse(JSON.stringify(value)) as unknown;
      for (const print of [ledgerJson, jsonLine]) {
        assert.match(print(value), /^[ -~]*$/);
        assert.deepEqual(JSON.parse(print(value)), wanted);
      }
      assert.match(jsonDocument(value), /^[ -~\n]*$/);
    }),
  );
});

test('a secret does not get into any of them', () => {
  const document = {token: new Secret('very-secret')};
  for (const print of [ledgerJson, jsonLine, jsonDocument]) {
    assert.deepEqual(JSON.parse(print(document)), {token: '<redacted>'});
  }
});

test('only an object with members is an object', () => {
  assert.deepEqual([{}, {a: 1}].map(isJsonObject), [true, true]);
  assert.deepEqual([null, [], 'a', 1, undefined, true].map(isJsonObject), [false, false, false, false, false, false]);
});
