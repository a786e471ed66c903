import {OperatorError} from '../errors.ts';
import {readAsTheirUser} from '../status/status.ts';
import {verificationExit} from '../verify/verify-session.ts';

/** Nothing was found where not everything could be looked into, which is not the same as none. */
export function sessionsUnread(what: string, unread: readonly string[]): OperatorError {
  return new OperatorError(`${what}, and not everything here can be read: ${unread.join('; ')}`, {
    code: 'sessions-unread',
    next: readAsTheirUser,
    exit: verificationExit['cannot tell'],
  });
}
