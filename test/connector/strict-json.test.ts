import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {deepestNesting, longestBody, parseStrictJson} from '../../source/connector/strict-json.ts';
import {cpuTime} from '../worlds/cpu-time.ts';
import {fc} from '../worlds/fast-check.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const reasonFor = (bytes: Uint8Array): string => {
  const parsed = parseStrictJson(bytes);
  return parsed.ok ? 'accepted' : parsed.reason;
};
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('what a gateway may send as JSON', () => {
  const accepted = [
    'null', ' true ', '-0', '1.5e-3', '""', '"\\u00e9\\ud83d\\ude00\\/"', '[]', '{}', '[1,{"a":[]}]',
    '\t{"a" : 1 ,\r\n "b":[ ]}\n', '{"a":{"a":1},"b":{"a":1}}', '{"":0," ":1}', '"é😀"',
    '{"constructor":1,"toString":2}',
    '9007199254740992', '-9007199254740991', '1.0', '100e-2', '1E+2', '0.1', '123456789.12345679', '1e21', '1000000000000000000000', '5e-324', '0.0', '-0.0e5',
    nested(deepestNesting),
  ];
  for (const text of accepted) {
    it(`accepts ${text.slice(0, 40)} as JSON.parse does`, () => {
      assert.deepEqual(parse(text), {ok: true, value: JSON.parse(text)});
    });
  }

  const refused: ReadonlyArray<readonly [string, string]> = [
    ['', 'line 1, column 1: the text ends where a value was expected'],
    ['{"a":1', "line 1, column 7: the text ends where ',' or '}' was expected"],
    ['{"a":\n  nul}', 'line 2, column 3: expected a value'],
    ['[1,]', 'line 1, column 4: expected a value'],
    ['[1 2]', "line 1, column 4: expected ',' or ']'"],
    ['{"a" 1}', "line 1, column 5: expected ':'"],
    ['{a:1}', "line 1, column 2: expected a name in double quotes or '}'"],
    ['{"a":1,}', 'line 1, column 8: expected a name in double quotes'],
    ['[}', "line 1, column 2: expected a value or ']'"],
    ['[1}', "line 1, column 3: expected ',' or ']'"],
    ...['9007199254740993', '-9007199254740993', '1e400', '1e-400', '0.1000000000000000055511151231257827', '12345678901234567890.5'].map(
      number => [`{"id": ${number}}`, `line 1, column 8: the number ${number} cannot be kept as it is written`] as const),
    [`[${'1'.repeat(300)}]`, 'line 1, column 2: the number of 300 characters cannot be kept as it is written'],
    ['{} {}', 'line 1, column 4: expected the end of the text'],
    ['01', 'line 1, column 2: expected the end of the text'],
    ['+1', 'line 1, column 1: expected a value'],
    ['.5', 'line 1, column 1: expected a value'],
    ['1.', 'line 1, column 2: expected the end of the text'],
    ['NaN', 'line 1, column 1: expected a value'],
    ['1e999', 'line 1, column 1: the number 1e999 cannot be kept as it is written'],
    ["'a'", 'line 1, column 1: expected a value'],
    ['"a', 'line 1, column 1: a string that is never closed'],
    ['"a\\', 'line 1, column 3: an unknown escape inside a string'],
    ['"a\\x41"', 'line 1, column 3: an unknown escape inside a string'],
    ['"\\u12G4"', 'line 1, column 2: an unknown escape inside a string'],
    ['"a\nb"', 'line 1, column 3: a raw control character inside a string'],
    ['[1]//', 'line 1, column 4: expected the end of the text'],
    ['\u00A0[]', 'line 1, column 1: expected a value'],
    ['\uFEFF{}', 'begins with a byte-order mark'],
    ['{"a":1,"a":2}', 'line 1, column 8: the name "a" stands twice in one object'],
    ['{"a":1,"\\u0061":2}', 'line 1, column 8: the name "a" stands twice in one object'],
    ['[{"b":{"a":0},"b":1}]', 'line 1, column 15: the name "b" stands twice in one object'],
    ['{"__proto__":1}', 'line 1, column 2: the name "__proto__" is not accepted'],
    ['{"\\u005f_proto__":1}', 'line 1, column 2: the name "__proto__" is not accepted'],
    [nested(deepestNesting + 1), `line 1, column 33: nested deeper than ${deepestNesting} levels`],
    ['[{"a":'.repeat(17), `line 1, column 97: nested deeper than ${deepestNesting} levels`],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))} and says where`, () => {
      assert.equal(reasonFor(Buffer.from(text)), reason);
    });
  }

  it('shows a hostile name by marks instead of obeying it', () => {
    const reason = reasonFor(Buffer.from('{"\\u001b]0;owned\\u0007\u202E":1,"\\u001b]0;owned\\u0007\u202E":2}'));
    assert.match(reason, /"<U\+001B>]0;owned<U\+0007><U\+202E>" stands twice/);
  });

  it('cuts a name that would fill the screen', () => {
    const name = 'n'.repeat(5000);
    assert.ok(reasonFor(Buffer.from(`{"${name}":1,"${name}":2}`)).length < 200);
  });

  it('names the byte where UTF-8 ends to be UTF-8', () => {
    assert.equal(reasonFor(Buffer.from([0x22, 0x61, 0xff, 0x22])), 'not UTF-8 at byte 2');
    assert.equal(reasonFor(Buffer.from([0x22, 0xc3, 0xa9, 0xed, 0xa0, 0x80, 0x22])), 'not UTF-8 at byte 4');
    assert.equal(reasonFor(Buffer.from([0x22, 0xe2, 0x82])), 'not UTF-8 at byte 3');
  });

  it('takes a body of exactly the longest size and refuses one more byte', () => {
    const filled = (size: number) => Buffer.from(`"${'a'.repeat(size - 2)}"`);
    assert.equal(reasonFor(filled(longestBody)), 'accepted');
    assert.equal(reasonFor(filled(longestBody + 1)), 'longer than 262144 bytes');
  });

  it('is not brought down by the largest hostile bodies', () => {
    const bodies = [
      '['.repeat(longestBody), '{"a":'.repeat(50_000), `"${'\\"'.repeat(130_000)}`,
      '-'.repeat(longestBody), '9'.repeat(longestBody),
      `[${'[],'.repeat(80_000)}`, `{${Array.from({length: 20_000}, (_, index) => `"k${index}":0`).join(',')}}x`,
    ];
    const {milliseconds} = cpuTime(() => {
      for (const body of bodies) assert.notEqual(reasonFor(Buffer.from(body)), 'accepted');
    });
    assert.ok(milliseconds < 5000, `${milliseconds} ms`);
  });
});

