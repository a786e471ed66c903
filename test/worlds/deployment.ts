import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {systemClock} from '../../source/clock.ts';
import {writeHistory} from '../../source/practice/practice-ledger.ts';
import {hour} from '../../source/time.ts';
import {reservePort} from './reserved-port.ts';
import {filesIn, ledgerIn} from './working-folder.ts';
import {start, type Running} from '../people/running.ts';
import {temporaryFolder, type AfterTest} from './temp-folder.ts';

const applyProgram = join(import.meta.dirname, '../fixtures/programs/operator-apply.js');

/** Name of the environment in `mcp-runbook.yaml`. */
export const harbour = 'harbour';

/** As people write such a file: comments, quotes, `export`, blanks, and a Windows line end further down. */
export const operatorEnv = [
  '# operator-api, see the wiki',
  'export LOG_LEVEL="info"   # or debug',
  '',
  "GREETING='good morning # not a comment'",
  "# operators don't leave MCP while this is 1",
  'ABZU_USE_MCP=1',
  'REGION=north\r',
  'WORKERS=4',
  'LAST=no newline after this',
].join('\n');

type Fault = 'service-stays-down' | 'gateway-not-told' | 'waits';

/** `writes-ahead`: the service writes to the ledger as the live one does. `returns-at-once`: what restarts it does not wait for it. */
type Habit = 'writes-ahead' | 'returns-at-once';

/** A deployment that is described by `mcp-runbook.yaml` alone, and the gateway that it points to. */
export type Deployment = {
  /** Working folder: the file that names it, deploy/, gateway/ and logs/. */
  folder: string;
  gateway: {url: string; process: Running; /** As `POST /handshake`. */ requests(): string[]};
  /** What the service says of itself over HTTP; undefined when nobody answers. */
  health(): Promise<string | undefined>;
  /** `mcp`, `legacy`, or undefined when nobody answers. */
  route(): Promise<string | undefined>;
  /** Content of a file of it. */
  read(file: string): string;
  write(file: string, text: string): void;
  remove(file: string): void;
  /** Contents of the copies that edits of operator.env have left, oldest first. */
  oldCopies(): string[];
  ledger(): string[];
  /** Lines beside the ledger. */
  gaps(): Array<Record<string, unknown>>;
  /** What goes wrong from here on. */
  breaks(fault: Fault): void;
  /** How it does things from here on. */
  does(habit: Habit): void;
  mends(fault: Fault): void;
  /** Everything that is there: path to content. */
  tree(): Map<string, string>;
};

export type DeploymentOptions = {
  /** More lines of the environment in `mcp-runbook.yaml`, each with its line end. */
  more?: string;
  token?: string;
};

/** Service running on the MCP route, gateway of its own, drills of twenty hours ago in the ledger. */
export async function deployment(t: AfterTest, {more = '', token = 'harbour-first-token'}: DeploymentOptions = {}): Promise<Deployment> {
  const folder = await temporaryFolder(t);
  const port = await reservePort(t);
  for (const name of ['deploy/faults', 'gateway', 'logs']) mkdirSync(join(folder, name), {recursive: true});
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write('deploy/operator.env', operatorEnv);
  write('deploy/token', `${token}\n`);
  write('gateway/tokens', '');
  writeHistory(join(folder, 'logs/stage_b_rotation_drills.jsonl'), {now: systemClock.now(), age: 20 * hour});
  const process = await start(t, ['gateway', '--port', '0', '--tokens', 'gateway/tokens'], {cwd: folder});
  await process.says(/http:\/\/\S+,/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(process.stdout())?.[0] ?? '';
  write('mcp-runbook.yaml', describe({url, port, more}));
  t.after(() => stopService(folder));
  await promisify(execFile)(globalThis.process.execPath, [applyProgram, String(port)], {cwd: folder});
  const health = async (): Promise<string | undefined> => (await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.text();
  const route = async (): Promise<string | undefined> => /route=(\w+)/.exec((await health()) ?? '')?.[1];
  assert.equal(await route(), 'mcp');
  return {
    folder,
    gateway: {url, process, requests: () => process.stderr().split('\n').filter(line => line.startsWith('POST '))},
    health,
    route,
    read,
    write,
    remove: file => rmSync(join(folder, file)),
    // The second one of a second is numbered, and its name comes before that of the first.
    oldCopies: () => readdirSync(join(folder, 'deploy')).filter(name => name.endsWith('.old')).map(name => ({name, key: name.replace(/Z\.old$/, 'Z-1.old')})).sort((one, other) => (one.key < other.key ? -1 : 1)).map(({name}) => read(`deploy/${name}`)),
    ledger: () => ledgerIn(join(folder, 'logs')),
    gaps: () => read('logs/stage_b_rotation_gaps.jsonl').trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>),
    does: habit => write(`deploy/${habit}`, ''),
    breaks: fault => write(`deploy/faults/${fault}`, ''),
    mends: fault => rmSync(join(folder, 'deploy/faults', fault)),
    tree: () => new Map(filesIn(folder).map(file => [file, read(file)])),
  };
}

function describe({url, port, more}: {url: string; port: number; more: string}): string {
  const apply = [process.execPath, applyProgram, String(port)].map(word => JSON.stringify(word)).join(', ');
  return `# The harbour's operators.
environments:
  ${harbour}:
    class: rehearsal
    gateway: ${url}
    toggles:
      file: deploy/operator.env
      apply: [${apply}]
      limit: 60s
    route: {url: "http://127.0.0.1:${port}/health", mcp: "route=mcp", legacy: "route=legacy"}
    token: {file: deploy/token}
${more}`;
}

function stopService(folder: string): void {
  try {
    process.kill(Number(readFileSync(join(folder, 'deploy/operator.pid'), 'utf8')), 'SIGKILL');
  } catch {
    // It is down already.
  }
}
