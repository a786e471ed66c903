import type {ActionSignature} from '../runbook/schema.ts';
import type {Action} from './action.ts';
import {readDeployment} from './deployment-read.ts';
import {assessImpact} from './doctrine-impact.ts';
import {reportDoctrine} from './doctrine-report.ts';
import {closeGap} from './gap-close.ts';
import {noteGap} from './gap-note.ts';
import {reachGateway} from './gateway-reach.ts';
import {checkLedger} from './ledger-check.ts';
import {countGrowth} from './ledger-growth.ts';
import {reviewLedgerAction} from './ledger-review.ts';
import {writePacket} from './packet-write.ts';
import {reviewReceipt} from './receipt-review.ts';
import {probeRoute} from './route-probe.ts';
import {smokeAction} from './smoke-run.ts';
import {compareTelemetryAction} from './telemetry-compare.ts';
import {setToggle} from './toggle-set.ts';
import {checkToggles} from './toggles-check.ts';
import {readToggle} from './toggle-read.ts';
import {proveToken} from './token-prove.ts';
import {readTokenState} from './token-state.ts';
import {updateToken} from './token-update.ts';

/** Everything that a runbook can make the tool do. Closed: a runbook cannot add to it. */
export const actions: readonly Action[] = [
  checkToggles,
  readToggle,
  reachGateway,
  smokeAction,
  reviewReceipt,
  reviewLedgerAction,
  writePacket,
  readDeployment,
  setToggle,
  probeRoute,
  readTokenState,
  updateToken,
  proveToken,
  checkLedger,
  countGrowth,
  reportDoctrine,
  assessImpact,
  noteGap,
  closeGap,
  compareTelemetryAction,
];

const byName: ReadonlyMap<string, Action> = new Map(actions.map(action => [action.signature.name, action]));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}

/** What the runbook reader needs to know of them. */
export const actionSignatures: ReadonlyMap<string, ActionSignature> = new Map(
  actions.map(({signature}) => [signature.name, signature]),
);
