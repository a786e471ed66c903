import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {BugError} from '../../source/errors.ts';
import {chooseSigningKey} from '../../source/record/export/signing-key.ts';
import {run, type ProgramRun} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {byHand, closing, writtenSession} from '../worlds/recorded.ts';

const notOpened = (): never => {
  throw new BugError('the preferences were opened');
};

describe('the key that signs', () => {
  const remembered = (signingKey?: string) => () => ({file: '/settings/config.json', read: () => ({signingKey})});
  const folder = '/somewhere';

  it('is the one that --sign names, before all others', () => {
    const variables = {MCP_RUNBOOK_SIGNING_KEY: '/keys/variable'};
    assert.deepEqual(chooseSigningKey({flag: 'mine', variables, preferences: notOpened, folder}), {path: '/somewhere/mine', by: 'flag', named: 'which --sign names'});
  });

  it('else the one of the variable, without a look into the preferences', () => {
    const named = 'which the variable MCP_RUNBOOK_SIGNING_KEY names';
    assert.deepEqual(chooseSigningKey({flag: undefined, variables: {MCP_RUNBOOK_SIGNING_KEY: '/keys/variable'}, preferences: notOpened, folder}), {path: '/keys/variable', by: 'variable', named});
  });

  for (const variable of ['~/.ssh/id', '$HOME/.ssh/id']) {
    it(`is refused where the variable says ${variable}, which no shell has filled in`, () => {
      assert.throws(() => chooseSigningKey({flag: undefined, variables: {MCP_RUNBOOK_SIGNING_KEY: variable}, preferences: notOpened, folder}), /^OperatorError: MCP_RUNBOOK_SIGNING_KEY \S+: nobody has filled in the [~$]$/);
    });
  }

  it('else the remembered one, also where the variable is empty', () => {
    for (const variables of [{}, {MCP_RUNBOOK_SIGNING_KEY: ''}]) {
      const key = chooseSigningKey({flag: undefined, variables, preferences: remembered('/keys/kept'), folder});
      assert.deepEqual(key, {path: '/keys/kept', by: 'preference', named: 'which the preferences name (/settings/config.json)'});
    }
  });

  it('is none where nothing names one, and none with --no-sign whatever names one', () => {
    assert.equal(chooseSigningKey({flag: undefined, variables: {}, preferences: remembered(), folder}), undefined);
    assert.equal(chooseSigningKey({flag: false, variables: {MCP_RUNBOOK_SIGNING_KEY: '/keys/variable'}, preferences: notOpened, folder}), undefined);
  });
});

const keygen = (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, 'ssh-keygen')));

type Desk = {cwd: string; config: string; key: string; record(out: string, args?: readonly string[], env?: Record<string, string>): Promise<ProgramRun>};

async function desk(t: TestContext): Promise<Desk> {
  const cwd = await temporaryFolder(t);
  const scribe = closing(writtenSession());
  scribe.write(join(cwd, 'logs', 'sessions'));
  const key = join(cwd, 'key');
  const made = await byHand(cwd, 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'mara', '-f', key]);
  assert.equal(made.code, 0, made.out);
  const config = join(cwd, 'config');
  mkdirSync(config);
  const record: Desk['record'] = (out, args = [], env = {}) => run(t, ['sessions', 'record', scribe.session, '--out', out, ...args], {cwd, env: {XDG_CONFIG_HOME: config, ...env}});
  return {cwd, key, config: join(config, 'mcp-runbook', 'config.json'), record};
}

describe('mcp-runbook sessions record', () => {
  it('signs with a key that was named once and remembered, says so, and forgets it when told to', async t => {
    if (!keygen) return;
    const {key, config, record} = await desk(t);
    const first = await record('one', ['--sign', 'key', '--remember']);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, new RegExp(`\\nsigned with ${key}, which --sign names\nThe key is remembered: later records are signed with it\\.\n$`));
    const second = await record('two');
    assert.match(second.stdout, new RegExp(`\\nsigned with ${key}, which the preferences name \\(${config}\\)\n$`));
    const variable = await record('three', ['--json'], {MCP_RUNBOOK_SIGNING_KEY: key});
    assert.deepEqual((JSON.parse(variable.stdout) as {signed: unknown}).signed, {key, by: 'variable'});
    const without = await record('four', ['--no-sign', '--json']);
    const document = JSON.parse(without.stdout) as {signed: unknown; files: string[]};
    assert.deepEqual([document.signed, document.files.includes('MANIFEST.sig')], [null, false]);
    assert.match((await record('five', ['--no-sign', '--remember'])).stdout, /\nNo key is remembered any more\.\n$/);
    assert.doesNotMatch(readFileSync(config, 'utf8'), /key/);
  });

  it('refuses a key that does not sign, says where it was configured, and remembers none that never signed', async t => {
    if (!keygen) return;
    const {cwd, config, record} = await desk(t);
    const wrong = await record('out', ['--sign', 'gone', '--remember']);
    assert.deepEqual([wrong.code, existsSync(join(cwd, 'out')), existsSync(config)], [2, false, false]);
    assert.match(wrong.stderr, /the manifest cannot be signed with .*\/gone, which --sign names: .*No such file or directory\nNothing was written\. .*--no-sign\.\n$/);
    assert.match((await record('out', [], {MCP_RUNBOOK_SIGNING_KEY: 'gone'})).stderr, /, which the variable MCP_RUNBOOK_SIGNING_KEY names: /);
    mkdirSync(join(config, '..'), {recursive: true});
    writeFileSync(config, JSON.stringify({signingKey: '/nowhere/key'}));
    const remembered = await record('out');
    assert.equal(remembered.code, 2);
    assert.ok(remembered.stderr.includes(`cannot be signed with /nowhere/key, which the preferences name (${config}): `), remembered.stderr);
    assert.equal((await record('out', ['--no-sign'])).code, 0);
  });

  it('has nothing to remember without a key', async t => {
    const cwd = await temporaryFolder(t);
    const {session} = closing(writtenSession());
    closing(writtenSession()).write(join(cwd, 'logs', 'sessions'));
    const {code, stderr} = await run(t, ['sessions', 'record', session, '--remember'], {cwd});
    assert.deepEqual([code, stderr], [2, '--remember has nothing to remember\nName a key with --sign KEY --remember, or forget the remembered one with --no-sign --remember.\n']);
  });
});
