import {dirname, resolve} from 'node:path';
import {verifySession, type Verification} from '../verify/verify-session.ts';
import type {IncidentRecord} from './facts/incident-record.ts';
import {ledgerLinesSince} from './facts/ledger-copy.ts';
import {printMarkdown} from './page/print-markdown.ts';
import type {Page} from './page/blocks.ts';
import {recordPage} from './page/record-page.ts';
import {takeSnapshot} from './facts/snapshot.ts';
import {tellRecord} from './facts/build-record.ts';
import {tellLines} from './facts/read-lines.ts';

export type ToldFolder = {record: IncidentRecord; page: Page; markdown: string; verification: Verification};

/**
 * The story of a session where it lies, without exporting it. Secrets are not searched for: the journal
 * was masked when it was written, and this goes to the screen of whoever may read it anyway.
 * @throws what reading the folder throws
 */
export function tellFolder(folder: string, session: string, ledgerPath: string): ToldFolder {
  const snapshot = takeSnapshot(folder);
  const told = tellLines(snapshot.segments);
  const ledger = ledgerLinesSince(ledgerPath, told.lines).facts;
  const verification = verifySession(folder, {session, sessionsFolder: dirname(resolve(folder))});
  const record = tellRecord({...told, session, snapshot, ledger, verification, vouched: []});
  const page = recordPage(record);
  return {record, page, markdown: printMarkdown(page), verification};
}
