import {StorageError} from '../../durable-file.ts';
import {causeOf, exitCode, type ExitCode, type Trouble} from '../../errors.ts';
import {gapLinesName} from '../facts/gap-copy.ts';
import {ledgerLinesName} from '../facts/ledger-copy.ts';
import type {SecretHit} from './secret-scan.ts';
import type {SigningKey} from './signing-key.ts';

export type NotExported = {ok: false; code: 'no-session' | 'secret-found' | 'record-differs' | 'not-signed' | 'not-recorded'; problem: string; next: string; exit: ExitCode; hits: SecretHit[]};

export function noSession(problem: string): NotExported {
  return {ok: false, code: 'no-session', problem, next: 'The command sessions list shows what there is.', exit: exitCode.usage, hits: []};
}

const mostTold = 10;

/** In the record of a session, or below it in that of an incident. */
const leavable = new RegExp(`^(?:sessions/[^/]+/)?(?:evidence/|${ledgerLinesName}$|${gapLinesName}$)`);

export function secretFound(hits: SecretHit[]): NotExported {
  const told = hits.slice(0, mostTold).map(({file, line, shape, mark}) => `${file} line ${line}: ${shape}${mark === null ? '' : ` (${mark})`}`);
  const rest = hits.length > mostTold ? `; and ${hits.length - mostTold} more` : '';
  const leaveOut = [...new Set(hits.map(({file}) => file))].filter(file => leavable.test(file)).map(file => `--leave-out ${file}`);
  const ways = [
    ...(hits.some(({mark}) => mark === null) ? ['Replace that secret first: others may have read it, and once it is replaced the record can be had.'] : []),
    ...(hits.some(({mark}) => mark !== null) ? ['Look at these places; replace what is a secret. What is none, vouch for by the digits in brackets (--vouch).'] : []),
    ...(leaveOut.length === 0 ? [] : [`A file can be left out, and the record says so: ${leaveOut.join(' ')}`]),
  ];
  const next = ['Nothing was written.', ...ways].join(' ');
  return {ok: false, code: 'secret-found', problem: `the record would give away what looks like a secret: ${told.join('; ')}${rest}`, next, exit: exitCode.checkFailed, hits};
}

export function differs(place: string): NotExported {
  return {
    ok: false,
    code: 'record-differs',
    problem: `${place} and 98 others beside it are there already, and none is the record as it is now`,
    next: 'Keep them, and export to another folder.',
    exit: exitCode.usage,
    hits: [],
  };
}

export function notSigned({path, named}: SigningKey, {problem, next}: Trouble): NotExported {
  return {
    ok: false,
    code: 'not-signed',
    problem: `the manifest cannot be signed with ${path}, ${named}: ${problem}`,
    next: `Nothing was written. ${next}`,
    exit: exitCode.usage,
    hits: [],
  };
}

export function notRecorded(error: unknown): NotExported {
  const isStorage = error instanceof StorageError || (error instanceof Error && 'syscall' in error);
  if (!isStorage) throw error;
  return {
    ok: false,
    code: 'not-recorded',
    problem: `the record cannot be written: ${error instanceof StorageError ? error.message : causeOf(error)}`,
    next: 'Make room or correct the permissions, then export again.',
    exit: exitCode.notRecorded,
    hits: [],
  };
}
