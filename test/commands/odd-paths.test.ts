import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {commandTable, programOptions} from '../../source/commands/table.ts';
import {placeFor} from '../people/another-user.ts';
import {childEnvironment} from '../people/child-environment.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {recoveredSession} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const recorded = recoveredSession();
const kept = Object.keys(recorded.files).find(name => name.startsWith('evidence/')) ?? assert.fail('it keeps nothing');

/** Every option that takes a path, and every file that a command looks for by itself; `odd` is what lies there. */
const paths: ReadonlyArray<{path: string; typed: string[]}> = [
  {path: 'odd.yaml', typed: ['toggles', '--config', 'odd.yaml']},
  {path: 'mcp-runbook.yaml', typed: ['toggles', '--env', 'lab']},
  {path: 'rb', typed: ['lint', '--runbooks', 'rb']},
  {path: 'rb/odd.md', typed: ['lint', 'rb/odd.md']},
  {path: 'rb/odd.md', typed: ['run', 'odd', '--runbooks', 'rb', '--auto']},
  {path: 'answers.yaml', typed: ['run', 'learn-the-keys', '--auto', '--answers', 'answers.yaml']},
  {path: 'pages', typed: ['docs', '--out', 'pages']},
  {path: 'packet.json', typed: ['packet', '--out', 'packet.json']},
  {path: 'key', typed: ['sessions', 'record', recorded.session, '--sign', 'key']},
  {path: 'records', typed: ['sessions', 'record', recorded.session, '--out', 'records']},
  {path: 'tokens', typed: ['gateway', '--port', '0', '--tokens', 'tokens']},
  {path: 'checkout/docs/connectors/CONNECTOR_INDEX.md', typed: ['doctrine', '--root', 'checkout']},
  {path: 'checkout/component_index.json', typed: ['doctrine', '--root', 'checkout']},
  {path: 'logs/stage_b_rotation_drills.jsonl', typed: ['ledger', 'check']},
  ...[['sessions', 'list'], ['status'], ['watch'], ['resume'], ['approve'], ['take', 'x'], ['doctor']].map(typed => ({path: 'logs/sessions', typed})),
  {path: 'mcp-runbook.yaml', typed: ['doctor']},
  {path: 'logs/stage_b_rotation_drills.jsonl', typed: ['doctor']},
  ...['list', 'show', 'verify', 'record'].flatMap(view => {
    const typed = ['sessions', view, ...(view === 'list' ? [] : [recorded.session])];
    const files = ['journal.jsonl', 'journal-2.jsonl', ...(view === 'list' ? [] : ['evidence', kept])];
    return files.map(file => ({path: `logs/sessions/${recorded.session}/${file}`, typed}));
  }),
  ...[['drills'], ['drills', 'report']].map(typed => ({path: 'logs/practice/results.jsonl', typed})),
];

/** A folder where a folder is wanted is none of these; what is only long is read by parts. */
const isOrdinary = (path: string, what: string): boolean =>
  (what === 'a folder' && /(?:rb|sessions)$/.test(path)) || (what === 'a file of 300 MB' && path.endsWith('.jsonl'));

type Case = {cwd: string; typed: readonly string[]};
type Told = {code: number; printed: string};

/** Each case by one process, as this user or another one: what it told, and how much memory all of them took. */
async function sweep(t: TestContext, cases: readonly Case[], by: {uid?: number; gid?: number} = {}): Promise<{told: Told[]; megabytes: number}> {
  const folder = await temporaryFolder(t);
  const [given, results, printed] = [join(folder, 'cases.json'), join(folder, 'results.jsonl'), join(folder, 'printed')];
  writeFileSync(given, JSON.stringify(cases));
  chmodSync(folder, 0o777);
  const env = childEnvironment(join(folder, 'home'));
  chmodSync(env.HOME ?? '', 0o777);
  const printer = openSync(printed, 'a', 0o666);
  const {node, at} = await placeFor(t, by);
  await once(spawn(node, ['--import', at('tools/loader.js'), at('test/fixtures/programs/one-after-another.ts'), given, results, printed], {...by, stdio: ['ignore', printer, printer], cwd: '/', env, timeout: 120_000, killSignal: 'SIGKILL'}), 'exit');
  closeSync(printer);
  const lines = readFileSync(results, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Partial<Told & {megabytes: number}>);
  const {megabytes} = lines.at(-1) ?? {};
  assert.ok(megabytes !== undefined, `stood still in ${JSON.stringify(lines.at(-1))}\n${readFileSync(printed, 'utf8')}`);
  return {megabytes, told: lines.flatMap(({code, printed}) => (code === undefined || printed === undefined ? [] : [{code, printed}]))};
}

