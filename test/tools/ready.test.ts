import assert from 'node:assert/strict';
import {execa} from 'execa';
import {existsSync} from 'node:fs';
import {copyFile, mkdir, readFile, rm, symlink, utimes, writeFile} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {describe, test} from 'node:test';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const project = resolve(import.meta.dirname, '../..');

const lock = {
  packages: {
    '': {name: 'toy'},
    'tools/node': {version: '99.0.0'},
    'node_modules/@toy/node': {resolved: 'tools/node', link: true},
    'node_modules/a': {version: '1.0.0', integrity: 'sha512-a'},
    'node_modules/elsewhere': {version: '1.0.0', integrity: 'sha512-e', optional: true, os: ['plan9'], cpu: ['x64']},
    // Only what is for elsewhere needs it, so npm leaves it out too.
    'node_modules/of-elsewhere': {version: '1.0.0', integrity: 'sha512-o', optional: true},
  },
};

/** Says what it was asked, warns as npm does, and installs what the lock file names for this machine. */
const npm = `
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
console.log('npm', ...process.argv.slice(2));
const warn = (name, needed) => console.error(\`npm warn EBADENGINE Unsupported engine {
npm warn EBADENGINE   package: '\${name}',
npm warn EBADENGINE   required: { node: '\${needed}' },
npm warn EBADENGINE   current: { node: 'v20.20.2', npm: '11.19.1' }
npm warn EBADENGINE }\`);
warn('modern@1.0.0', '>=26.1');
console.error('npm warn deprecated old@1.0.0: gone');
warn('future@1.0.0', '>=100');
warn('ancient@1.0.0', '^18');
if (process.env.BREAKS) process.exit(1);
const {packages} = JSON.parse(readFileSync('package-lock.json', 'utf8'));
delete packages[''];
delete packages['node_modules/elsewhere'];
delete packages['node_modules/of-elsewhere'];
for (const path of Object.keys(packages)) {
  mkdirSync(path, {recursive: true});
  if (path !== 'tools/node') writeFileSync(path + '/package.json', '{}');
}
writeFileSync('node_modules/.package-lock.json', JSON.stringify({packages}));
mkdirSync('node_modules/.bin', {recursive: true});
if (!process.env.WITHOUT_NODE) symlinkSync(process.execPath, 'node_modules/.bin/node');
`;

const build = `
import {mkdirSync, writeFileSync} from 'node:fs';
mkdirSync('dist', {recursive: true});
writeFileSync('dist/cli.js', 'console.log("app", ...process.argv.slice(2)); process.exitCode = 3;');
`;

/** A project of two files that brings Node 99, which no machine has: the running Node stands for an older one. */
async function toyProject(t: AfterTest): Promise<string> {
  const root = await temporaryFolder(t);
  const files = {
    'package.json': '{"type": "module"}',
    'package-lock.json': JSON.stringify(lock),
    'source/cli.ts': '',
    'npm/npm-cli.js': npm,
    'tools/build.ts': build,
    'tools/task.js': 'console.log("task", ...process.argv.slice(2));',
    'tools/node/package.json': '{"version": "99.0.0"}',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), text);
  }
  for (const path of ['tools/ready.js', 'mcp-runbook']) await copyFile(join(project, path), join(root, path));
  return root;
}

type Said = {code: number | undefined; stdout: string; stderr: string};

async function ready(root: string, args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const {exitCode: code, stdout, stderr} = await execa(process.execPath, [join(root, 'tools/ready.js'), ...args], {
    cwd: root,
    env: {npm_execpath: join(root, 'npm/npm-cli.js'), npm_node_execpath: process.execPath, npm_lifecycle_event: 'start', ...env},
    reject: false,
    stdin: 'ignore',
  });
  return {code, stdout, stderr};
}

