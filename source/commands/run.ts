import {userInfo} from 'node:os';
import {exitCode, OperatorError} from '../errors.ts';
import type {Conductor} from '../session/conductor.ts';
import {openSession, type OpenSession} from '../session/open-session.ts';
import {plainReport, plainStep} from '../session/plain/report.ts';
import {toSeed} from '../session/drill/draw.ts';
import {scripted} from '../session/drill/scripted.ts';
import {unattended, walk} from '../session/walk.ts';
import {stoppedExit, type Context} from './context.ts';
import {withDrawnDrill} from './drawn-drill.ts';
import {exitSummary} from './exit-summary.ts';
import {openApp} from './open-app.ts';
import {runDocument} from './run-document.ts';
import {walkPlainly} from './walk-plainly.ts';

export type RunFlags = {
  env?: string;
  root?: string;
  config?: string;
  incident?: string;
  operator?: string;
  plain?: boolean;
  auto?: boolean;
  json?: boolean;
  confirm?: string;
  drill?: string;
  seed?: string;
  dryRun?: boolean;
  runbooks?: string;
};

/** `mcp-runbook run ID`: one runbook on screens, in plain lines, or unattended. */
export async function run(context: Context, id: string, given: RunFlags): Promise<number> {
  const flags = withDrawnDrill(context, id, given);
  if (flags.dryRun) return (await import('./dry-run.ts')).runDry(context, id, flags);
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
  const {conductor, environment, drill} = open;
  try {
    if (open.problem !== undefined) context.tell(open.problem);
    const word = allowed(open, flags);
    const print = flags.json ? context.tell : context.print;
    context.signal.addEventListener('abort', () => {
      if (!context.now.aborted) context.tell('Stopping when this step is done; ctrl-c again within 2 s stops it now.');
    });
    const report = plainReport(print, open.environment.people.escalate);
    print(`${environment.class} ${environment.name}, ${environment.mask().text(environment.gateway().url)}, session ${conductor.session.id}`);
    const exit = await walk(
      conductor,
      {
        ...(drill ? scripted(drill) : {...unattended(word), ask: async () => undefined}),
        report: told => {
          if (told.kind === 'written' && told.event.type === 'step.started') print(titleOf(conductor, told.event.body.step));
          report(told);
        },
      },
      context.signal,
      context.now,
    );
    const code = stoppedExit(context, exit);
    if (!flags.json) for (const line of await exitSummary(conductor, context.folder)) print(line);
    const debrief = drill && (await import('./after-drill.ts')).afterDrill({print, tell: context.tell}, open);
    if (flags.json) context.printDocument({...runDocument(conductor, environment, code), ...(drill && {drill: debrief ?? null})});
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
    config: flags.config,
    incident: flags.incident,
    runbooks: flags.runbooks,
    drill: flags.drill,
    seed: flags.seed === undefined ? undefined : toSeed(flags.seed),
  };
}

function titleOf(conductor: Conductor, id: string): string {
  const step = conductor.runbook.steps.find(candidate => candidate.id === id);
  return step ? (plainStep(step, conductor.runbook.steps.length)[0] ?? id) : id;
}
