import {toggleRules} from '../environment/toggle-table.ts';
import type {ActionSignature} from '../runbook/schema.ts';
import type {Action} from './action.ts';
import {readDeployment} from './toggle/deployment-read.ts';
import {assessImpact} from './ledger/doctrine-impact.ts';
import {reportDoctrine} from './doctrine-report.ts';
import {closeGap} from './gap/gap-close.ts';
import {noteGap} from './gap/gap-note.ts';
import {reachGateway} from './gateway-reach.ts';
import {tryHandshake} from './handshake-try.ts';
import {checkLedger} from './ledger/ledger-check.ts';
import {countGrowth} from './ledger/ledger-growth.ts';
import {reviewLedgerAction} from './ledger/ledger-review.ts';
import {writePacket} from './packet/packet-write.ts';
import {writeRecord} from './record-write.ts';
import {reviewReceipt} from './smoke/receipt-review.ts';
import {probeRoute} from './route-probe.ts';
import {smokeAction} from './smoke/smoke-run.ts';
import {readStepEnd} from './step-ended.ts';
import {compareTelemetryAction} from './telemetry-compare.ts';
import {setToggle} from './toggle/toggle-set.ts';
import {checkToggles} from './toggle/toggles-check.ts';
import {readToggle} from './toggle/toggle-read.ts';
import {proveToken} from './token/token-prove.ts';
import {readTokenState} from './token/token-state.ts';
import {updateToken} from './token/token-update.ts';

/** Everything that a runbook can make the tool do. Closed: a runbook cannot add to it. */
export const actions: readonly Action[] = [
  checkToggles,
  readToggle,
  reachGateway,
  tryHandshake,
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
  readStepEnd,
  reportDoctrine,
  assessImpact,
  noteGap,
  closeGap,
  compareTelemetryAction,
  writeRecord,
];

const byName: ReadonlyMap<string, Action> = new Map(actions.map(action => [action.signature.name, action]));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}

/** What the runbook reader needs to know of them. */
export const actionSignatures: ReadonlyMap<string, ActionSignature> = new Map(
  actions.map(({signature, facts}) => [signature.name, {...signature, facts: Object.keys(facts), toggles: toggleRules.map(({name}) => name)}]),
);
