import {exitCode, OperatorError} from '../errors.ts';
import {lockSession, type SessionLock} from './lock.ts';

/** The lock, or who has it: two writers would tear the chain apart. @throws OperatorError */
export function lockOrTell(folder: string, operator: string, now: number): SessionLock {
  const locked = lockSession(folder, operator, now);
  if (locked.ok) return locked.lock;
  const {holder, cause} = locked;
  const who = holder ? `${holder.operator} on ${holder.host} (process ${holder.pid}) since ${holder.since}` : `another process (${cause})`;
  throw new OperatorError(`this session is open already: ${who}`, {
    code: 'session-held',
    next: 'Read it with: mcp-runbook sessions show. To go on with it here, it must be left there first.',
    exit: exitCode.usage,
  });
}