describe('what goes before npm start and npm test', () => {
  test('installs and builds on a fresh clone, says each in one line, and runs what was asked for', async t => {
    const root = await toyProject(t);
    const {code, stdout, stderr} = await ready(root, ['dist/cli.js', 'a b', '--json'], {NODE_ENV: 'production'});
    assert.deepEqual([code, stdout], [3, 'app a b --json']);
    assert.match(stderr, /^mcp-runbook: nothing is installed yet: running npm ci\nnpm ci --include=dev --include=optional --ignore-scripts\n/);
    assert.match(stderr, /\nmcp-runbook: building the program$/);
    const again = await ready(root, ['dist/cli.js']);
    assert.deepEqual(again, {code: 3, stdout: 'app', stderr: ''});
  });

  test('passes on what npm says, but for warnings that the Node of the project answers', async t => {
    const {stderr} = await ready(await toyProject(t), ['tools/task.js']);
    assert.deepEqual(stderr.match(/package: '.*'|deprecated .*/g), ['deprecated old@1.0.0: gone', "package: 'future@1.0.0'", "package: 'ancient@1.0.0'"]);
    assert.equal(stderr.match(/EBADENGINE \}/g)?.length, 2);
  });

  const changes: ReadonlyArray<[about: string, change: (root: string) => Promise<void>, says: string]> = [
    ['a package that was deleted', root => rm(join(root, 'node_modules/a'), {recursive: true}), 'a 1.0.0 is missing'],
    [
      'a lock file that names another version',
      root => writeFile(join(root, 'package-lock.json'), JSON.stringify(lock).replace('"1.0.0","integrity":"sha512-a"', '"1.1.0","integrity":"sha512-b"')),
      'a 1.1.0 is wanted, and 1.0.0 is installed',
    ],
    ['its Node deleted', root => rm(join(root, 'node_modules/.bin/node')), 'Node 99.0.0, which it runs on, is missing'],
    ['everything deleted', root => rm(join(root, 'node_modules'), {recursive: true}), 'nothing is installed yet'],
  ];
  for (const [about, change, says] of changes) {
    test(`installs again after ${about}`, async t => {
      const root = await toyProject(t);
      await ready(root, ['tools/task.js']);
      await change(root);
      // The toy npm does not clear the folder, as npm does.
      const {stdout, stderr} = await ready(root, ['tools/task.js', 'x'], {npm_execpath: await clearing(root)});
      assert.deepEqual([stdout, stderr.split('\n')[0]], ['task x', `mcp-runbook: ${says}: running npm ci`]);
    });
  }

  test('builds again after a source has changed, and only then', async t => {
    const root = await toyProject(t);
    await ready(root, ['dist/cli.js']);
    const later = new Date(Date.now() + 60_000);
    await utimes(join(root, 'source/cli.ts'), later, later);
    assert.equal((await ready(root, ['dist/cli.js'])).stderr, 'mcp-runbook: building the program');
    assert.equal((await ready(root, ['tools/task.js', 'test/app/a.test.ts'])).stderr, '');
    assert.equal((await ready(root, ['tools/task.js', 'test/e2e/a.test.ts'])).stderr, 'mcp-runbook: building the program');
  });

  test('says so when npm cannot install, and runs nothing', async t => {
    const {code, stdout, stderr} = await ready(await toyProject(t), ['tools/task.js'], {BREAKS: '1'});
    assert.deepEqual([code, stdout], [70, '']);
    assert.match(stderr, /\nmcp-runbook: npm ci did not work \(exit code 1\), see above; [^\n]+$/);
  });

  test('says so where no Node comes for the machine, or one that does not run there', async t => {
    const root = await toyProject(t);
    const none = await ready(root, ['tools/task.js'], {WITHOUT_NODE: '1'});
    assert.equal(none.code, 70);
    assert.match(none.stderr, /\nmcp-runbook: Node 99\.0\.0, which it runs on, is missing after npm ci too: for \w+ \w+ there is none: [^\n]+$/);
    await mkdir(join(root, 'node_modules/.bin'), {recursive: true});
    await writeFile(join(root, 'node_modules/.bin/node'), '#!/nothing/here\n', {mode: 0o755});
    const foreign = await ready(root, ['tools/task.js']);
    assert.equal(foreign.code, 70);
    assert.match(foreign.stderr, /^mcp-runbook: \S+node does not run on this machine \(ENOENT, \w+ \w+\): [^\n]+$/);
  });

  test('an installation that leaves the build tools out says what to do, and does not fail', async t => {
    const root = await toyProject(t);
    const {code, stderr} = await ready(root, ['tools/build.ts'], {npm_lifecycle_event: 'prepare'});
    assert.deepEqual([code, stderr], [0, `mcp-runbook: not built: nothing is installed yet; 'npm run build' in ${root} installs it and builds`]);
  });
});

async function clearing(root: string): Promise<string> {
  const file = join(root, 'npm/clearing/npm-cli.js');
  await mkdir(dirname(file), {recursive: true});
  await writeFile(file, `import {rmSync} from 'node:fs';\nrmSync('node_modules', {recursive: true, force: true});\nawait import('../npm-cli.js');\n`);
  return file;
}

