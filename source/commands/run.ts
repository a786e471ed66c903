import {createInterface} from 'node:readline/promises';
import {userInfo} from 'node:os';
import {exitCode, OperatorError} from '../errors.ts';
import type {Conductor} from '../session/conductor.ts';
import {openSession, type OpenSession} from '../session/open-session.ts';
import {plainDriver, plainReport, plainStep} from '../session/plain.ts';
import {walk, walkUnattended} from '../session/walk.ts';
import {exitSummary} from './exit-summary.ts';
import {Stopped, type Context} from './context.ts';
import {openApp} from './open-app.ts';
import {runDocument} from './run-document.ts';

export type RunFlags = {
  env?: string;
  root?: string;
  incident?: string;
  operator?: string;
  plain?: boolean;
  auto?: boolean;
  json?: boolean;
  confirm?: string;
};

/** `mcp-runbook run ID`: one runbook on screens, in plain lines, or unattended. */
export async function run(context: Context, id: string, flags: RunFlags): Promise<number> {
  const unattended = flags.auto ?? flags.json ?? false;
  if (unattended) return runUnattended(context, id, flags);
  if (context.interactive && !flags.plain) {
    return openApp(context, {...flags, runbook: id});
  }
  if (!context.answers) {
    throw new OperatorError(`run ${id} needs somebody at a terminal`, {
      code: 'no-terminal',
      next: 'Add --auto to walk it unattended.',
      exit: exitCode.usage,
    });
  }
  return runPlainly(context, id, flags);
}

/** No command and no screen: with somebody there the rehearsal in plain lines, else unattended; in practice. */
export async function runWithoutScreens(context: Context): Promise<number> {
  if (context.answers) {
    context.print('Plain lines, since this terminal shows no screens: the practice rehearsal. Other runs: mcp-runbook run --help.');
    return runPlainly(context, 'stage-b-rehearsal', {env: 'practice'});
  }
  context.print('No terminal and no command: walking the practice rehearsal unattended. Nothing outside logs/practice is touched.');
  return runUnattended(context, 'stage-b-rehearsal', {env: 'practice'});
}

async function runUnattended(context: Context, id: string, flags: RunFlags): Promise<number> {
  const open = await openSession(sessionOptions(context, id, flags, 'auto'));
  const {conductor, environment} = open;
  try {
    const word = allowed(open, flags);
    const print = flags.json ? context.tell : context.print;
    const report = plainReport(print);
    print(`${environment.class} ${environment.name}, ${environment.mask().text(environment.gateway().url)}, session ${conductor.session.id}`);
    const exit = await walkUnattended(
      conductor,
      word,
      {
        ask: async () => undefined,
        report: told => {
          if (told.kind === 'written' && told.event.type === 'step.started') print(titleOf(conductor, told.event.body.step));
          report(told);
        },
      },
      context.signal,
    );
    const code = stoppedExit(context, exit);
    if (flags.json) context.printDocument(runDocument(conductor, environment, code));
    else for (const line of exitSummary(conductor, context.folder)) context.print(line);
    return code;
  } finally {
    await open.close();
  }
}

/** Outside practice somebody must have typed what an operator at the screen would type. */
function allowed({environment, conductor}: OpenSession, {confirm}: RunFlags): string {
  const {what, word} = environment.confirmation;
  const changes = conductor.runbook.steps.some(({effect}) => effect.kind === 'changes');
  if (environment.class === 'practice' || !changes || confirm === word) return confirm ?? 'practice, unattended';
  conductor.finish('not confirmed');
  throw new OperatorError(confirm === undefined ? `${conductor.runbook.id} changes something in ${environment.name}` : `--confirm is not ${what}`, {
    code: 'not-confirmed',
    next: `Add --confirm ${word} to allow it unattended. Nothing was run.`,
    exit: exitCode.usage,
  });
}

async function runPlainly(context: Context, id: string, flags: RunFlags): Promise<number> {
  return walkPlainly(context, await openSession(sessionOptions(context, id, flags, 'plain')));
}

/** An open session, walked line by line by whoever is at the keyboard. */
export async function walkPlainly(context: Context, open: OpenSession): Promise<number> {
  const {conductor, environment} = open;
  const lines = createInterface({input: process.stdin, output: process.stdout});
  const ended = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  // In raw-less line mode the terminal turns ctrl-c into a signal; readline would swallow it.
  lines.on('SIGINT', () => stopped.abort(new Stopped('SIGINT', 2)));
  const read = async (prompt: string): Promise<string | undefined> =>
    Promise.race([lines.question(prompt, {signal}).catch(() => undefined), ended]);
  try {
    context.print(`${environment.class} ${environment.name}, ${environment.mask().text(environment.gateway().url)}, operator ${conductor.session.operator}`);
    const exit = await walk(conductor, plainDriver({print: context.print, read}, environment.confirmation), signal);
    for (const line of exitSummary(conductor, context.folder)) context.print(line);
    return stopped.signal.aborted ? exitCode.interrupted : stoppedExit(context, exit);
  } finally {
    lines.close();
    await open.close();
  }
}

function sessionOptions(context: Context, runbook: string, flags: RunFlags, mode: 'auto' | 'plain') {
  const {folder, variables, clock} = context;
  return {
    runbook,
    mode,
    folder,
    variables,
    clock,
    environment: flags.env ?? 'practice',
    operator: flags.operator ?? userInfo().username,
    root: flags.root,
    incident: flags.incident,
  };
}

function titleOf(conductor: Conductor, id: string): string {
  const step = conductor.runbook.steps.find(candidate => candidate.id === id);
  return step ? (plainStep(step, conductor.runbook.steps.length)[0] ?? id) : id;
}

/** A signal says more than a walk that was left in good order; an unknown step says more than a signal. */
function stoppedExit({signal}: Context, exit: number): number {
  return signal.reason instanceof Stopped && exit === exitCode.done ? signal.reason.exit : exit;
}
