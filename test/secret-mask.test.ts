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
  ['one with a quotation mark', "it's-aB3-secret-7Kd92"],
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
  it('but not in our own setting that names variables', () => {
    const setting = {name: 'pass', value: 'https_proxy'};
    assert.deepEqual(masking().value(setting), setting);
  });

  it('behind a text that is encoded again and again, whose views would be too many to follow', () => {
    let hostile = `token &${'amp;'.repeat(80)}`;
    for (let times = 0; times < 8; times += 1) hostile = JSON.stringify([hostile]);
    assert.match(masking().text(`${hostile}\n{"credentials": {"token": "opensesame"}}`), /"token": "<redacted>"\}\}$/);
  });

  for (const [how, text, masked] of rows) it(how, () => assert.equal(masking().text(text), masked));

  /** Between brackets what must not leave; by lines, as a screen gets them, and as one text. */
  const marked: readonly string[] = [
    // Weak ones too, where a program has them: it needs no look at the value.
    'DB_TOKEN=[opensesame]', 'DB_PASSWORD=[ab12c]', 'DB_PASSWORD=[opensesame]', 'DB_PASS=[opensesame]', 'db_password=[opensesame]', 'MYSQL_PWD=[opensesame]', "DB_PASSWORD='[open sesame]'", 'export SECRET_KEY="[opensesame]"', 'login --password [opensesame] now', 'x --password=[opensesame]', 'x --api-token=[opensesame]', 'x -token [opensesame]',
    'GET /x?a=1&access_token=[opensesame]&b=2', 'Server=db;User=a;Password=[opensesame];x', 'DB_PASSWORD=[/Zq81kLmX9+pQ77c2vW==]',
    // Headers.
    'Authorization: Bearer [opensesame]', 'Authorization: ApiKey [zzz999zzz979]', '> authorization: Basic [b3BlbnNl]', 'proxy-authorization: Negotiate [opensesame]', 'Authorization: Digest [username="mara", response="6629fae49393a053"]', "('authorization', 'Bearer [abc123def]')", 'map[Authorization:[Bearer [opensesame]] Accept:[x]]', "-H 'Authorization: Bearer [opensesame]'", '"Authorization": "token [opensesame]"',
    'Cookie: [sid=opensesame]', 'Cookie: [session=Abc123def]; [csrftoken=Def456ghi]', 'set-cookie: [sid=opensesame]; Path=/; HttpOnly', 'X-Vault-Token: [opensesame]', 'PRIVATE-TOKEN: [opensesame]', '< DD-API-KEY: [opensesame]', 'DD-APPLICATION-KEY: [opensesame]', 'X-Functions-Key: [abc123def]',
    // Members and YAML, in whatever marks.
    '  "token": "[opensesame]",', "{'credentials': {'type': 'bearer', 'token': '[opensesame78]'}}", '"credentials": {"current": {"token": "[opensesame]"}}', '{"MCP_CONNECTOR_TOKEN": "[opensesame]"}', String.raw`msg="{\"access_token\":\"[opensesame]\"}"`, String.raw`"{\\\"password\\\":\\\"[opensesame]\\\"}"`, "token: '[opensesame]'", 'token = "[opensesame]"', 'token => "[opensesame]"', '"password": [12345678],',
    'password: [opensesame]', '  - password: [opensesame] # old', '      MCP_CONNECTOR_TOKEN:  [opensesame]', 'DB_PASSWORD: [opensesame]', 'DB_PASSWORD = [opensesame]', 'env: {DB_PASSWORD: [opensesame], X: 1}', 'credentials:\n  type: bearer\n  token: [opensesame]\n', '  token: [opensesame9]', '- name: X_TOKEN\n  value: [opensesame]', "{'name': 'X_TOKEN', 'value': '[opensesame]'}", '<password>[opensesame]</password>',
    'token        [hvs.CAESIJ4k2abc]', 'token_accessor    x\ntoken    [s3cretvalue-0a1b]', 'postgres://[u:hun@ter22]@h/d', 'jdbc:postgresql://[u:hunter2]@h/d', 'access_token%3D[opensesame]%26x',
  ];
  for (const text of marked) {
    it(`by its place: ${text}`, () => assert.equal(masking().text(text.replaceAll(/\[(?!Bearer|x\])([^[\]]*)\]/g, '$1')), text.replaceAll(/\[(?!Bearer|x\])[^[\]]*\]/g, '<redacted>')));
  }

  it('in a value of JSON too', () => {
    const given = {traces: {rest: {credentials: {type: 'bearer', token: 'opensesame'}}}, note: 'it is opensesame'};
    assert.deepEqual(masking().value(given), {traces: {rest: {credentials: {type: 'bearer', token: '<redacted>'}}}, note: 'it is <redacted>'});
  });

  for (const text of [
    'the token was not accepted', '{"type": "bearer", "token": "<redacted>"}', 'MCP_CONNECTOR_TOKEN=not set', 'a basic understanding of things', 'Bearer authentication is used', 'password: not set', 'access_token=none', 'x-request-key: list', 'the api-key: see the wiki',
    'password: required', 'password: missing', '  token: unset', 'secret: generated', '"password": "required"', 'DB_PASSWORD=unset', 'MCP_CONNECTOR_TOKEN=...', '`MCP_CONNECTOR_TOKEN=fingerprint 6f3fc9b9` (deploy/token)', 'MCP_RUNBOOK_SIGNING_KEY=keys/record2', 'MCP_CONNECTOR_TOKEN: ${{ secrets.MCP_CONNECTOR_TOKEN }}', 'MCP_CONNECTOR_TOKEN=$TOKEN', 'TOKEN=$(cat /run/secrets/x)', 'PASSWORD=<yours>', 'PASSWORD=%PASSWORD%',
    'line 3: add MCP_CONNECTOR_TOKEN= with the new token behind it', 'vault kv put secret/operator token=-', 'password=password', 'token=config.token', 'login(token=findToken(x))', 'GOOGLE_APPLICATION_CREDENTIALS=/x/key.json', 'x --token-file /run/secrets/token2', 'x --token TOKEN', 'docker login --password-stdin', '"token":"3f9a12c4"', "'token': None,", '"secret": false', '{"name": "MCP_CONNECTOR_TOKEN", "value": "fingerprint 3f9a12c4"}',
    'the new token: `ledger.growth` `update`', 'Authorization: none', 'Authorization: Bearer', 'Authorization: Bearer <token>', 'authorization: the token was refused', 'cookie: none', 'cookies: accept=all', 'PWD=/srv/app2', 'compass=north', 'token: PracticeTokenForms', 'MCP_CONNECTOR_TOKEN  deploy/operator2.env', 'MCP_CONNECTOR_TOKEN  fingerprint 3f9a12c4  this shell', 'max_tokens=4096', 'token_type=Bearer2', 'GIT_ASKPASS=/usr/bin/ask2', 'keys: 12', 'primary_key: id2', 'it did not pass: step2', 'pass=1000 fail=0', '{"name":"pass","value":"GITHUB_TOKEN, DATABASE_URL"}',
    '{"name":"pass","value":"https_proxy"}', '{"settings":[{"name":"pass","value":"https_proxy"}]}', 'pass: [https_proxy]', '{"pass":["https_proxy"]}', 'API_KEY=/run/secrets/key', 'START_PWD=/srv/ops', 'api_key: /run/secrets/key',
    '{"token": null, "type": "bearer"}', '{"token": "of no kind"}', '"prev":"0123456789abcdef0123456789abcdef"', 'token ....a41f (file)', 'https://gateway.example:8001/handshake',
  ]) it(`and this is none: ${text}`, () => assert.equal(masking().text(text), text));
});

it('what may be a word is masked as one, and not within others', () => {
  assert.equal(masking().text('{"password": "test", "note": "the latest test"}'), '{"password": "<redacted>", "note": "the latest <redacted>"}');
  assert.deepEqual(masking().value({password: 'test', note: 'the latest test'}), {password: '<redacted>', note: 'the latest <redacted>'});
});

it('names of secret things without end cost little more than their length', () => {
  for (const text of ['token="', 'token: ', '"token":"a', 'token,', "password='\\", '-token -token ', 'authorization: ', 'authorization: x a="', 'cookie: a=b;', 'token   ', 'token=a&', 'x-token-key', '_token.', 'token \n', '"token" value', 'credentials: token: a\n', 'PRIVATE_KEY=', '\\"token\\":\\"a\\"', 'token>', '("token", "', 'token:[', '116,', '0x74, ', '0000: aa ', '00000000: 746f 6b2d  to\n', 'a+b', "'\\''", '1,22,']) {
    masking().text(text.repeat(Math.ceil(100_000 / text.length)));
  }
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
