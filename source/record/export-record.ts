import {dirname, resolve} from 'node:path';
import {jsonDocument} from '../json.ts';
import type {SecretMask} from '../secret-mask.ts';
import type {TeamWitness} from '../team/compare-record.ts';
import {verifySession, type Verification} from '../verify/verify-session.ts';
import {manifestName, manifestOf} from './export/manifest.ts';
import {differs, noSession, notRecorded, notSigned, secretFound, type NotExported} from './export/not-exported.ts';
import {isAsMade, pathsIn, RecordFolder} from './export/record-folder.ts';
import {scanFiles} from './export/secret-scan.ts';
import {digestsIn, gatherSession, type SessionFiles} from './export/session-files.ts';
import {signManifest} from './export/sign.ts';
import type {SigningKey} from './export/signing-key.ts';
import {tellRecord} from './facts/build-record.ts';
import type {IncidentRecord} from './facts/incident-record.ts';
import {UnreadableSession} from './facts/snapshot.ts';
import {tellIncident, type IncidentStory} from './incident/incident-story.ts';
import {toldSession, type ToldSession} from './incident/told-session.ts';
import type {Page} from './page/blocks.ts';
import {printHtml} from './page/print-html.ts';
import {printMarkdown} from './page/print-markdown.ts';
import {recordPage} from './page/record-page.ts';
import {recordExit} from './record-of-folder.ts';

export type {NotExported} from './export/not-exported.ts';

export type RecordOptions = {
  /** Folder of the session's journal. */
  folder: string;
  id: string;
  /** Gets one folder, named by the session. */
  out: string;
  /** Path of the environment's ledger. */
  ledger: string;
  /** Knows the secrets that are set at this moment. */
  mask: Pick<SecretMask, 'find'>;
  /** Marks of texts that look like tokens and are none, as a refusal named them. */
  vouched?: readonly string[] | undefined;
  /** Files that stay out of the record since they hold a secret, by their paths in it; the record names them. */
  leftOut?: readonly string[] | undefined;
  /** Nothing is exported when it is named and does not sign. */
  signing?: SigningKey | undefined;
  /** What a team's database says of it. */
  witness?: TeamWitness | undefined;
  /** Where ssh-keygen and its agent are found. */
  variables?: NodeJS.ProcessEnv | undefined;
};

export type Exported = {
  ok: true;
  /** Absolute. */
  folder: string;
  /** The same record was there already, byte for byte. */
  already: boolean;
  /** Earlier records of it, which stay, the newest last. */
  older: readonly string[];
  /** Paths inside the folder, sorted. */
  files: string[];
  missing: string[];
  /** As an incident of this session alone. */
  told: readonly ToldSession[];
  story: IncidentStory;
  /** Of the exported files. */
  verification: Verification;
  /** What has become of the ledger that was pinned, in one sentence; null where it holds. */
  ledger: string | null;
  /** To leave with. */
  exit: Verification['exit'];
  /** What signed it now. */
  signed: SigningKey | undefined;
  /** Worth telling, and no failure. */
  remarks: string[];
};

/** No separators, no dots at the beginning: a name and nothing else. */
const idForm = /^[A-Za-z0-9][\w.-]*$/;

/**
 * Writes the incident record of one session: a folder that is understood and checked without this tool.
 * Unfinished and damaged sessions are exported too, and say so on top. Nothing is written when a file
 * holds a secret. The same session gives the same bytes, whenever and wherever it is exported; where an older record
 * of it lies there, the next one lies beside it.
 */
export async function exportRecord(options: RecordOptions): Promise<Exported | NotExported> {
  const {id, folder, mask, vouched = [], leftOut = [], witness} = options;
  if (!idForm.test(id)) return noSession(`${JSON.stringify(id)} is no id of a session`);
  let files: SessionFiles;
  try {
    files = gatherSession({id, folder, ledger: options.ledger, leftOut, teamLines: witness?.lines});
  } catch (error) {
    if (!(error instanceof UnreadableSession)) throw error;
    return noSession(error.message);
  }
  if (files.snapshot.segments.length === 0) return noSession(`the session ${id} has no journal`);
  const {copies} = files;
  const scanOptions = {mask, known: new Set([...digestsIn(copies), ...(witness?.digests ?? [])]), vouched: new Set(vouched)};
  const scan = scanFiles(copies, scanOptions);
  if (scan.hits.length > 0) return secretFound(scan.hits);
  const marks = new Map(scan.vouched.map(({mark, shape}) => [mark, {shape, mark}]));
  try {
    return await build(options, {files, vouched: [...marks.values()], scanOptions});
  } catch (error) {
    return notRecorded(error);
  }
}

type Material = {files: SessionFiles; vouched: IncidentRecord['vouched']; scanOptions: Parameters<typeof scanFiles>[1]};

async function build({id, folder, out, signing, witness, variables = {}}: RecordOptions, {files, vouched, scanOptions}: Material): Promise<Exported | NotExported> {
  const made = new RecordFolder(resolve(out), id);
  try {
    const {copies, ledger: {facts: ledger}} = files;
    made.add(copies);
    // The copies are checked, so that what the page says about them is true wherever they end up.
    const alone = verifySession(made.path, {session: id, sessionsFolder: dirname(resolve(folder))});
    const verification = witness?.beside(alone, made.path) ?? alone;
    const {record, pages} = tellFiles(files, verification, vouched);
    const {hits} = scanFiles(pages, scanOptions);
    if (hits.length > 0) return secretFound(hits);
    made.add(pages);
    made.add(new Map([[manifestName, manifestOf(new Map([...copies, ...pages]))]]));
    const unsigned = signing && (await signManifest(made.path, signing.path, variables));
    if (signing && unsigned !== undefined) return notSigned(signing, unsigned);
    const told = [toldSession(record, files.told.lines, files.snapshot, files.ledger.bytes)];
    const placed = made.place();
    if (!placed) return differs(resolve(out, id));
    const {folder: place, already, signedBefore, older} = placed;
    const before = older.at(-1);
    const remarks = [
      ...(signing && signedBefore ? ['It was signed before; that signature stays, and no other was made.'] : []),
      ...(before === undefined ? [] : [isAsMade(before) ? `${before} is an earlier record of it, still as its MANIFEST has it, and stays: this one has what came since.` : `${before} stays as it is: it is not what its MANIFEST says, so it was changed.`]),
    ];
    return {ok: true, folder: place, already, older, files: pathsIn(place), missing: record.missing, told, story: tellIncident(id, told, []), verification, ledger: ledger.standing.says, exit: recordExit(verification, ledger), signed: signedBefore ? undefined : signing, remarks};
  } finally {
    made.drop();
  }
}

/** What the files of a session come to, and the three pages that tell it. */
export function tellFiles({id, snapshot, told, ledger, gapNotes}: SessionFiles, verification: Verification, vouched: IncidentRecord['vouched']): {record: IncidentRecord; pages: Map<string, Buffer>} {
  const record = tellRecord({...told, session: id, snapshot, ledger: ledger.facts, gapNotes, verification, vouched});
  return {record, pages: pagesOf(recordPage(record), record)};
}

/** The same for a person, for a browser and for a program. */
export function pagesOf(page: Page, record: unknown): Map<string, Buffer> {
  const texts = [['timeline.md', printMarkdown(page)], ['timeline.html', printHtml(page)], ['record.json', `${jsonDocument(record)}\n`]] as const;
  return new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
}
