import {exitCode, OperatorError} from '../../errors.ts';
import {holderOf, isHeld} from '../../journal/lock.ts';
import {findSession, unfinishedSessions, unseenSessions, type SessionEnds} from '../../journal/session-list.ts';
import {pasted} from '../../pasted.ts';
import {rootsOf} from '../../session/roots.ts';
import {unseen} from '../../session/unseen-sessions.ts';
import {watchPlainly} from '../../session/watch/watch-plainly.ts';
import {stoppedExit, tellTrouble, type Context} from '../context.ts';
import {columns} from '../output/columns.ts';

export type WatchFlags = {plain?: boolean; ascii?: boolean};

/** `mcp-runbook watch`: somebody else's walk as it is written, read only; without a session those that are open. @throws OperatorError */
export async function watch(context: Context, named: string | undefined, flags: WatchFlags): Promise<number> {
  const {roots, trouble} = await rootsOf(context.place);
  if (trouble) tellTrouble(context, trouble);
  if (named === undefined) return list(context, roots);
  const found = findSession(roots, named);
  if (!found) {
    const problem = `there is no session ${JSON.stringify(named)} here`;
    const unread = unseenSessions(roots);
    if (unread.length > 0) throw unseen(problem, unread);
    throw new OperatorError(problem, {code: 'unknown-session', next: `Those that are open: ${pasted(context.place, 'watch')}`, exit: exitCode.usage});
  }
  if (context.interactive && !flags.plain) return (await import('../app.ts')).startApp(context, {...(flags.ascii && {ascii: true}), watch: found.id});
  const reason = await watchPlainly(found.folder, context.place.clock, context.signal, context.print);
  if (reason !== undefined) throw new OperatorError(`the session ${found.id} cannot be read: ${reason}`, {code: 'session-unreadable', next: `Look at it with: ${pasted(context.place, 'sessions', 'verify', found.id)}`, exit: exitCode.checkFailed});
  return stoppedExit(context, exitCode.done);
}

/** The walks that are not closed, those that somebody has open first. */
function list({print, tell, place}: Context, roots: readonly string[]): number {
  const {sessions, unread} = unfinishedSessions(roots);
  const rows = sessions.map(ends => ({ends, held: isHeld(ends.folder)})).sort((one, other) => Number(other.held) - Number(one.held));
  if (rows.length === 0) print('No walk is open here.');
  else {
    print(columns([['session', 'environment', 'operator', 'last line', 'open'], ...rows.map(({ends, held}) => [ends.id, ends.environment, ends.operator, ends.lastAt, held ? whereText(ends) : 'no, left'])]));
    print(`Watch one with: ${pasted(place, 'watch', 'SESSION')}`);
  }
  for (const line of unread) tell(line);
  return exitCode.done;
}

function whereText({folder}: SessionEnds): string {
  const holder = holderOf(folder);
  return holder ? `on ${holder.host}` : 'yes';
}
