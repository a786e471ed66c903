import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {SecretMask} from '../source/secret-mask.ts';

const mask = new SecretMask([]);

/** What people type, with what must not leave in brackets. */
const told: readonly string[] = [
  'the token is [abc123]', 'The token was [tok-live-7Kd92mQxAb41], which is gone', 'the token is [abc123def]. It was replaced', 'token is now [abc123def]', 'tokens are [abc123def] and another',
  'the token of operator_api is [abc123def]', 'the token that we saw was [abc123def]', 'the token for the operator on call: [abc123def]', 'token → [abc123def]', 'token -> [abc123def]', 'token=[abc123def]', 'token = [abc123def]', 'token:[abc123def]',
  'changed the token to [abc123def]', 'the token was rotated to [abc123def]', 'reset password for mara to [hunter2]', 'password set to [hunter2]',
  'password: [hunter2]', 'password is [hunter2]', 'the password is [hunter2!]', 'Password: "[opensesame]"', 'password is “[correct horse battery staple]”', "passphrase is '[open sesame]'", 'the token is `[abc123def]`', 'password is [123456]', 'password is [p@ssw!rd]', 'pwd [hunter2]', 'passcode: [482913]',
  'login as mara, password [hunter2]', 'with token [abc123def456] in the header', 'the old token ([abc123def456]) is gone', 'secret: [s3cretvalue]', 'the client secret is [s3cretvalue]', 'api key is [k3y-0a1b2c3d]', 'API-key: [k3y0a1b2c3d]', 'access key [k3y0a1b2c3d]', 'credentials are [mara/hunter2]', 'credentials: [mara:hunter2]',
  'Authorization header was Bearer [xyz789]', 'the authorization header is [xyz789abc]', 'sent Bearer [xyz789] twice', '[abc123def] is the old token', '[hunter2x] was the password of mara',
  'PASSWORD=[hunter2] in the .env', 'DB_PASSWORD="[opensesame]"', 'db_password=[hunter2]', 'export TOKEN=[abc123def]', "export TOKEN='[opensesame]'", 'set token "[abc123def]"', 'the token is [hGqLmXvBtRzKnw]',
  'aws_secret_access_key = [wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY]', '"SecretAccessKey": "[wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY]"', 'AccountName=a;AccountKey=[q8ZkT3vWm1Yx7RbN5cHs9LdPf2JgKa4E==];x',
  'curl -u mara:[opensesame] https://gateway.example', 'curl -s --user mara:[hunter2] x', "curl -H 'X: y' -u 'mara:[hunter2]' x", 'mara:[hunter2]@gateway.example', 'scp mara:[hunter2]@10.0.0.4', 'mysql -u root -p[opensesame] db', 'sshpass -p [opensesame] ssh mara@host', 'redis-cli -h host -a [opensesame]', 'docker login -u mara -p [opensesame] registry.example', 'openssl rsa -passin pass:[opensesame] -in key',
];

