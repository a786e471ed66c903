import type {Target} from '../connector/services.ts';
import {hour} from '../time.ts';
import {isFaultName, type PracticeFaultName, type WorldFaultName} from './faults.ts';
import type {ServiceFault} from './operator-service.ts';

/** What a fault does to the world around the gateway; what it does not name stays in order. */
export type WorldBehaviour = {
  service?: ServiceFault;
  /** Whose entry is added at each look at the service while its route is legacy. */
  job?: Target;
  /** The service writes to the ledger as the live one does, dated so many milliseconds after now (protocol notes, section 14.3). */
  writesAhead?: number;
  /** What authenticates at the gateway. */
  accepts?: 'the first token only';
  /** How the ledger that a new session finds differs from one in order. */
  ledger?: LedgerFlaw;
};

export type LedgerFlaw =
  | {kind: 'misses'; connector: Target}
  | {kind: 'torn'}
  /** Its line lies so many milliseconds after now. */
  | {kind: 'ahead'; connector: Target; by: number};

const behaviours: Readonly<Record<WorldFaultName, WorldBehaviour>> = {
  'toggle-ignored': {service: 'deaf'},
  'service-down': {service: 'down'},
  'job-still-running': {job: 'operator_upload'},
  'service-writes-ahead': {writesAhead: 48 * hour},
  'token-not-accepted': {accepts: 'the first token only'},
  'ledger-misses-upload': {ledger: {kind: 'misses', connector: 'operator_upload'}},
  'ledger-torn': {ledger: {kind: 'torn'}},
  // As the original's service does it, which dates a line with the credential's expiry (protocol notes, section 14.3).
  'ledger-ahead': {ledger: {kind: 'ahead', connector: 'operator_api', by: 48 * hour}},
};

/** The gateway's own faults leave the world in order. */
export function worldBehaviour(fault: PracticeFaultName | undefined): WorldBehaviour {
  return fault === undefined || isFaultName(fault) ? {} : behaviours[fault];
}
