import {execa} from 'execa';
import {join, resolve} from 'node:path';
import {childEnvironment, type Variables} from './child-environment.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

/** The built program; `npm test` builds before it tests. Another form of it, such as the one file, is named by MCP_RUNBOOK_UNDER_TEST. */
export const builtProgram = process.env.MCP_RUNBOOK_UNDER_TEST ?? resolve(import.meta.dirname, '../../dist/cli.js');

/** How a program is started: a script by this Node, and all else by itself. */
export const started = (program: string): string[] => (/\.[cm]?[jt]sx?$/.test(program) ? [process.execPath, program] : [program]);

export type ProgramOptions = {
  env?: Variables;
  /** Without it a fresh folder. */
  cwd?: string;
  /** Standard input; without it there is none to read. */
  input?: string;
  /** Another one than the built program. */
  program?: string;
  /** Killed after so many milliseconds. */
  limit?: number;
};

export type ProgramRun = {
  code: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  milliseconds: number;
  /** Where it ran. */
  cwd: string;
};

/** Runs the program without a terminal, to its end. What it returns is an answer, not an exception. */
export async function run(t: AfterTest, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramRun> {
  const {program = builtProgram, limit = 120_000, input, env} = options;
  const folder = await temporaryFolder(t);
  const cwd = options.cwd ?? (await temporaryFolder(t));
  const [command = '', ...before] = started(program);
  const result = await execa(command, [...before, ...args], {
    cwd,
    env: childEnvironment(join(folder, 'home'), env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: limit,
    killSignal: 'SIGKILL',
    ...(input === undefined ? {stdin: 'ignore' as const} : {input}),
  });
  const {exitCode: code, signal, stdout, stderr, durationMs: milliseconds, timedOut} = result;
  if (timedOut) throw new Error(`still running after ${limit} ms: ${args.join(' ')}\n${stdout}\n${stderr}`);
  return {code, signal, stdout, stderr, milliseconds, cwd};
}
