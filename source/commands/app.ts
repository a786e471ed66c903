import {overridesIn} from '../environment/overridden.ts';
import {resolve} from 'node:path';
import type {Trace} from '../app/trace.ts';
import {AppendOnlyFile} from '../durable-file.ts';
import type {Trouble} from '../errors.ts';
import {ageOf} from '../time.ts';
import {isPlain} from '../locale.ts';
import {verifyName} from '../person-name.ts';
import {openPreferences} from '../preferences.ts';
import {listTitles} from '../runbook/page-files.ts';
import {isHeld} from '../journal/lock.ts';
import {unfinishedSessions} from '../journal/session-list.ts';
import {unreadCard, type UnfinishedCard} from '../app/state/cards.ts';
import {rootsOf} from '../session/roots.ts';
import {elsewhereRoot} from '../team/elsewhere.ts';
import {rootOf, verifyFilledIn} from '../workplace.ts';
import type {Context} from './context.ts';
import {rememberedOperator, systemName} from './operator.ts';

export type AppFlags = {despite?: string; /** Who goes on with the session, for it alone. */ as?: string; runbook?: string; session?: string; watch?: string; env?: string; drill?: string; seed?: string; incident?: string; set?: string[]; skipHeartbeat?: boolean; operator?: string; ascii?: boolean; beside?: string[]; reason?: string};

/** `mcp-runbook`: the app, until it is left; the screen's last words are printed after it. */
export async function startApp(context: Context, flags: AppFlags): Promise<number> {
  if (flags.operator !== undefined) verifyName(flags.operator);
  const preferences = openPreferences();
  const remembered = preferences.read();
  const {place} = context;
  const {roots} = await rootsOf(place);
  const cardsNow = (): ReturnType<typeof unfinishedCards> => unfinishedCards(roots, elsewhereRoot(rootOf(place)), place.clock.now());
  const {unfinished, unread} = cardsNow();
  const {start} = await import('../app/start.ts');
  const {exit, open} = await start({
    place,
    roots,
    signal: context.signal,
    drill: flags.drill,
    seed: flags.seed === undefined ? undefined : (await import('../drill/draw.ts')).toSeed(flags.seed),
    always: {incident: flags.incident, set: flags.set && overridesIn(flags.set), skipHeartbeat: flags.skipHeartbeat, beside: flags.beside && (await import('./run.ts')).besideOf(flags)},
    as: flags.as,
    despite: flags.despite,
    named: flags.operator !== undefined,
    // Who has said a name for one session alone is not asked for one before it.
    operator: flags.operator ?? rememberedOperator() ?? (flags.as === undefined ? '' : systemName()),
    suggestedOperator: systemName(),
    ascii: flags.ascii ?? remembered.ascii ?? isPlain(place.variables),
    motion: remembered.motion ?? true,
    // Who was woken to go on with something is not sent to school first.
    beginner: !remembered.learned && unfinished.length === 0 && unread.length === 0,
    unfinished,
    unread,
    session: flags.session,
    watch: flags.watch,
    titles: listTitles(place.runbooks).map(unreadCard),
    cards: async only => (await import('./picker-cards.ts')).pickerCards(place, roots, {last: remembered.environment, only}),
    runbook: flags.runbook,
    environment: flags.env,
    lobby: async () => ({...(await (await import('./picker-cards.ts')).pickerCards(place, roots, {last: preferences.read().environment, only: undefined})), ...cardsNow()}),
    record: async session => (await import('./record-incident.ts')).recordForScreen(context, session),
    remember: preferences.remember,
    notice: preferences.trouble,
    trace: await traceOf(context),
  });
  if (!open) return exit;
  const {exitSummary} = await import('./output/exit-summary.ts');
  await context.wrapLines();
  for (const line of await exitSummary(open.conductor, place)) context.print(line);
  return open.drill ? (await import('./drill/after-drill.ts')).drillExit(exit, open.drillResult()?.debrief) : exit;
}

/** MCP_RUNBOOK_TRACE names a new file for it: for finding mistakes of ours. */
async function traceOf({place, mask}: Context): Promise<Trace | undefined> {
  const path = place.variables.MCP_RUNBOOK_TRACE;
  if (!path) return undefined;
  verifyFilledIn('MCP_RUNBOOK_TRACE', path);
  const {openTrace} = await import('../app/trace.ts');
  const file = new AppendOnlyFile(resolve(place.folder, path), {open: 'create'});
  return openTrace(line => file.append(line), text => mask().text(text));
}

/** As many as a small window has room for beside the runbooks. */
const offered = 3;

/** What somebody else has gone on with is theirs: of that the team's copy has more. */
function unfinishedCards(roots: readonly string[], copies: string, now: number): {unfinished: UnfinishedCard[]; unread: Trouble[]} {
  const {sessions, unread} = unfinishedSessions([...roots, copies]);
  const unfinished = sessions
    .filter(({folder, root}) => root !== copies && !isHeld(folder))
    .slice(0, offered)
    .map(({id, runbook: {title}, environment, class: where, operator, lastAt, drill}) => ({id, title, environment, class: where, operator, lastAt, age: ageOf(lastAt, now), ...(drill && {drill})}));
  return {unfinished, unread};
}

