import assert from 'node:assert/strict';
import {test} from 'node:test';
import {format, inspect} from 'node:util';
import {Secret} from '../source/secret.ts';
import {SecretMask} from '../source/secret-mask.ts';
import {fc} from './worlds/fast-check.ts';

const value = 'tok-41f-very-secret';
const secret = new Secret(value);

const prints: ReadonlyArray<[about: string, text: string, exactly: boolean]> = [
  ['String()', String(secret), true],
  ['a template', `${secret}`, true],
  ['adding text', secret + '', true],
  ['join', [secret].join(), true],
  ['JSON', JSON.stringify(secret), false],
  ['JSON of what holds it', JSON.stringify({a: [secret]}), false],
  ['inspect', inspect(secret), true],
  ['inspect of what holds it', inspect({a: [secret]}), false],
  ['inspect without our own way', inspect(secret, {customInspect: false, showHidden: true, depth: 9}), false],
  ['format', format('%s %o %O %j %d', secret, secret, secret, secret, secret), false],
  ['an error with it as cause', inspect(new Error('failed', {cause: secret})), false],
  ['its members', JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), {...secret}]), false],
  ['a clone', inspect(structuredClone(secret)), false],
];

for (const [about, text, exactly] of prints) {
  test(`a secret stays closed in ${about}`, () => {
    assert.ok(!text.includes('very-secret'), text);
    if (exactly) assert.equal(text, '<redacted>');
  });
}

test('one method opens it', () => assert.equal(secret.reveal(), value));

test('a fingerprint is eight hex digits that change with the token and with the key', () => {
  const [key, other] = [Buffer.from('key'), Buffer.from('other')];
  assert.match(secret.fingerprint(key), /^[0-9a-f]{8}$/);
  assert.equal(secret.fingerprint(key), new Secret(value).fingerprint(key));
  assert.notEqual(secret.fingerprint(key), secret.fingerprint(other));
  assert.notEqual(secret.fingerprint(key), new Secret(`${value}2`).fingerprint(key));
  // RFC 4231, test case 2.
  assert.equal(new Secret('what do ya want for nothing?').fingerprint(Buffer.from('Jefe')), '5bdcc146');
});

const odd = 'pass"word\\é/ +';

const spellings: ReadonlyArray<[about: string, text: string]> = [
  ['itself', odd],
  ['JSON', JSON.stringify(odd)],
  ['ASCII JSON', '"pass\\"word\\\\\\u00e9/ +"'],
  ['a URL', encodeURIComponent(odd)],
  ['base64', Buffer.from(odd).toString('base64')],
];

for (const [about, text] of spellings) {
  test(`a live secret is masked in the spelling of ${about}`, () => {
    const masked = new SecretMask([new Secret(odd)]).text(`before ${text} after`);
    assert.match(masked, /^before "?<redacted>"? after$/);
  });
}

test('the longer of two secrets is masked first', () => {
  const mask = new SecretMask([new Secret('abcd'), new Secret('abcdef')]);
  assert.equal(mask.text('abcdef abcd'), '<redacted> <redacted>');
});

test('values are masked all the way down, names of members included, and stay what they were', () => {
  const given = {list: ['a token-1 b', 1, null, true], 'token-1': {deep: 'token-1'}, held: secret};
  const masked = new SecretMask([new Secret('token-1')]).value(given);
  assert.deepEqual(masked, {list: ['a <redacted> b', 1, null, true], '<redacted>': {deep: '<redacted>'}, held: secret});
  assert.equal(given.list[0], 'a token-1 b');
});

test('a word in the name of a member stays, whoever has it for a password: readers of a document look for that name', () => {
  const mask = new SecretMask([new Secret('operator'), new Secret('Tok-1')]);
  const given = {operator_api: {operator: 'the operator Tok-1', 'Tok-1': 1}};
  assert.deepEqual(mask.value(given), {operator_api: {operator: 'the <redacted> <redacted>', '<redacted>': 1}});
  assert.equal(mask.document(JSON.stringify(given)), '{"operator_api":{"operator":"the <redacted> <redacted>","<redacted>":1}}');
  assert.equal(mask.document('"operator", "a": "operator"'), '"<redacted>", "a": "<redacted>"');
});

test('very short values are not looked for: they would mask ordinary words', () => {
  assert.equal(new SecretMask([new Secret('on'), new Secret('')]).text('one onion'), 'one onion');
});

test('no text with a secret in it keeps it', () => {
  const word = fc.string({minLength: 6, maxLength: 20}).filter(text => !'<redacted>'.includes(text));
  fc.assert(
    fc.property(word, fc.string(), fc.string(), (token, before, after) => {
      const mask = new SecretMask([new Secret(token)]);
      const text = mask.text(`${before}${token}${after}`);
      assert.ok(text.includes('<redacted>'));
      assert.ok(!mask.text(text).includes(token) || '<redacted>'.includes(token));
    }),
  );
});
