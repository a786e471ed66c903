import {BugError, causeOf, exitCode, OperatorError} from '../../errors.ts';
import type {TeamConfig} from '../../environment/config/team-config.ts';
import {listSessions, type SessionCard} from '../../journal/session-list.ts';
import {pasted} from '../../pasted.ts';
import {namedEnvironments} from '../../session/named-environments.ts';
import {rootsOf} from '../../session/roots.ts';
import {teamOf} from '../../session/team-of.ts';
import {aroundOf} from '../../team/around-of.ts';
import {awayText} from '../../team/away.ts';
import {epochIn} from '../../team/epoch-in.ts';
import {initSchema, schemaSteps, schemaText} from '../../team/init-schema.ts';
import {countLines} from '../../team/journal-lines.ts';
import {openPostgres} from '../../team/postgres-store.ts';
import {consoleName} from '../../team/share-with.ts';
import {SharedSource} from '../../team/shared-source.ts';
import type {TeamStore} from '../../team/team-store.ts';
import {noteShared} from '../../team/unshared.ts';
import {verificationExit} from '../../verify/verify-session.ts';
import type {Workplace} from '../../workplace.ts';
import type {Context} from '../context.ts';
import {usage} from '../usage.ts';

export type TeamFlags = {json?: boolean; print?: boolean};

/** `mcp-runbook team`: 0 all is shared, 1 something is not, 3 the database is away, 4 something cannot be read. @throws OperatorError */
export function team(context: Context, view: string, flags: TeamFlags): Promise<number> {
  const perform = Object.hasOwn(views, view) ? views[view as keyof typeof views] : undefined;
  if (perform) return perform(context, flags);
  throw usage(`team ${view}: no such view`, `Use one of: ${Object.keys(views).map(name => `team ${name}`).join(', ')}.`);
}

const views = {status, sync, init} as const;

/** Makes the schema or moves it on; `--print`: as text for psql, without a database. */
async function init(context: Context, {print, json}: TeamFlags): Promise<number> {
  if (print) {
    context.printPage(schemaText());
    return exitCode.done;
  }
  const named = await teamNamed(context.place);
  const applied = await reached(context.place, named, () => initSchema(named.database, context.place.variables));
  const steps = schemaSteps().length;
  if (json) context.printDocument({ok: true, database: named.database, schema: steps, applied: applied.map(({name}) => name)});
  else context.print(`${named.name} at ${named.database}: ${applied.length === 0 ? `schema ${steps} was there already` : `schema ${steps}, with ${applied.map(({name}) => name).join(', ')}`}\nWho writes needs the role mcp_runbook_writer, who only reads mcp_runbook_reader: grant mcp_runbook_writer to NAME;`);
  return exitCode.done;
}

type Behind = {session: string; lines: number; since: string};

async function status(context: Context, {json}: TeamFlags): Promise<number> {
  const named = await teamNamed(context.place);
  const {behind, around, sessions, unread} = await withStore(context.place, named, async store => ({around: await aroundOf(context.place, store), ...(await behindIn(context, store))}));
  const lines = behind.reduce((sum, {lines: count}) => sum + count, 0);
  const exit = exitFor(lines === 0, unread);
  if (json) context.printDocument({ok: exit === exitCode.done, team: named.name, database: named.database, ...around, sessions, not_shared: {lines, sessions: behind}, unread});
  else {
    context.print(`${named.name} at ${named.database}: PostgreSQL ${around.server}, schema ${around.schema}, as ${around.user}`);
    context.print(lines === 0 ? `shared: all lines of ${sessions} sessions${unread.length === 0 ? '' : `; of ${unread.length} that cannot be read nobody can tell`}` : `NOT SHARED: ${lines} lines of ${behind.length} of ${sessions} sessions; send them with: ${pasted(context.place, 'team', 'sync')}`);
    for (const {session, lines: count, since} of behind) context.print(`  ${session}: ${count} lines, the last one of ${since}`);
    context.print(around.others.length === 0 ? 'nobody else is here' : `also here: ${around.others.map(({user, console}) => `${user} (${console})`).join(', ')}`);
  }
  return exit;
}

