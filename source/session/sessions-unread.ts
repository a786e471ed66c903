import {OperatorError, type Trouble} from '../errors.ts';
import {nextOfAll} from '../journal/unread-session.ts';
import {verificationExit} from '../verify/verify-session.ts';

/** Nothing was found where not everything could be looked into, which is not the same as none. */
export function sessionsUnread(what: string, unread: readonly Trouble[]): OperatorError {
  return new OperatorError(`${what}, and not everything here can be read: ${unread.map(({problem}) => problem).join('; ')}`, {
    code: 'sessions-unread',
    next: nextOfAll(unread),
    exit: verificationExit['cannot tell'],
  });
}
