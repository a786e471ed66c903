import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {after, describe, it, type TestContext} from 'node:test';
import {makePackages} from '../../tools/package.ts';
import {thisPlatform} from '../../tools/package/one-file.ts';
import {builtProgram, started} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** Around whoever has just logged in somewhere: no home, and of all programs those of the system. */
const bare = {PATH: '/usr/bin:/bin'};

/** A form of the program: the words that start it, and what has to be around it. */
type Form = {words: readonly string[]; around?: Record<string, string>};

function ask({words: [command = '', ...before], around = bare}: Form, args: readonly string[], cwd: string): string {
  const {status, stdout, stderr} = spawnSync(command, [...before, ...args], {cwd, env: around, encoding: 'utf8'});
  assert.deepEqual([args[0], status], [args[0], 0], stderr + stdout);
  return stdout;
}

/** What whoever gets the program has to be able to do with it, in each of its forms. */
async function doesItsWork(t: TestContext, form: Form): Promise<void> {
  const cwd = await temporaryFolder(t);
  assert.match(ask(form, ['--help'], cwd), /^Usage: mcp-runbook /);
  assert.match(ask(form, ['--version'], cwd), /^mcp-runbook \d+\.\d+\.\d+\n.*\n.*Node (?:2[6-9]|[3-9]\d)\.\d+\.\d+/);
  assert.match(ask(form, ['lint'], cwd), /no problems\n$/);
  assert.match(ask(form, ['status'], cwd), /^No environment is named/);
  assert.equal(ask(form, ['docs', 'on-call'], cwd), readFileSync(join(root, 'docs/on-call.md'), 'utf8'));
  assert.match(ask(form, ['team', 'init', '--print'], cwd), /^begin;\n[^]*0001-record\.sql[^]*commit;\n/);
  await smokes(t, form, cwd);
  const walked = ask(form, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto'], cwd);
  const session = /^session +(\S+)$/m.exec(walked)?.[1] ?? assert.fail(walked);
  ask(form, ['sessions', 'record', session, '--out', 'records', '--no-sign'], cwd);
  const record = join(cwd, 'records', session);
  assert.match(execFileSync('sha256sum', ['--check', 'MANIFEST'], {cwd: record, encoding: 'utf8'}), /^journal\.jsonl: OK$/m);
  assert.match(execFileSync('sh', ['-c', shellCheck()], {cwd: record, encoding: 'utf8'}), /^\d+ lines, head [\da-f]{64}\n$/);
}

/** Against a gateway that the same program serves. */
async function smokes(t: TestContext, form: Form, cwd: string): Promise<void> {
  const [command = '', ...before] = form.words;
  const gateway = spawn(command, [...before, 'gateway', '--port', '0'], {cwd, env: form.around ?? bare, stdio: ['ignore', 'pipe', 'inherit']});
  t.after(() => gateway.kill('SIGKILL'));
  const [line] = (await once(createInterface({input: gateway.stdout}), 'line')) as [string];
  const url = /http:\S+?:\d+/.exec(line)?.[0] ?? assert.fail(line);
  const receipt = JSON.parse(ask({...form, around: {...(form.around ?? bare), MCP_GATEWAY_URL: url, ABZU_USE_MCP: '1'}}, ['smoke', '--json'], cwd)) as {doctrine_ok: boolean};
  assert.equal(receipt.doctrine_ok, true);
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
}

/** The words of docs/auditing.md, by which a record is checked without this program. */
function shellCheck(): string {
  const page = readFileSync(join(root, 'docs/auditing.md'), 'utf8');
  return /^```sh\n(zeros=[^]*?)^```/m.exec(page)?.[1] ?? assert.fail('the page has no check');
}

it('a checkout does its work', t => doesItsWork(t, {words: started(builtProgram)}));

const handedOut = process.env.HANDED_OUT;

/** Where there is time, what is handed out is made, twice; a release names the folder of what it has made. Each form of it does the same work. */
if (handedOut !== undefined) {
  describe('what is handed out', {concurrency: false}, async () => {
    const name = `mcp-runbook-${(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string}).version}`;
    const first = handedOut === 'long' ? await temporaryFolder({after}) : resolve(handedOut);

    if (handedOut === 'long') {
      it('is the same twice', async t => {
        const second = await temporaryFolder(t);
        for (const folder of [first, second]) await makePackages([thisPlatform], folder, undefined, () => {});
        assert.equal(readFileSync(join(first, 'SHA256SUMS'), 'utf8'), readFileSync(join(second, 'SHA256SUMS'), 'utf8'));
      });
    }

    it('has the digests that it says, and is small enough for a slow line', () => {
      execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {cwd: first});
      assert.ok(readFileSync(join(first, `${name}-${thisPlatform}.tar.xz`)).length < 40 * 1024 * 1024);
    });

    it('as an npm package: brings all it needs, and does its work', async t => {
      const prefix = await temporaryFolder(t);
      const around = {...bare, PATH: `${dirname(process.execPath)}:${bare.PATH}`, HOME: prefix};
      execFileSync('npm', ['install', '--global', '--offline', '--prefix', prefix, join(first, `${name}.tgz`)], {env: {PATH: around.PATH, HOME: prefix}, stdio: ['ignore', 'ignore', 'pipe']});
      assert.deepEqual(readdirSync(join(prefix, 'lib/node_modules')), ['mcp-runbook']);
      assert.ok(!existsSync(join(prefix, 'lib/node_modules/mcp-runbook/node_modules')));
      assert.ok(existsSync(join(prefix, 'share/man/man1/mcp-runbook.1')));
      await doesItsWork(t, {words: [join(prefix, 'bin/mcp-runbook')], around});
    });

    it('as one file: does its work alone, and is walked as the built program is', async t => {
      const folder = await temporaryFolder(t);
      execFileSync('tar', ['-xJf', join(first, `${name}-${thisPlatform}.tar.xz`), '-C', folder]);
      const program = join(folder, `${name}-${thisPlatform}`, 'mcp-runbook');
      await doesItsWork(t, {words: [program]});
      const walks = ['tutorial', 'rollback', 'first-frame', 'console'].map(walk => `test/e2e/${walk}.test.ts`);
      execFileSync(process.execPath, ['--import', './tools/loader.js', '--test', ...walks], {cwd: root, env: {...process.env, NODE_TEST_CONTEXT: undefined, MCP_RUNBOOK_UNDER_TEST: program}});
    });

    if (process.platform === 'linux' && process.getuid?.() === 0) {
      it('as one file: does its work in a bare root, read-only but for one folder, as a user without a name', async t => {
        const folder = await temporaryFolder(t);
        execFileSync('tar', ['-xJf', join(first, `${name}-${thisPlatform}.tar.xz`), '-C', folder]);
        const program = join(folder, `${name}-${thisPlatform}`, 'mcp-runbook');
        const bareRoot = join(folder, 'root');
        for (const path of ['work', 'proc', 'dev']) mkdirSync(join(bareRoot, path), {recursive: true});
        chmodSync(join(bareRoot, 'work'), 0o777);
        chmodSync(folder, 0o755);
        cpSync(program, join(bareRoot, 'mcp-runbook'));
        for (const library of librariesOf(program)) cpSync(realpathSync(library), join(bareRoot, library), {recursive: true});
        const words = ['unshare', '--mount', '--net', '--', 'sh', '-c', intoRoot, 'sh', bareRoot, '/mcp-runbook'];
        const session = ask({words, around: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin'}}, ['run', 'mcp-gateway-rollback', '--env', 'practice', '--auto', '--reason', 'Rehearsed in a bare root.', '--root', '/work'], folder);
        assert.match(session, /completed/);
      });
    }
  });
}

const intoRoot = 'root=$1; shift; mount --bind "$root" "$root"; mount -o remount,bind,ro "$root"; mount --bind "$root/work" "$root/work" 2>/dev/null; mount -o remount,bind,rw "$root/work"; mount -t proc proc "$root/proc"; mount --bind /dev "$root/dev"; ip link set lo up 2>/dev/null; exec chroot --userspec=41234:41234 "$root" "$@"';

/** What the system loads for it (ldd(1)). */
function librariesOf(program: string): string[] {
  return [...execFileSync('ldd', [program], {encoding: 'utf8'}).matchAll(/(\/\S+\.so\S*)/g)].map(([path]) => path);
}
