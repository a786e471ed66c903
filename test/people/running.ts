import {spawn, type ChildProcess} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {childEnvironment, type Variables} from './child-environment.ts';
import {builtProgram, started} from './program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {waitFor} from './waiting.ts';

type Ended = {code: number | null; signal: NodeJS.Signals | null};

/** A program that goes on while the test does something else; killed when the test is over. */
export type Running = {
  child: ChildProcess;
  cwd: string;
  stdout(): string;
  stderr(): string;
  /** Waits until it has printed it, on either stream. */
  says(wanted: string | RegExp): Promise<void>;
  ended: Promise<Ended>;
};

export async function start(t: AfterTest, args: readonly string[], options: {env?: Variables; cwd?: string} = {}): Promise<Running> {
  const home = join(await temporaryFolder(t), 'home');
  const cwd = options.cwd ?? (await temporaryFolder(t));
  const [command = '', ...before] = started(builtProgram);
  const child = spawn(command, [...before, ...args], {cwd, env: childEnvironment(home, options.env), stdio: ['ignore', 'pipe', 'pipe']});
  const printed = {stdout: '', stderr: ''};
  let wake = (): void => {};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      wake();
    });
  }
  const ended = new Promise<Ended>(resolve => child.once('close', (code, signal) => resolve({code, signal})));
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  const both = (): string => printed.stdout + printed.stderr;
  return {
    child,
    cwd,
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    says: wanted =>
      waitFor({
        until: () => (typeof wanted === 'string' ? both().includes(wanted) : wanted.test(both())),
        changed: () => new Promise(resolve => (wake = resolve)),
        missing: () => `never said ${wanted}; it said:\n${both()}`,
      }),
  };
}

export type Gateway = {
  url: string;
  port: number;
  process: Running;
  /** Requests so far, as `POST /handshake`. */
  requests(): string[];
};

/** `mcp-runbook gateway` as a program of its own, on a free port. */
export async function startGateway(t: AfterTest, fault?: string): Promise<Gateway> {
  const process = await start(t, ['gateway', '--port', '0', ...(fault === undefined ? [] : ['--fault', fault])]);
  await process.says(/http:\/\/\S+;|http:\/\/\S+,/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(process.stdout())?.[0] ?? '';
  return {
    url,
    port: Number(new URL(url).port),
    process,
    requests: () => process.stderr().split('\n').filter(line => line.startsWith('POST ')),
  };
}

/** What a process was started with, as any other user of the machine may read it. */
export function commandLineOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}