describe('the launcher', () => {
  async function launched(t: AfterTest): Promise<string> {
    const root = await toyProject(t);
    await mkdir(join(root, 'node_modules/.bin'), {recursive: true});
    await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
    await mkdir(join(root, 'dist'));
    await writeFile(join(root, 'dist/cli.js'), 'console.log("app", ...process.argv.slice(2));');
    return root;
  }
  const launch = async (command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Said> => {
    const {exitCode: code, stdout, stderr} = await execa(command, args, {cwd, env, reject: false});
    return {code, stdout, stderr};
  };

  for (const shell of ['sh', 'bash']) {
    test(`finds its folder behind links, and when ${shell} found it through PATH`, async t => {
      const root = await launched(t);
      const other = join(await temporaryFolder(t), '-with blank');
      await mkdir(join(other, 'bin'), {recursive: true});
      await symlink(join(root, 'mcp-runbook'), join(other, 'first'));
      await symlink('../first', join(other, 'bin/mcp-runbook'));
      const ran = {code: 0, stdout: 'app a b', stderr: ''};
      assert.deepEqual(await launch(join(other, 'bin/mcp-runbook'), ['a b'], other), ran);
      assert.deepEqual(await launch(shell, ['mcp-runbook', 'a b'], root), ran);
      assert.deepEqual(await launch(shell, ['-c', 'mcp-runbook "$@"', shell, 'a b'], other, {PATH: `${join(other, 'bin')}:${process.env.PATH}`}), ran);
      if (shell === 'bash') assert.deepEqual(await launch('bash', ['mcp-runbook', 'a b'], other, {PATH: `${join(other, 'bin')}:${process.env.PATH}`}), ran);
    });
  }

  const lacks: ReadonlyArray<[about: string, change: (root: string) => Promise<void>, says: RegExp]> = [
    ['not built', root => rm(join(root, 'dist'), {recursive: true}), /^mcp-runbook: not built yet: run 'npm run build' in \S+$/],
    ['without its Node', root => rm(join(root, 'node_modules/.bin/node')), /^mcp-runbook: the Node that it runs on is not installed: run 'npm run build' in \S+$/],
    [
      'with the Node of another machine',
      root => writeFile(join(root, 'node_modules/.bin/foreign'), '#!/nothing/here\n', {mode: 0o755}).then(() => replaceNode(root)),
      /^mcp-runbook: its Node does not run on this machine \(.+\): run 'npm ci' in \S+ if it was installed elsewhere; on Linux it needs glibc$/,
    ],
  ];
  const kept = {NODE_OPTIONS: '--no-such-option', NODE_DEBUG: '*', OPENSSL_CONF: '/etc/a "b" $(c)'};
  test('keeps from its Node, for a command that is passed it, what the shell tells every Node', async t => {
    const root = await launched(t);
    await writeFile(join(root, 'dist/cli.js'), 'console.log(JSON.stringify(process.env));');
    const {stdout, stderr} = await launch(join(root, 'mcp-runbook'), [], root, kept);
    const env = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual([Object.keys(kept).map(name => [name, env[`MCP_RUNBOOK_SHELL_${name}`], env[name]]), stderr], [Object.entries(kept).map(pair => [...pair, undefined]), '']);
  });

  for (const hostile of [
    {NODE_DEBUG: 'module,fs'}, {NODE_DEBUG: '*'}, {NODE_V8_COVERAGE: 'left'}, {NODE_COMPILE_CACHE: 'left'}, {NODE_REDIRECT_WARNINGS: 'left'}, {NODE_PENDING_DEPRECATION: '1'}, {NODE_TEST_CONTEXT: 'child-v8'},
    {NODE_UNIQUE_ID: '1'}, {NODE_PATH: '/not/there'}, {NODE_PRESERVE_SYMLINKS: '1', NODE_PRESERVE_SYMLINKS_MAIN: '1'}, {WATCH_REPORT_DEPENDENCIES: '1'}, {UV_THREADPOOL_SIZE: 'x', UV_USE_IO_URING: '1'}, {DEBUG: '*'},
    {NODE_OPTIONS: '--no-such-option'}, {NODE_OPTIONS: '--require ./not-there.js'}, {NODE_OPTIONS: '--inspect=127.0.0.1:0'}, {NODE_ICU_DATA: '/not/there'}, {NODE_DEBUG_NATIVE: 'everything'}, {OPENSSL_CONF: '/etc/passwd'}, {NODE_CHANNEL_FD: '7'}, {NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'socks5://127.0.0.1:1'},
  ]) {
    test(`starts all the same, and Node says nothing, with ${JSON.stringify(hostile)}`, async t => {
      const root = await launched(t);
      const {code, stderr} = await launch(join(root, 'mcp-runbook'), ['a b'], root, hostile);
      assert.deepEqual([code, stderr, existsSync(join(root, 'left'))], [0, '', false]);
    });
  }

  for (const [about, change, says] of lacks) {
    test(`says in one line what to do when it is ${about}`, async t => {
      const root = await launched(t);
      await change(root);
      const {code, stdout, stderr} = await launch(join(root, 'mcp-runbook'), ['--version'], root);
      assert.deepEqual([code, stdout], [70, '']);
      assert.match(stderr, says);
    });
  }
});

async function replaceNode(root: string): Promise<void> {
  await rm(join(root, 'node_modules/.bin/node'));
  await symlink('foreign', join(root, 'node_modules/.bin/node'));
}

test('every script of the project installs first what is missing', async () => {
  const {scripts} = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {scripts: Record<string, string>};
  assert.deepEqual(Object.entries(scripts).filter(([, line]) => !line.startsWith('node tools/ready.js ')), []);
});

test('nothing of the project warns of the Node that installs it', async () => {
  const manifests = ['package.json', 'tools/node/package.json'].map(async path => JSON.parse(await readFile(join(project, path), 'utf8')) as {engines?: unknown});
  for (const {engines} of await Promise.all(manifests)) assert.equal(engines, undefined);
});
