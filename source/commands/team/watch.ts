import {exitCode, OperatorError} from '../../errors.ts';
import {holderOf, isHeld} from '../../journal/lock.ts';
import {unfinishedSessions, unseenSessions, type OpenSession} from '../../journal/session-list.ts';
import {pasted} from '../../pasted.ts';
import {rootsOf} from '../../session/roots.ts';
import {othersOf} from '../../session/team-of.ts';
import {sessionsUnread} from '../../session/sessions-unread.ts';
import {openWatch} from '../../session/watch/open-watch.ts';
import {watchPlainly} from '../../session/watch/watch-plainly.ts';
import {clockOf} from '../../status/status-text.ts';
import {nextOfAll} from '../../journal/unread-session.ts';
import {aloneText, type Elsewhere} from '../../team/elsewhere.ts';
import {verificationExit} from '../../verify/verify-session.ts';
import {stoppedExit, tellTrouble, type Context} from '../context.ts';

export type WatchFlags = {plain?: boolean; ascii?: boolean};

/** Milliseconds; who asks for it waits for it. */
const patience = 3000;

/** `mcp-runbook watch`: somebody else's walk as it is written, read only; without a session those that are open. @throws OperatorError */
export async function watch(context: Context, named: string | undefined, flags: WatchFlags): Promise<number> {
  const {place} = context;
  const {roots, trouble} = await rootsOf(place);
  if (trouble) tellTrouble(context, trouble);
  if (named === undefined) return list(context, roots, trouble !== undefined);
  const watched = await openWatch(place, roots, named);
  if (!watched) {
    const others = await othersOf(place, patience);
    const alone = others && aloneText(others.asked);
    const problem = `there is no session ${JSON.stringify(named)} here${alone === undefined ? '' : `. ${alone.replace(/\.$/, '')}`}`;
    const unread = unseenSessions(roots);
    if (unread.length > 0) throw sessionsUnread(problem, unread);
    throw new OperatorError(problem, {code: 'unknown-session', next: `Those that are open: ${pasted(place, 'watch')}`, exit: exitCode.usage});
  }
  const {session} = watched;
  try {
    if (context.interactive && !flags.plain) {
      // The screens follow it themselves, and count as one.
      watched.stop();
      return await (await import('../app.ts')).startApp(context, {...(flags.ascii && {ascii: true}), watch: session});
    }
    const reason = await watchPlainly(watched, place.clock, AbortSignal.any([context.signal, context.unheard]), context.print);
    if (reason !== undefined) throw new OperatorError(`the session ${session} cannot be read: ${reason}`, {code: 'session-unreadable', next: `Look at it with: ${pasted(place, 'sessions', 'verify', session)}`, exit: verificationExit['cannot tell']});
  } finally {
    watched.stop();
  }
  return stoppedExit(context, exitCode.done);
}

/** The walks that are not closed, of other consoles too, those that somebody has open first. `maybeMore`: where nobody could look. */
async function list({print, tell, place}: Context, roots: readonly string[], maybeMore: boolean): Promise<number> {
  const now = place.clock.now();
  const team = await othersOf(place, patience);
  const {sessions, unread} = unfinishedSessions([...roots, ...(team ? [team.elsewhere.root] : [])]);
  const rows = sessions.map(ends => ({ends, open: openText(ends, team?.elsewhere, now)})).sort((one, other) => Number(other.open !== undefined) - Number(one.open !== undefined));
  const isWhole = unread.length === 0 && !maybeMore;
  if (rows.length === 0) print(isWhole ? 'No walk is open here.' : 'No walk is known to be open here.');
  else {
    for (const {ends, open} of rows) print(`${ends.runbook.title}${ends.drill ? ', a drill' : ''}\n  ${ends.environment}, ${ends.operator}, ${open ?? 'left'}, ${clockOf(ends.lastAt, now)} UTC\n  ${ends.id}`);
    print(`Watch one with: ${pasted(place, 'watch', 'SESSION')}`);
  }
  const alone = team && aloneText(team.asked);
  for (const line of [...unread.map(({problem}) => problem), ...(unread.length > 0 ? [nextOfAll(unread)] : []), ...(alone === undefined ? [] : [alone])]) tell(line);
  // Whoever asks what is at work elsewhere misses nothing with it.
  return !maybeMore && unread.every(({practised}) => practised) ? exitCode.done : verificationExit['cannot tell'];
}

/** Where somebody has it open; undefined where nobody has. */
function openText({id, folder, root}: OpenSession, elsewhere: Elsewhere | undefined, now: number): string | undefined {
  if (root === elsewhere?.root) return (elsewhere.held.get(id) ?? 0) > now ? 'open on another console' : undefined;
  if (!isHeld(folder)) return undefined;
  const holder = holderOf(folder);
  return holder ? `open on ${holder.host}` : 'open';
}
