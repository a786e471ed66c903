import {stat} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {whenOver} from '../../clock.ts';
import {type CommandOutput, keepOutput, splitLines} from './output-lines.ts';
import {commandVariables} from './command-variables.ts';
import type {CommandEnding} from './command-ending.ts';
import {signalGroup, stopGroup} from './process-group.ts';
import {shown} from './command-line.ts';

export type CommandRequest = {
  /** Program and arguments; no shell reads them. */
  command: readonly string[];
  /** Working folder, absolute. */
  folder: string;
  /** Of this process; only an allow-list and what `pass` names are passed on. */
  variables: NodeJS.ProcessEnv;
  pass?: readonly string[] | undefined;
  /** Milliseconds until it is stopped with everything it started. */
  limit: number;
  /** Standard input; without it there is none. */
  input?: string | undefined;
  /**
   * True when it prints what a deployment holds: `printed` alone has that, and it is neither reported
   * nor kept, for there may be secrets among it that nobody has named.
   */
  values?: boolean;
  /** Takes secrets out of a whole line. */
  mask(text: string): string;
  /** Each line of output, masked and cut, as it comes. */
  report?(line: string): void;
  signal: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL. */
  grace?: number;
};

export type CommandRun = {
  ending: CommandEnding;
  output: CommandOutput;
  /** Standard output alone, as it came: not masked, for reading values. Undefined when it is too long for that. */
  printed: string | undefined;
};

const defaultGrace = 2000;

/** Milliseconds that output may still come after the end: whoever holds the pipe longer is left to itself. */
const drainLimit = 1000;

const mostPrinted = 1024 * 1024;

/** Runs one command to its end. Never rejects for what a command can do. */
export async function runCommand(request: CommandRequest): Promise<CommandRun> {
  const {command, folder, variables, pass, limit, input, values = false, mask, report = () => {}, signal, grace = defaultGrace} = request;
  const [program = '', ...args] = command;
  const line = mask(shown(command));
  const without = (ending: CommandEnding): CommandRun => ({ending, output: {command: line, exit: undefined, text: ''}, printed: ''});
  if (signal.aborted) return without({kind: 'cancelled', started: false});
  if (program === '') return without({kind: 'not started', problem: 'the command has no program', next: 'Name one where the command is written.'});
  if (!(await isFolder(folder))) {
    return without({kind: 'not started', problem: `${line} was not started: its working folder ${folder} is not there`, next: 'Check the folder.'});
  }

  // 50 ms that a program without commands to run does not spend.
  const {execa} = await import('execa');
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- it may be aborted while the module loads
  if (signal.aborted) return without({kind: 'cancelled', started: false});
  const child = execa(program, args, {
    cwd: folder,
    env: commandVariables(variables, pass),
    extendEnv: false,
    // A session of its own: no terminal to ask on, and one number that names all its children.
    detached: true,
    ...(input === undefined ? {stdin: 'ignore' as const} : {input}),
    buffer: false,
    reject: false,
  });
  const {pid, stdout, stderr, nodeChildProcess} = child;
  if (pid === undefined) return without(notStarted(program, line, (await child).code));

  const kept = keepOutput(mask, report);
  const printed = keepPrinted(stdout);
  const drained = Promise.all([gather(stdout, values ? () => {} : kept.add), gather(stderr, kept.add)]);
  const exited = new Promise<CommandEnding>(resolve => {
    nodeChildProcess.once('exit', (code, name) => resolve(name === null ? {kind: 'ended', exit: code ?? 0} : {kind: 'ended by signal', signal: name}));
  });
  const stopping = Promise.withResolvers<CommandEnding>();
  const callOff = whenOver(limit, () => stopping.resolve({kind: 'stopped by limit', limit}));
  const cancel = (): void => stopping.resolve({kind: 'cancelled', started: true});
  // The last resort when this process leaves in the middle: nothing of ours goes on unseen.
  const leave = (): boolean => signalGroup(pid, 'SIGKILL');
  signal.addEventListener('abort', cancel, {once: true});
  process.once('exit', leave);

  const ending = await Promise.race([exited, stopping.promise]);
  callOff();
  signal.removeEventListener('abort', cancel);
  if (ending.kind === 'stopped by limit' || ending.kind === 'cancelled') await stopGroup(pid, grace);
  process.off('exit', leave);
  if (!(await within(drained, drainLimit)) && !(await afterStall(drained))) {
    const heldBy = signalGroup(pid, 0) ? 'a process that it left behind still holds its output' : 'its output has not come to an end';
    for (const stream of [stdout, stderr]) stream.destroy();
    await drained;
    kept.add(`<${heldBy}; no more of it is read>`, 0);
  }
  const exit = ending.kind === 'ended' ? ending.exit : undefined;
  return {ending, output: {command: line, exit, text: kept.text()}, printed: printed()};
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() === true;
}

function notStarted(program: string, line: string, code: string | undefined): CommandEnding {
  const problem = `${line} was not started`;
  if (code === 'ENOENT') {
    const where = program.includes('/') ? 'there is no such file' : 'no program of that name is on the PATH';
    return {kind: 'not started', problem: `${problem}: ${where} (ENOENT)`, next: `Check the spelling of ${program}, or install it.`};
  }
  if (code === 'EACCES') {
    return {kind: 'not started', problem: `${problem}: it may not be executed (EACCES)`, next: `Check the permissions of ${program}.`};
  }
  return {kind: 'not started', problem: `${problem}: the system refused it (${code ?? 'no reason given'})`, next: `Try ${program} by hand.`};
}

/** Resolves when the stream is closed, by its writers or by us. */
function gather(stream: Readable, add: (line: string, dropped: number) => void): Promise<void> {
  const lines = splitLines(add);
  return new Promise(resolve => {
    stream.on('data', (chunk: Uint8Array) => lines.take(chunk));
    // A pipe that breaks ends like one that is closed.
    stream.on('error', () => {});
    stream.once('close', () => {
      lines.end();
      resolve();
    });
  });
}

function keepPrinted(stream: Readable): () => string | undefined {
  const chunks: Uint8Array[] = [];
  let size = 0;
  stream.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (size <= mostPrinted) chunks.push(chunk);
  });
  return () => (size <= mostPrinted ? Buffer.concat(chunks).toString() : undefined);
}

/** After a stall of this process its timers come before what it has to read: that is given a turn before anybody is accused. */
async function afterStall(drained: Promise<unknown>): Promise<boolean> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve));
  return within(drained, 0);
}

async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