/** What people and the program say of tokens without telling one. */
const harmless: readonly string[] = [
  'the token is expired', 'the token is live', 'the token was rotated', 'token is stale since 2025-11-29T10:00Z', 'password: see vault', 'password: not set', 'the password is in the vault', 'the secret is out', 'the token is not accepted', 'secret: kept in /run/secrets/mcp_token', 'the token is in step-4 of the page',
  'the token was 48h old', 'token is 120minutes old', 'the token is 2025-11-29', 'token is from 20251129T100000Z', 'token was sha256:9f86d081884c7d65', 'the token is base64-encoded', 'the token is OAuth2', 'password is hashed with bcrypt', 'the token is $TOKEN', 'the token is MCP_CONNECTOR_TOKEN_2', 'token: <redacted>', 'password: &lt;redacted&gt;', 'password: \\<redacted\\>', 'the passphrase is "&lt;redacted&gt;"', 'token ....a41f (file)', 'token  ····a41f (file)  3f9a12c4 saved', 'token 3f9a12c4', 'fingerprint of the token: 3f9a12c4',
  'gave the token to operator2', 'sent the token to gateway-2', 'the token of rehearsal-eu-2 is refused', 'token rehearsal-eu-2 expired', 'operator2 is the token holder', 'gateway-eu-2 was the old target', 'asked mara for the token at 14:20', 'the token is valid until 12:30', 'token file /run/secrets/token2', 'the token is https://vault.example/v1/x2', 'access keys: 3 of 4 rotated', 'api key v2.1.0', 'the key is under the mat', 'the session key exchange',
  'bearer tokens were used', 'Bearer authentication', 'basic authorization is on', 'authorization: none', 'mail to:mara22@example.org', 'mailto:mara22@example.org', 'npm:left-pad@1.3.0', 'image:v1.2.3@sha256:9f86d0', 'git@github.com:mara/runbooks2.git', 'docker run -u 1000:1000 image', 'curl -s https://gateway.example:8001/x', 'mysql -p', 'redis-cli -p 6379 ping', 'tokens rotated: 3', 'token.update was run', 'ABZU_USE_MCP=1 (deploy/operator.env)',
  'step 7, Retire the old token (2025-11-29T16:05:21Z, mara): stated', 'the new token (3f9a12c4, by mara)', 'asked for the token [14:20, jonas]',
  'const token = findToken(connector2, names);', 'token: PracticeTokenForms', 'secret: JSON.parse(readFileSync(at2))', 'when rehearsing credential swaps.【F:connectors/template.py†L33-L56】', 'the token check: stage_b3_smoke.json', 'token: rotation.credentials.token2(now)', 'the token file is logs/stage_b3/smoke.jsonl:12',
  '{"token": "of no kind"}', '"note": "the token", "id": "token-update2"', 'the secretary is mara2025', 'tokenizer is v2build11',
];

describe('a secret that a person tells in a sentence is masked', () => {
  for (const marked of told) {
    const text = marked.replaceAll(/[[\]]/g, '');
    const masked = marked.replace(/\[[^\]]*\]/, '<redacted>');
    it(text, () => assert.equal(mask.typed(text), masked));
    it(`${text}: in JSON, between other sentences`, () => {
      assert.ok(!mask.typed(JSON.stringify({note: `It broke.\n${text}\nThen we went on.`})).includes(/\[([^\]]*)\]/.exec(marked)?.[1] ?? ''), marked);
    });
  }

  it('wherever in that text it stands', () => assert.equal(mask.typed('the token is abc123def; abc123def was refused'), 'the token is <redacted>; <redacted> was refused'));

  it('and only where a person typed it: what the program says of tokens names fingerprints and paths', () => {
    assert.equal(mask.text('the token is 1b8bf118 in sessions/20261129T162537Z-credential-rotation-81f9'), 'the token is 1b8bf118 in sessions/20261129T162537Z-credential-rotation-81f9');
  });
});

describe('a sentence about tokens stays as it is', () => {
  for (const text of harmless) it(text, () => assert.equal(mask.typed(text), text));

  for (const folder of ['runbooks', 'docs']) {
    it(`and so do the pages in ${folder}`, () => {
      for (const name of readdirSync(join(import.meta.dirname, '..', folder)).filter(file => file.endsWith('.md') && file !== 'secrets.md')) {
        const text = readFileSync(join(import.meta.dirname, '..', folder, name), 'utf8');
        assert.equal(mask.typed(text), text, name);
      }
    });
  }
});

it('sentences without end cost little more than their length', () => {
  for (const text of ['token ', 'token is ', 'the token a b c d ', 'password "', 'changed the token to ', 'curl ', 'curl -u ', 'curl -u a:', 'a:b1c2d3@', 'a:', 'mysql -p', 'abc123def is the ', 'is the token ', 'bearer ', 'token: “', 'key '.repeat(3), 'x'.repeat(200), 'access key is ']) {
    mask.typed(text.repeat(Math.ceil(300_000 / text.length)));
  }
});
