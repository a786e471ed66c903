import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {secretsOfVariables} from '../../source/environment/token-mask.ts';

const base64 = '/Zq81kLmX9+pQ77c2vW==';

const variables: ReadonlyArray<readonly [assignment: string, ...secrets: string[]]> = [
  ['DB_PASSWORD=correct-horse', 'correct-horse'],
  ['PGPASSWORD=correct-horse', 'correct-horse'],
  ['MYSQL_PWD=correct-horse', 'correct-horse'],
  ['SSHPASS=correct-horse', 'correct-horse'],
  ['SMTP_PASS=correct-horse', 'correct-horse'],
  ['VAULT_TOKEN=correct-horse', 'correct-horse'],
  ['SECRET_KEY=correct-horse', 'correct-horse'],
  ['APP_KEY=correct-horse', 'correct-horse'],
  ['aws_secret_access_key=correct-horse', 'correct-horse'],
  ['GITLAB_PAT=correct-horse', 'correct-horse'],
  ['npm_config_//registry.example/:_authToken=correct-horse', 'correct-horse'],
  // A word of ours, but for what a gateway is sent.
  ['DB_PASSWORD=operator'],
  ['LOGIN_SECRET=legacy'],
  ['MCP_CONNECTOR_TOKEN=operator', 'operator'],
  ['DB_PASSWORD=swordfish', 'swordfish'],
  // However it begins: only the name of a key or of credentials may hold a place.
  [`DB_PASSWORD=${base64}`, base64],
  [`VAULT_TOKEN=${base64}`, base64],
  ['DB_PASSWORD=/run/secrets/db', '/run/secrets/db'],
  ['GOOGLE_APPLICATION_CREDENTIALS=/x/key.json'],
  ['PRIVATE_KEY=~/.ssh/id_ed25519'],
  ['API_KEY=/run/secrets/key'],
  ['START_PWD=/srv/ops'],
  [`MYSQL_PWD=${base64}`, base64],
  [`PRIVATE_KEY=${base64}`, base64],
  [`APP_SECRET=${base64}`, base64],
  ['DATABASE_URL=postgres://app:hunter2@db/x', 'hunter2'],
  ['JDBC_URL=jdbc:postgresql://app:hunter2@db/x', 'hunter2'],
  ['BROKERS=amqp://a:hunter2@one,amqp://b:hunter3@two', 'hunter2', 'hunter3'],
  ['STORE=Server=db;User=app;Password=Hunter2x;', 'Hunter2x'],
  ['CONFIG={"db":{"password":"hunter2"}}', 'hunter2'],
  ['HTTPS_PROXY=mara:hunter2@proxy:3128', 'hunter2'],
  ['DOCKER_HOST=ssh://operator@build01'],
  ['PWD=/srv/tok3ns'],
  ['OLDPWD=/srv/tok3ns2'],
  ['SSH_ASKPASS=/usr/bin/ask2'],
  ['DB_PASSWORD=short'],
  ['MCP_RUNBOOK_SIGNING_KEY=keys/record2'],
  ['TOKEN_FILE=/run/secrets/token2'],
  ['COMPASS=north-by-2'],
  ['DB_PASSWORD_HINT=the dog of 1999'],
];

describe('of the variables of a shell or a store these are secrets', () => {
  for (const [assignment, ...secrets] of variables) {
    const at = assignment.indexOf('=');
    it(`${assignment}: ${secrets.join(' ') || 'none'}`, () => {
      assert.deepEqual(secretsOfVariables({[assignment.slice(0, at)]: assignment.slice(at + 1)}).map(secret => secret.reveal()), secrets);
    });
  }
});
