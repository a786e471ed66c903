import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {secretsInUrl} from '../../source/environment/url-secrets.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const urls: ReadonlyArray<[url: string, secrets: readonly string[]]> = [
  ['http://gateway:8001', []],
  ['http://gateway/a@b', []],
  ['http://gateway/?to=a@b', []],
  ['no url at all', []],
  ['http://mara:hunter2secret@gateway', ['hunter2secret']],
  [' HTTPS://mara:hunter2secret@gateway/path ', ['hunter2secret']],
  ['http://hunter2secret@gateway', ['hunter2secret']],
  ['http://mara:hunter%32secret@gateway', ['hunter%32secret', 'hunter2secret']],
  ['http://mara:hunter%zz@gateway', ['hunter%zz']],
  ['http://mara:a:b@c@gateway', ['a:b@c']],
  ['http://mara:@gateway', []],
  ['http://mara:hunter 2@gateway', ['hunter 2']],
  ['https://ghp_0a1B2c3D:@gateway', ['ghp_0a1B2c3D']],
  ['ssh://operator@build01', []],
  ['ssh://operator2024@build01', []],
  ['git+ssh://operator2024@build01/x.git', []],
  ['docker://operator@build01', []],
  ['https://operator@gateway', []],
  ['https://ghp_0a1B2c3D@gateway', ['ghp_0a1B2c3D']],
  ['jdbc:postgresql://app:hunter2secret@db/x', ['hunter2secret']],
  ['first http://a:hunter2@one/x, then http://b:hunter3@two', ['hunter2', 'hunter3']],
];

describe('of a URL', () => {
  for (const [url, secrets] of urls) {
    it(`${url} these must not be read: ${secrets.join(' ') || 'none'}`, () => assert.deepEqual(secretsInUrl(url).map(secret => secret.reveal()), secrets));
  }
});

function everyFile(folder: string): string {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
    .join('\n');
}

/** Each with a password in the gateway's URL. */
const commands: ReadonlyArray<readonly string[]> = [
  ['toggles'],
  ['toggles', '--json'],
  ['print', 'stage-b-rehearsal'],
  ['smoke', '--json'],
  ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'],
  ['run', 'stage-b-rehearsal', '--env', 'console', '--dry-run'],
];

describe('a password in the gateway’s URL is on no screen and in no file', {concurrency: 2}, () => {
  for (const words of commands) {
    it(`of ${words.join(' ')}`, async t => {
      const cwd = await temporaryFolder(t);
      const {stdout, stderr} = await run(t, words, {cwd, env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://mara:hunter2secret@127.0.0.1:9'}});
      assert.match(`${stdout}${stderr}`, /mcp-runbook|gateway|MCP/);
      assert.doesNotMatch(`${stdout}${stderr}${everyFile(cwd)}`, /hunter2secret/);
    });
  }
});