describe('strict JSON over generated texts', () => {
  const patches = ['', ',', '"', '{', ']', '\\', '0', 'e', '\n', '\u2028'];
  const plainJson = fc.jsonValue({maxDepth: 6, noUnicodeString: false}).map(value => JSON.stringify(value));

  it('agrees with JSON.parse on any JSON without repeated names', () => {
    fc.assert(
      fc.property(plainJson.filter(text => !text.includes('"__proto__"')), text => {
        assert.deepEqual(parse(text), {ok: true, value: JSON.parse(text)});
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses, however the text is damaged', () => {
    fc.assert(
      fc.property(plainJson, fc.nat(), fc.constantFrom(...patches), (text, seed, patch) => {
        const at = seed % (text.length + 1);
        const damaged = text.slice(0, at) + patch + text.slice(at + 1);
        const parsed = parse(damaged);
        if (parsed.ok) assert.deepEqual(parsed.value, JSON.parse(damaged.toWellFormed()));
        else assert.notEqual(parsed.reason, '');
      }),
      {numRuns: 500},
    );
  });

  it('answers for any bytes, never by throwing', () => {
    fc.assert(fc.property(fc.uint8Array({maxLength: 200}), bytes => typeof parseStrictJson(bytes).ok === 'boolean'));
  });

  it('finds a repeated name wherever it is and however it is spelled', () => {
    fc.assert(
      fc.property(fc.string({minLength: 1}), fc.jsonValue(), (name, value) => {
        const escaped = name.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        const spelled = `"${escaped.join('')}"`;
        const text = `[{"x":{},${spelled}:${JSON.stringify(value)},${JSON.stringify(name)}:0}]`;
        assert.equal(parse(text).ok, false);
      }),
    );
  });
});
