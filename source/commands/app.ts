import {userInfo} from 'node:os';
import {actionSignatures} from '../actions/registry.ts';
import {lesson} from '../app/picks.ts';
import {findConfig} from '../environment/config/find-config.ts';
import {rehearseWithin} from '../environment/people.ts';
import {openPreferences} from '../preferences.ts';
import {listRunbooks} from '../runbook/library.ts';
import {toSeed} from '../session/drill/draw.ts';
import {isHeld} from '../session/lock.ts';
import {readiness, type Readiness} from '../session/readiness.ts';
import {listSessions} from '../session/session-list.ts';
import {environmentsOf} from '../session/environment-list.ts';
import {readConfig} from '../session/target.ts';
import type {EnvironmentCard, RunbookCard, UnfinishedCard} from '../app/cards.ts';
import {exitSummary} from './exit-summary.ts';
import {rootOf, type Context} from './context.ts';

export type AppFlags = {runbook?: string; session?: string; env?: string; root?: string; config?: string; runbooks?: string; drill?: string; seed?: string; incident?: string; operator?: string; ascii?: boolean};

/** `mcp-runbook`: the app, until it is left; the screen's last words are printed after it. */
export async function startApp(context: Context, flags: AppFlags): Promise<number> {
  const preferences = openPreferences();
  const remembered = preferences.read();
  const root = rootOf(context, flags);
  const unfinished = unfinishedCards(root);
  const within = await strictestLimit(context, flags);
  const {start} = await import('../app/start.tsx');
  const {exit, conductor} = await start({
    folder: context.folder,
    root: flags.root,
    config: flags.config,
    variables: context.variables,
    clock: context.clock,
    signal: context.signal,
    runbooks: flags.runbooks,
    drill: flags.drill,
    seed: flags.seed === undefined ? undefined : toSeed(flags.seed),
    incident: flags.incident,
    operator: flags.operator ?? remembered.operator ?? '',
    suggestedOperator: userInfo().username,
    ascii: flags.ascii ?? remembered.ascii ?? isPlain(context.variables),
    motion: remembered.motion ?? true,
    // Who was woken to go on with something is not sent to school first.
    beginner: !remembered.learned && unfinished.length === 0,
    unfinished,
    session: flags.session,
    cards: () => runbookCards(flags.runbooks, id => readiness(root, id, {now: context.clock.now(), within})),
    environments: await environmentCards(context, flags, remembered.environment),
    runbook: flags.runbook,
    environment: flags.env,
    remember: preferences.remember,
  });
  if (!conductor) return exit;
  for (const line of await exitSummary(conductor, context.folder)) context.print(line);
  return conductor.session.opened.drill ? (await import('./after-drill.ts')).exitAfterScreens(conductor, exit) : exit;
}

/** Whether the locale names no character set beyond ASCII: locale(7), the first of these that is set counts. */
export function isPlain({LC_ALL, LC_CTYPE, LANG}: NodeJS.ProcessEnv): boolean {
  return ['C', 'POSIX'].includes(LC_ALL || LC_CTYPE || LANG || '');
}

/** As many as a small window has room for beside the runbooks. */
const offered = 3;

function unfinishedCards(root: string): UnfinishedCard[] {
  return listSessions(root, 50)
    .filter(({state, folder}) => state === 'unfinished' && !isHeld(folder))
    .slice(0, offered)
    .map(({id, runbook: {title}, environment, class: where, operator, lastAt}) => ({id, title, environment, class: where, operator, lastAt}));
}

/** The lesson of the keys needs no rehearsal. */
function runbookCards(folder: string | undefined, readinessOf: (id: string) => Readiness): RunbookCard[] {
  return listRunbooks(actionSignatures, folder).map(loaded =>
    loaded.ok
      ? {id: loaded.id, title: loaded.runbook.title, summary: loaded.runbook.summary, steps: loaded.runbook.steps.length, ...(loaded.id !== lesson && {readiness: readinessOf(loaded.id)})}
      : {id: loaded.id, title: loaded.id, summary: '', steps: 0, problem: loaded.problems.join('\n')},
  );
}

async function environmentCards({folder, variables, clock}: Context, {root, config}: AppFlags, last: string | undefined): Promise<EnvironmentCard[]> {
  const entries = await environmentsOf({folder, root, config, variables, clock});
  return entries.map(entry => ({...entry, last: entry.name === last}));
}

/** How old a rehearsal may be before any environment is entrusted to it, milliseconds: here none was chosen yet. */
async function strictestLimit({folder}: Context, {config}: AppFlags): Promise<number> {
  const reading = await readConfig(findConfig({folder, config}));
  const named = reading?.ok ? reading.environments : [];
  return named.length === 0 ? rehearseWithin : Math.min(...named.map(({people}) => people.rehearseWithin));
}
