import {overridesIn} from '../environment/overridden.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {toSeed} from '../drill/draw.ts';
import {openSession, type WantedSession} from '../session/open-session.ts';
import {resumeSession} from '../session/resume-session.ts';
import type {Context} from './context.ts';
import {withDrawnDrill} from './drill/drawn-drill.ts';
import {operatorOf} from './operator.ts';
import {beginPlainly} from './begin-plainly.ts';
import {mayBegin, walkUnattended} from './walk-unattended.ts';

export type RunFlags = {
  env?: string;
  incident?: string;
  operator?: string;
  plain?: boolean;
  auto?: boolean;
  json?: boolean;
  confirm?: string;
  reason?: string;
  answers?: string;
  set?: string[];
  skipHeartbeat?: boolean;
  drill?: string;
  seed?: string;
  beside?: string[];
  dryRun?: boolean;
};

/** `mcp-runbook run ID`: one runbook on screens, in plain lines, or unattended. */
export async function run(context: Context, id: string, given: RunFlags): Promise<number> {
  if (given.dryRun) return (await import('./dry-run.ts')).runDry(context, id, given);
  const flags = withDrawnDrill(context, id, given);
  if (flags.auto || flags.json) return runUnattended(context, id, flags);
  if (context.interactive && !flags.plain) return (await import('./app.ts')).startApp(context, {...flags, runbook: id});
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
    context.print(`Plain lines, since this terminal shows no screens: the practice rehearsal. Other runs: ${context.place.program ?? 'mcp-runbook'} run --help`);
    return runPlainly(context, 'stage-b-rehearsal', {env: 'practice'});
  }
  context.print('No terminal and no command: walking the practice rehearsal unattended. Nothing outside logs/practice is touched.');
  return runUnattended(context, 'stage-b-rehearsal', {env: 'practice'});
}

async function runUnattended(context: Context, id: string, flags: RunFlags): Promise<number> {
  const {place} = context;
  const wanted: WantedSession = {...wantedBy(context, id, flags, 'auto'), verify: mayBegin(place, flags)};
  return walkUnattended(context, await openSession(place, wanted), flags, session => resumeSession(place, {session, operator: wanted.operator}));
}

async function runPlainly(context: Context, id: string, flags: RunFlags): Promise<number> {
  const wanted = wantedBy(context, id, flags, 'plain');
  return beginPlainly(context, {operator: wanted.operator, named: flags.operator}, ({beside}) => openSession(context.place, beside ? {...wanted, beside} : wanted));
}

/** What was said beforehand of whoever is there already. */
export function besideOf({beside, reason}: Pick<RunFlags, 'beside' | 'reason'>): WantedSession['beside'] {
  return beside && {sessions: beside, reason: reason?.trim() || 'no reason was given on the command line'};
}

function wantedBy({tell}: Context, runbook: string, flags: RunFlags, mode: WantedSession['mode']): WantedSession {
  return {
    runbook,
    mode,
    environment: flags.env ?? 'practice',
    operator: operatorOf(flags.operator, tell),
    incident: flags.incident,
    drill: flags.drill,
    beside: besideOf(flags),
    seed: flags.seed === undefined ? undefined : toSeed(flags.seed),
    set: overridesIn(flags.set),
    skipHeartbeat: flags.skipHeartbeat,
  };
}
