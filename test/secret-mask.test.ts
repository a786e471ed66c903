import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {SecretMask, liveMask} from '../source/secret-mask.ts';
import {Secret} from '../source/secret.ts';
import {spellings} from './worlds/spellings.ts';

const token = 'tok-live-7Kd92mQxAb41';
const masking = (...secrets: string[]): SecretMask => new SecretMask(secrets.map(secret => new Secret(secret)));

const secrets: ReadonlyArray<readonly [what: string, secret: string]> = [
  ['a token of letters and digits', token],
  ['a short one', 'hunter2-x'],
  ['one with signs', 'aB3/x+Yz==&<"q\\é9'],
  ['a sentence', 'Correct horse battery staple 9'],
  ['a JSON web token', ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJtYXJhIn0', 'c2lnbmF0dXJl'].join('.')],
];

describe('a live secret is masked', () => {
  for (const [what, secret] of secrets) {
    for (const [how, spell] of spellings) {
      it(`when it is ${what} and stands ${how}, and nothing around it is`, () => {
        const masked = masking(secret).text(`The service said: ${spell(secret)} and went on with rehearsal-eu at 14:20`);
        assert.match(masked, /^The service said: [^]*<redacted>[^]* and went on with rehearsal-eu at 14:20$/);
        assert.ok(!masked.includes(spell(secret)), masked);
      });
    }
  }

  const pieces: ReadonlyArray<readonly [what: string, text: string, masked: string]> = [
    ['its first characters, as many as a cut leaves', `cut: ${token.slice(0, 15)}`, 'cut: <redacted>'],
    ['its last twelve', `${token.slice(-12)} is what is left`, '<redacted> is what is left'],
    ['fewer than that are left', `${token.slice(0, 9)}`, token.slice(0, 9)],
    ['twice', `${token}${token}`, '<redacted><redacted>'],
  ];
  for (const [what, text, masked] of pieces) it(`in part: ${what}`, () => assert.equal(masking(token).text(text), masked));

  it('but a beginning without a digit may be a name, and names stay', () => {
    assert.equal(masking('rehearsal-eu-operator-7Kd92mQx').text('rehearsal-eu is open'), 'rehearsal-eu is open');
  });

  it('when it is a part of the mask, without masking the mask', () => {
    assert.equal(masking('acted').text('<redacted> acted reacted'), '<redacted> <redacted> re<redacted>');
    const mask = masking('acted');
    assert.equal(mask.text(mask.text('acted acted')), '<redacted> <redacted>');
  });
});

describe('a secret that nobody named is known', () => {
  const rows: ReadonlyArray<readonly [how: string, text: string, masked: string]> = [
    ['by the header it stands in', 'Authorization: Bearer zzz999zzz999', 'Authorization: Bearer <redacted>'],
    ['by the credentials it stands in', '{"credentials": {"window": "x", "token": "opensesame"}}', '{"credentials": {"window": "x", "token": "<redacted>"}}'],
    ['by the type beside it', '{"a": [{"type": "bearer", "token": "opensesame"}]}', '{"a": [{"type": "bearer", "token": "<redacted>"}]}'],
    ['by the type behind it', '{"token": "opensesame", "type": "bearer"}', '{"token": "<redacted>", "type": "bearer"}'],
    ['and hidden elsewhere in the same line', '{"password": "opensesame", "echo": "opensesame"}', '{"password": "<redacted>", "echo": "<redacted>"}'],
    ['in JSON that other text stands around', 'sent {"access_token": "opensesame"} at once', 'sent {"access_token": "<redacted>"} at once'],
    ['by the variable it is in', 'MCP_CONNECTOR_TOKEN=abc123def', 'MCP_CONNECTOR_TOKEN=<redacted>'],
    ['by a header of its own', '> X-Vault-Token: hvs.CAESIJ4k2', '> X-Vault-Token: <redacted>'],
    ['by the cookie it is', 'Cookie: session=Abc123def', 'Cookie: <redacted>'],
    ['by a member of YAML', '  client_secret: Abc123def # old', '  client_secret: <redacted> # old'],
    ['by a parameter of an address', 'GET /x?a=1&access_token=abc123def&b=2', 'GET /x?a=1&access_token=<redacted>&b=2'],
    ['by the name beside it', '[{"name":"MCP_CONNECTOR_TOKEN","value":"abc123def"}]', '[{"name":"MCP_CONNECTOR_TOKEN","value":"<redacted>"}]'],
    ['by a variable without a prefix', 'export TOKEN=abc123def', 'export TOKEN=<redacted>'],
    ['by the option it follows', 'login --password abc123def now', 'login --password <redacted> now'],
    ['by its issuer’s prefix', `got ghp_${'a1B2'.repeat(9)} back`, 'got <redacted> back'],
    ['in an address', 'postgres://u:hunter2@h/d', 'postgres://<redacted>@h/d'],
  ];
  for (const [how, text, masked] of rows) it(how, () => assert.equal(masking().text(text), masked));

  it('in a value of JSON too', () => {
    const given = {traces: {rest: {credentials: {type: 'bearer', token: 'opensesame'}}}, note: 'it is opensesame'};
    assert.deepEqual(masking().value(given), {traces: {rest: {credentials: {type: 'bearer', token: '<redacted>'}}}, note: 'it is <redacted>'});
  });

  for (const text of [
    'the token was not accepted', '{"type": "bearer", "token": "<redacted>"}', 'MCP_CONNECTOR_TOKEN=not set', 'a basic understanding of things', 'Bearer authentication is used', 'password: not set', 'access_token=none', 'x-request-key: list', 'the api-key: see the wiki',
    '{"token": null, "type": "bearer"}', '{"token": "of no kind"}', '"prev":"0123456789abcdef0123456789abcdef"', 'token ....a41f (file)', 'https://gateway.example:8001/handshake',
  ]) it(`and this is none: ${text}`, () => assert.equal(masking().text(text), text));
});

it('a mask is made anew when the secrets are others, and only then', () => {
  const held = [new Secret('first-token')];
  const mask = liveMask(() => held);
  const first = mask();
  assert.equal(mask(), first);
  held.push(new Secret('second-token'));
  assert.equal(mask().text('first-token second-token'), '<redacted> <redacted>');
  assert.notEqual(mask(), first);
});

it('a text costs little more than its length', () => {
  const text = `${'connector operator_api rotated at 2025-01-17T22:00:06Z; '.repeat(4000)}${'%41\\u0041&amp;=41aa:bb:cc'.repeat(2000)}`;
  assert.equal(masking(token).text(text), text);
});
