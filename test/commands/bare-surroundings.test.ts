import assert from 'node:assert/strict';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {after, describe, it} from 'node:test';
import {execa} from 'execa';
import {placeFor} from '../people/another-user.ts';
import {childEnvironment, type Variables} from '../people/child-environment.ts';
import {builtProgram, run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {readJournal, theOne} from '../worlds/working-folder.ts';

const isSuperuser = process.getuid?.() === 0;

/** No user of this number has a line in passwd(5); who may not start programs as another one is themselves. */
const stranger = isSuperuser ? {uid: 41_234, gid: 41_234} : {};
const name = isSuperuser ? 'uid-41234' : ownName();
const place = await placeFor({after}, stranger);
const homeless: Variables = {HOME: undefined, USER: undefined, LOGNAME: undefined, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined, XDG_CACHE_HOME: undefined, NODE_COMPILE_CACHE: undefined};

type Ended = {exitCode?: number | undefined; stdout: string; stderr: string; cwd: string};

/** Whoever runs the tests may have no such line either. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.()}`;
  }
}

async function asStranger(t: AfterTest, typed: readonly string[], variables: Variables): Promise<Ended> {
  const cwd = await temporaryFolder(t);
  chmodSync(cwd, 0o777);
  const env = childEnvironment(join(cwd, 'home'), variables);
  const {exitCode, stdout, stderr} = await execa(place.node, [place.at(builtProgram), ...typed], {...stranger, cwd, env, extendEnv: false, reject: false, stdin: 'ignore'});
  return {exitCode, stdout, stderr, cwd};
}

describe('a user whom the system does not know', () => {
  for (const [where, variables] of [['without a home', homeless], ['with a home', {}]] as const) {
    it(`${where} is called by their number, and walks`, async t => {
      const {exitCode, stdout, stderr, cwd} = await asStranger(t, ['run', 'learn-the-keys', '--auto'], variables);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, new RegExp(`started by ${name}, nobody at the keyboard`));
      assert.equal(readJournal(theOne(cwd, 'journal.jsonl')).lines[0]?.operator, name);
    });
  }

  it('without a home sees the drills', async t => {
    const {exitCode, stdout, stderr} = await asStranger(t, ['drills'], homeless);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /learn-the-keys|token-not-accepted/);
  });
});

describe('a working folder that was deleted', () => {
  const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};
  const rows = [
    {typed: ['--version'], ends: {exitCode: 0, stdout: `mcp-runbook ${version}`, stderr: ''}},
    {typed: ['drills'], ends: {exitCode: 2, stdout: '', stderr: 'the working folder is gone: ENOENT\nChange to a folder that is there, then start again.'}},
  ];
  for (const {typed, ends} of rows) {
    for (const program of [`"${process.execPath}" "${builtProgram}"`, `"${join(process.cwd(), 'mcp-runbook')}"`]) {
      it(`${program.includes('dist') ? 'under Node' : 'by the launcher'}: ${typed.join(' ')}`, async t => {
        const folder = await temporaryFolder(t);
        const script = `mkdir gone && cd gone && rmdir ../gone && exec ${program} ${typed.join(' ')}`;
        const {exitCode, stdout, stderr} = await execa('sh', ['-c', script], {cwd: folder, env: childEnvironment(join(folder, 'home')), extendEnv: false, reject: false, stdin: 'ignore'});
        // The shell that reads the launcher speaks before its first line, and where it is bash once more.
        assert.deepEqual({exitCode, stdout: stdout.split('\n', 1)[0], stderr: stderr.replaceAll(/^(?:sh: 0: getcwd\(\) failed|(?:shell-init|chdir): error retrieving current directory): .+\n?/gm, '')}, ends);
      });
    }
  }
});

describe('what a shell says to whoever develops a package of ours', () => {
  const file = 'environments: {lab: {class: rehearsal, gateway: "http://127.0.0.1:9"}}\nteam: {database: "postgres://127.0.0.1:1/x", name: operations}\n';
  for (const typed of [['toggles', '--env', 'lab', '--json'], ['team', 'status'], ['drills', '--json']]) {
    it(`changes nothing in what is printed: ${typed.join(' ')}`, async t => {
      const cwd = await temporaryFolder(t);
      writeFileSync(join(cwd, 'mcp-runbook.yaml'), file);
      const {code, stdout, stderr} = await run(t, typed, {cwd});
      for (const env of [{LOG_TOKENS: '1'}, {LOG_STREAM: '1'}, {NODE_PG_FORCE_NATIVE: '1'}, {DEV: 'true', NODE_ENV: 'development', DEBUG: '*'}]) {
        const asked = await run(t, typed, {cwd, env});
        assert.deepEqual([asked.code, asked.stdout, asked.stderr], [code, stdout, stderr], JSON.stringify(env));
      }
    });
  }
});

it('a Node that is too old for its first line is told which one is needed', async t => {
  const folder = await temporaryFolder(t);
  const env = childEnvironment(join(folder, 'home'), {NODE_OPTIONS: '--import=data:text/javascript,delete(process.getBuiltinModule)'});
  const {exitCode, stdout, stderr} = await execa(process.execPath, [builtProgram, '--help'], {cwd: folder, env, extendEnv: false, reject: false});
  assert.deepEqual([exitCode, stdout, stderr], [2, '', `mcp-runbook needs Node 26 or newer, and this is Node ${process.versions.node}`]);
});

describe('certificates that NODE_EXTRA_CA_CERTS names', () => {
  const told = (path: string): string => `NODE_EXTRA_CA_CERTS names what is no file: ${path}. The first connection over TLS could wait for it without end\nHave it name a file with the certificates (PEM), or run: unset NODE_EXTRA_CA_CERTS`;
  const started = async (t: AfterTest, named: string, before = ''): Promise<Ended> => {
    const cwd = await temporaryFolder(t);
    const script = `mkfifo pipe; echo > ca.pem; ${before} NODE_EXTRA_CA_CERTS=${named} exec "${process.execPath}" "${builtProgram}" status`;
    const {exitCode, stdout, stderr} = await execa('bash', ['-c', script], {cwd, env: childEnvironment(join(cwd, 'home')), extendEnv: false, reject: false, stdin: 'ignore', timeout: 30_000});
    return {exitCode, stdout, stderr, cwd};
  };

  for (const named of ['pipe', './pipe', '$PWD/pipe', '$PWD/link', '/dev/zero', '/dev/stdin', '<(cat ca.pem)', '<(sleep 30 2>&-)']) {
    it(`are waited for by nobody where that is ${named}`, async t => {
      const {exitCode, stdout, stderr, cwd} = await started(t, named, `ln -s pipe link; ${named === '/dev/stdin' ? 'exec < <(cat ca.pem);' : ''}`);
      const path = named.startsWith('<(') ? /\/dev\/fd\/\d+/.exec(stderr)?.[0] ?? named : named.replace('$PWD', cwd);
      assert.deepEqual({exitCode, stdout, stderr}, {exitCode: 2, stdout: '', stderr: told(path)});
    });
  }

  for (const named of ['ca.pem', '/dev/null', 'missing.pem', '.', '']) {
    it(`are Node's to read where that is ${named === '' ? 'nothing' : named}`, async t => {
      const {exitCode, stderr} = await started(t, named);
      assert.deepEqual([exitCode, stderr.includes('NODE_EXTRA_CA_CERTS names')], [0, false], stderr);
    });
  }

  it('keep nobody from the help', async t => {
    const cwd = await temporaryFolder(t);
    const {exitCode} = await execa('bash', ['-c', `mkfifo pipe; NODE_EXTRA_CA_CERTS=pipe exec "${process.execPath}" "${builtProgram}" --help`], {cwd, env: childEnvironment(join(cwd, 'home')), extendEnv: false, reject: false, stdin: 'ignore'});
    assert.equal(exitCode, 0);
  });
});
