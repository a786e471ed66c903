import {exitCode, OperatorError} from '../errors.ts';
import {resumeSession} from '../session/resume-session.ts';
import {unfinishedSessions, type OpenSession} from '../journal/session-list.ts';
import {isHeld} from '../journal/lock.ts';
import {rootsOf} from '../session/roots.ts';
import {sessionsUnread} from '../session/sessions-unread.ts';
import type {Context} from './context.ts';
import {pasted} from '../pasted.ts';
import {operatorOf} from './operator.ts';
import {beginPlainly} from './begin-plainly.ts';
import {besideOf} from './run.ts';

export type ResumeFlags = {despite?: string; /** Who goes on with it, said for it alone. */ as?: string; beside?: string[]; reason?: string; operator?: string; plain?: boolean; ascii?: boolean};

/** `mcp-runbook resume`: goes on where a session ended, on screens or in plain lines. */
export async function resume(context: Context, named: string | undefined, flags: ResumeFlags): Promise<number> {
  const {roots, trouble} = await rootsOf(context.place);
  const {sessions, unread} = named === undefined ? unfinishedSessions(roots) : {sessions: [], unread: []};
  const session = named ?? newestFree(sessions)?.id;
  if (session === undefined) {
    if (unread.length > 0) throw sessionsUnread('no session here is known to be unfinished', unread);
    throw new OperatorError(`no session under ${roots.map(root => `${root}/logs`).join(' or ')} is unfinished${trouble ? `; ${trouble.problem}` : ''}`, {
      code: 'nothing-to-resume',
      next: trouble?.next ?? `Start one with: ${pasted(context.place, 'run', 'ID')}`,
      exit: exitCode.usage,
    });
  }
  for (const {problem} of unread) context.tell(problem);
  if (context.interactive && !flags.plain) return (await import('./app.ts')).startApp(context, {...flags, session});
  if (!context.answers) {
    throw new OperatorError(`resume ${session} needs somebody at a terminal`, {
      code: 'no-terminal',
      next: 'What happened in an unfinished step has to be settled by a person.',
      exit: exitCode.usage,
    });
  }
  const operator = operatorOf(flags.operator, context.tell);
  return beginPlainly(context, {operator, named: flags.operator ?? flags.as}, ({operator: said, beside = besideOf(flags)}) => resumeSession(context.place, {session, operator: said ?? operator, guessed: said === undefined || undefined, despite: flags.despite, beside}));
}

/** The first that nobody holds; where all are held, who holds the first is told. */
function newestFree(unfinished: readonly OpenSession[]): OpenSession | undefined {
  return unfinished.find(({folder}) => !isHeld(folder)) ?? unfinished[0];
}
