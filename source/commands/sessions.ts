import {resolve} from 'node:path';
import {exitCode, OperatorError} from '../errors.ts';
import {findSession, listSessions} from '../session/session-list.ts';
import {verifySession} from '../session/verify.ts';
import {columns} from './columns.ts';
import type {Context} from './context.ts';

export type SessionsFlags = {root?: string; json?: boolean; head?: string};

const rootOf = ({folder}: Context, {root}: SessionsFlags): string => resolve(folder, root ?? '.');

/** `mcp-runbook sessions list`: newest first. */
export async function list(context: Context, flags: SessionsFlags): Promise<number> {
  const cards = listSessions(rootOf(context, flags));
  if (flags.json) {
    context.printDocument({
      ok: true,
      sessions: cards.map(({id, runbook, class: where, environment, operator, incident, openedAt, lastAt, state}) => ({
        session: id,
        runbook: runbook.id,
        class: where,
        environment,
        operator,
        incident,
        opened_at: openedAt,
        last_at: lastAt,
        state,
      })),
    });
    return exitCode.done;
  }
  if (cards.length === 0) context.print('No session was recorded here yet.');
  else {
    context.print(
      columns([
        ['session', 'class', 'operator', 'last line', 'state'],
        ...cards.map(({id, class: where, operator, lastAt, state}) => [id, where, operator, lastAt, state]),
      ]),
    );
  }
  return exitCode.done;
}

/** `mcp-runbook sessions verify`: 0 intact and closed, 1 unfinished, 2 gap, 3 tampered, 4 cannot tell. */
export async function verify(context: Context, id: string, flags: SessionsFlags): Promise<number> {
  const {folder, session} = named(context, id, flags);
  const result = verifySession(folder, {session, ...(flags.head !== undefined && {head: flags.head}), sessionsFolder: resolve(folder, '..')});
  if (flags.json) {
    context.printDocument({ok: result.exit === 0, session, ...result});
    return result.exit;
  }
  context.print(`${result.verdict}: ${result.lines} lines in ${result.segments} ${result.segments === 1 ? 'file' : 'files'}, head ${result.head?.slice(0, 8) ?? 'none'}`);
  for (const {segment, line, what} of [...result.findings, ...result.remarks]) {
    context.print(`${segment === null ? '' : `${segment}${line === null ? '' : `:${line}`}: `}${what}`);
  }
  return result.exit;
}

/** The session that the words name, by its id or the beginning of it. @throws OperatorError */
function named(context: Context, id: string, flags: SessionsFlags): {folder: string; session: string} {
  const found = id === '' ? undefined : findSession(rootOf(context, flags), id);
  if (found) return {folder: found.folder, session: found.id};
  throw new OperatorError(id === '' ? 'name a session' : `there is no one session ${JSON.stringify(id)} under ${rootOf(context, flags)}/logs`, {
    code: 'unknown-session',
    next: 'List them with: mcp-runbook sessions list.',
    exit: exitCode.usage,
  });
}

const views = {list: (context: Context, _id: string, flags: SessionsFlags) => list(context, flags), verify} as const;

/** The view by its name. @throws OperatorError for an unknown one */
export function sessions(context: Context, view: string, id: string, flags: SessionsFlags): Promise<number> {
  const perform = Object.hasOwn(views, view) ? views[view as keyof typeof views] : undefined;
  if (perform) return perform(context, id, flags);
  throw new OperatorError(`sessions ${view}: no such view`, {
    code: 'usage',
    next: `Use one of: ${Object.keys(views).map(name => `sessions ${name}`).join(', ')}.`,
    exit: exitCode.usage,
  });
}
