import type {ActionSignature} from '../runbook/schema.ts';
import type {Action} from './action.ts';
import {reachGateway} from './gateway-reach.ts';
import {reviewLedgerAction} from './ledger-review.ts';
import {writePacket} from './packet-write.ts';
import {reviewReceipt} from './receipt-review.ts';
import {smokeAction} from './smoke-run.ts';
import {checkToggles} from './toggles-check.ts';
import {readToggle} from './toggle-read.ts';

/** Everything that a runbook can make the tool do. Closed: a runbook cannot add to it. */
export const actions: readonly Action[] = [
  checkToggles,
  readToggle,
  reachGateway,
  smokeAction,
  reviewReceipt,
  reviewLedgerAction,
  writePacket,
];

const byName: ReadonlyMap<string, Action> = new Map(actions.map(action => [action.signature.name, action]));

export function findAction(name: string): Action | undefined {
  return byName.get(name);
}

/** What the runbook reader needs to know of them. */
export const actionSignatures: ReadonlyMap<string, ActionSignature> = new Map(
  actions.map(({signature}) => [signature.name, signature]),
);