/** Sends what is left of each session. */
async function sync(context: Context, {json}: TeamFlags): Promise<number> {
  const named = await teamNamed(context.place);
  const {sent, keptBack, forked, failed, unread} = await withStore(context.place, named, async store => {
    await aroundOf(context.place, store);
    const {behind, all, unread: hidden} = await behindIn(context, store);
    const done = {keptBack: 0, forked: [] as string[], failed: [] as Array<{session: string; why: string}>};
    for (const {id, folder, root} of all) {
      const source = new SharedSource({session: id, folder, epoch: epochIn(folder)});
      const progress = await source.catchUp(store).catch((error: unknown) => awayText(error));
      if (typeof progress === 'string') {
        // Where the connection is what failed, this fails too.
        await store.around();
        done.failed.push({session: id, why: progress});
        continue;
      }
      if (progress.forked) done.forked.push(id);
      done.keptBack += source.keptBack;
      noteShared(root, id);
    }
    const isSent = ({session}: Behind): boolean => !done.failed.some(one => one.session === session);
    return {...done, unread: hidden, sent: behind.filter(isSent).reduce((sum, {lines}) => sum + lines, 0)};
  });
  const exit = exitFor(forked.length + failed.length === 0, unread);
  if (json) context.printDocument({ok: exit === exitCode.done, sent, kept_back: keptBack, forked, failed, unread});
  else {
    context.print(`sent: ${sent} lines`);
    if (keptBack > 0) context.print(`${keptBack} pieces of evidence are longer than 1 MiB or cannot be read, and stay here alone`);
    for (const {session, why} of failed) context.print(`NOT SENT ${session}: ${why}; the others were. Look at it with: ${pasted(context.place, 'sessions', 'verify', session)}`);
    for (const id of forked) context.print(`FORKED ${id}: the team has another record of it; both are kept. Compare them with: ${pasted(context.place, 'sessions', 'verify', id, '--team')}`);
  }
  return exit;
}

async function behindIn({place, tell}: Context, store: TeamStore): Promise<{sessions: number; behind: Behind[]; all: SessionCard[]; /** Whose lines nobody can count, a sentence each. */ unread: string[]}> {
  const {roots, trouble} = await rootsOf(place);
  if (trouble) tell(`${trouble.problem}\n${trouble.next}`);
  const {sessions, unread} = listSessions(roots);
  for (const {problem} of unread) tell(problem);
  const lengths = await store.lengths(sessions.map(({id}) => id));
  const all = sessions.filter(({state}) => state !== 'unreadable' && state !== 'not begun');
  const behind = all.flatMap(({id, folder, lastAt}) => {
    const lines = countLines(folder) - (lengths[sessions.findIndex(card => card.id === id)] ?? 0);
    return lines > 0 ? [{session: id, lines, since: lastAt}] : [];
  });
  return {sessions: all.length, behind, all, unread: [...unread, ...(trouble ? [trouble] : [])].map(({problem}) => problem)};
}

/** Practice is shared as well, and counts. */
function exitFor(shared: boolean, unread: readonly string[]): number {
  if (unread.length > 0) return verificationExit['cannot tell'];
  return shared ? exitCode.done : exitCode.checkFailed;
}

/** The team of the file. @throws OperatorError where there is none */
export async function teamNamed(place: Workplace): Promise<TeamConfig> {
  const named = await teamOf(place);
  if (named) return named;
  const {trouble} = await namedEnvironments(place);
  if (trouble) throw new OperatorError(`no team is known here: ${trouble.problem}`, {code: 'no-team', next: trouble.next, exit: exitCode.usage});
  throw new OperatorError('no team is named here', {code: 'no-team', next: 'Name one in mcp-runbook.yaml: team: {database: postgres://host/name, name: operations}. Without one, resume goes on with what was left on this machine.', exit: exitCode.usage});
}

/** @throws OperatorError where the database cannot be asked */
export function withStore<Answer>(place: Workplace, named: TeamConfig, ask: (store: TeamStore) => Promise<Answer>): Promise<Answer> {
  return reached(place, named, async () => {
    const store = await openPostgres(named.database, place.variables, consoleName());
    try {
      return await ask(store);
    } finally {
      await store.close();
    }
  });
}

async function reached<Answer>(place: Workplace, {database}: TeamConfig, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OperatorError || error instanceof BugError || error instanceof TypeError) throw error;
    throw new OperatorError(`the team's database ${database} cannot be asked: ${awayText(error)}`, {code: 'team-away', next: `What was recorded here is safe. Try again later: ${pasted(place, 'team', 'status')}`, exit: exitCode.gateway, cause: causeOf(error)});
  }
}