/** A folder in which something odd lies under the path, beside a session that is in order. */
async function folderWith(t: TestContext, path: string, {put}: Pick<(typeof oddFiles)[number], 'put'>): Promise<string> {
  const cwd = await temporaryFolder(t);
  if (path.includes(recorded.session)) recorded.write(join(cwd, 'logs', 'sessions'));
  rmSync(join(cwd, path), {recursive: true, force: true});
  mkdirSync(dirname(join(cwd, path)), {recursive: true});
  await put(join(cwd, path), t);
  return cwd;
}

function judge({code, printed}: Told, what: string, typed: readonly string[]): void {
  const where = `${what}: ${typed.join(' ')}`;
  assert.ok([1, 2, 3, 4, 5].includes(code), `${where}: exit ${code}: ${printed}`);
  assert.doesNotMatch(printed, /\n {4}at |This is a bug/, where);
  assert.notEqual(printed, '', where);
}

describe('a path that leads to something else is told in words, at once, and fills no memory', () => {
  for (const [kind, odd] of oddFiles.entries()) {
    it(`where it is ${odd.what}`, async t => {
      // Two links that no file lies behind: each leads every second command astray.
      const rows = paths.filter(({path}, row) => !isOrdinary(path, odd.what) && (!/^a link (?:that|in)/.test(odd.what) || row % 2 === kind % 2));
      const cases = await Promise.all(rows.map(async ({path, typed}) => ({typed, cwd: await folderWith(t, path, odd)})));
      const {told, megabytes} = await sweep(t, cases);
      for (const [index, {path, typed}] of rows.entries()) judge(told[index] ?? assert.fail(path), path, typed);
      assert.ok(megabytes < 200, `${megabytes} MB`);
    });
  }

  it('where this user may not read it', async t => {
    const nobody = process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {};
    const closed = (path: string): void => {
      writeFileSync(path, 'x');
      chmodSync(path, 0);
    };
    const cases = await Promise.all(paths.map(async ({path, typed}) => {
      const cwd = await folderWith(t, path, {put: closed});
      execFileSync('chmod', ['-R', 'a+rwX', cwd]);
      chmodSync(join(cwd, path), 0);
      return {typed, cwd};
    }));
    const {told} = await sweep(t, cases, nobody);
    for (const [index, {path, typed}] of paths.entries()) judge(told[index] ?? assert.fail(path), path, typed);
  });
});

/** Every option that takes a path, of every command that has it. */
const pathOptions = [{name: '', options: programOptions}, ...commandTable].flatMap(({name, options}) =>
  options.flatMap(({flags}) => (/ <(?:file|folder|key)>$/.test(flags) ? [{name, option: flags.split(' ')[0] ?? '', flags}] : [])));

it('every option that takes a path is among those that were led to something else', () => {
  const led = paths.flatMap(({typed}) => typed.filter(word => word.startsWith('--')).map(option => `${typed[0] ?? ''} ${option}`));
  // What --config, --root and --runbooks name is looked up by one function for all commands.
  const shared = new Set(['--config', '--root', '--runbooks']);
  const wanted = pathOptions.filter(({option}) => !shared.has(option)).map(({name, option}) => `${name} ${option}`);
  assert.deepEqual(wanted.filter(pair => !led.includes(pair)), []);
  assert.deepEqual([...shared].filter(option => led.every(pair => !pair.endsWith(option))), []);
});

it('a ~ or a $ that no shell filled in is refused by every option that takes a path', async t => {
  const cwd = await temporaryFolder(t);
  const needed: Readonly<Record<string, string>> = {run: 'learn-the-keys', print: 'learn-the-keys', take: '20261122T201826Z-mcp-gateway-rollback-811f'};
  const cases = pathOptions.flatMap(({name, option}) => ['~/x', '~mara', '$HOME/x', 'x/${OPS}/y', '$(pwd)/x'].map(path => ({cwd, typed: [name, needed[name] ?? '', `${option}=${path}`].filter(word => word !== '')})));
  const {told} = await sweep(t, cases);
  assert.deepEqual(told.map(({code, printed}, index) => [cases[index]?.typed.join(' '), code, /: nobody has filled in the [~$]\nWrite the path in full/.test(printed)]), cases.map(({typed}) => [typed.join(' '), 2, true]));
  assert.deepEqual(readdirSync(cwd), []);
});
