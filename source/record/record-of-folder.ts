import {dirname, resolve} from 'node:path';
import {verifySession, type Verification} from '../verify/verify-session.ts';
import type {IncidentRecord, LedgerFacts} from './facts/incident-record.ts';
import {gapLinesOf} from './facts/gap-copy.ts';
import {ledgerLinesSince} from './facts/ledger-copy.ts';
import {printMarkdown} from './page/print-markdown.ts';
import {recordPage} from './page/record-page.ts';
import {takeSnapshot} from './facts/snapshot.ts';
import {tellRecord} from './facts/build-record.ts';
import {tellLines} from './facts/read-lines.ts';

export type ToldFolder = {record: IncidentRecord; markdown: string; verification: Verification};

/**
 * The story of a session where it lies, without exporting it. Secrets are not searched for: the journal
 * was masked when it was written, and this goes to the screen of whoever may read it anyway.
 * @throws UnreadableSession
 */
export function tellFolder(folder: string, session: string, ledgerPath: string): ToldFolder {
  const snapshot = takeSnapshot(folder);
  const told = tellLines(snapshot.segments);
  const ledger = ledgerLinesSince(ledgerPath, told.lines).facts;
  const verification = verifySession(folder, {session, sessionsFolder: dirname(resolve(folder))});
  const record = tellRecord({...told, session, snapshot, ledger, gapNotes: gapLinesOf(ledgerPath, session).facts, verification, vouched: []});
  return {record, markdown: printMarkdown(recordPage(record)), verification};
}

/** From the worst to the best. */
const order: ReadonlyArray<Verification['exit']> = [3, 4, 2, 1, 0];

const ledgerExit = {holds: 0, changed: 3, cut: 3, missing: 2, unreadable: 4} as const satisfies Record<LedgerFacts['standing']['state'], Verification['exit']>;

/** The worst of several. */
export function worstExit(told: ReadonlyArray<{verification: Pick<Verification, 'exit'>; ledger: Pick<LedgerFacts, 'standing'>}>): Verification['exit'] {
  const exits = told.map(({verification, ledger}) => recordExit(verification, ledger));
  return order.find(code => exits.includes(code)) ?? 0;
}

/** The exit code of whoever tells a record: the worst of what its journal and the ledger that it pinned have come to. */
export function recordExit({exit}: Pick<Verification, 'exit'>, {standing}: Pick<LedgerFacts, 'standing'>): Verification['exit'] {
  return order.find(code => code === exit || code === ledgerExit[standing.state]) ?? exit;
}
