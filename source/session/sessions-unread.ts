import {OperatorError} from '../errors.ts';
import {verificationExit} from '../verify/verify-session.ts';

/** What helps where sessions cannot be read: MCP may be off in one of them. */
export const readAsTheirUser = 'Look as the user who walked them, or have the permissions corrected: MCP may be off in a session that is not shown.';

/** Nothing was found where not everything could be looked into, which is not the same as none. */
export function sessionsUnread(what: string, unread: readonly string[]): OperatorError {
  return new OperatorError(`${what}, and not everything here can be read: ${unread.join('; ')}`, {
    code: 'sessions-unread',
    next: readAsTheirUser,
    exit: verificationExit['cannot tell'],
  });
}
