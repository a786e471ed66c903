import {dirname, resolve} from 'node:path';
import {verifySession, type Verification} from '../verify.ts';
import type {IncidentRecord} from './incident-record.ts';
import {ledgerLinesSince} from './ledger-lines.ts';
import {printMarkdown} from './markdown.ts';
import type {Page} from './page.ts';
import {recordPage} from './record-page.ts';
import {takeSnapshot} from './snapshot.ts';
import {tellRecord} from './tell-record.ts';
import {tellLines} from './told-lines.ts';

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
