import {recordExit} from './record-of-folder.ts';
import {hash} from 'node:crypto';
import {dirname, join, resolve} from 'node:path';
import {StorageError} from '../durable-file.ts';
import {causeOf, exitCode, type ExitCode, type Trouble} from '../errors.ts';
import {hasEntry} from '../file-door.ts';
import {jsonDocument} from '../json.ts';
import type {SecretMask} from '../secret-mask.ts';
import {verifySession, type Verification} from '../verify/verify-session.ts';
import {printHtml} from './page/print-html.ts';
import type {IncidentRecord} from './facts/incident-record.ts';
import {gapLinesName, gapLinesOf} from './facts/gap-copy.ts';
import {ledgerLinesName, ledgerLinesSince, type LedgerLines} from './facts/ledger-copy.ts';
import {manifestName, manifestOf} from './export/manifest.ts';
import {printMarkdown} from './page/print-markdown.ts';
import {pathsIn, RecordFolder} from './export/record-folder.ts';
import {recordPage} from './page/record-page.ts';
import {scanFiles, type SecretHit} from './export/secret-scan.ts';
import {signatureName, signManifest} from './export/sign.ts';
import type {SigningKey} from './export/signing-key.ts';
import {takeSnapshot, UnreadableSession, type Snapshot} from './facts/snapshot.ts';
import {tellRecord} from './facts/build-record.ts';
import {tellLines} from './facts/read-lines.ts';

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
  /** Where ssh-keygen and its agent are found. */
  variables?: NodeJS.ProcessEnv | undefined;
};

export type Exported = {
  ok: true;
  /** Absolute. */
  folder: string;
  /** The same record was there already, byte for byte. */
  already: boolean;
  /** Paths inside the folder, sorted. */
  files: string[];
  missing: string[];
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

export type NotExported = {ok: false; code: 'no-session' | 'secret-found' | 'record-differs' | 'not-signed' | 'not-recorded'; problem: string; next: string; exit: ExitCode; hits: SecretHit[]};

/** No separators, no dots at the beginning: a name and nothing else. */
const idForm = /^[A-Za-z0-9][\w.-]*$/;

/**
 * Writes the incident record of one session: a folder that is understood and checked without this tool.
 * Unfinished and damaged sessions are exported too, and say so on top. Nothing is written when a file
 * holds a secret. The same session gives the same bytes, whenever and wherever it is exported.
 */
export async function exportRecord(options: RecordOptions): Promise<Exported | NotExported> {
  const {id, folder, mask, vouched = [], leftOut = []} = options;
  if (!idForm.test(id)) return noSession(`${JSON.stringify(id)} is no id of a session`);
  let snapshot: Snapshot;
  try {
    snapshot = withoutEvidence(takeSnapshot(folder), leftOut);
  } catch (error) {
    if (!(error instanceof UnreadableSession)) throw error;
    return noSession(error.message);
  }
  if (snapshot.segments.length === 0) return noSession(`the session ${id} has no journal`);
  const since = ledgerLinesSince(options.ledger, tellLines(snapshot.segments).lines);
  const ledger: LedgerLines = leftOut.includes(ledgerLinesName) ? {facts: {...since.facts, copied: null, why_not: leftOutBecause}, bytes: undefined} : since;
  const gaps = gapLinesOf(options.ledger, id);
  const gapLines = leftOut.includes(gapLinesName) ? {facts: {...gaps.facts, file: null, sha256: null, problem: leftOutBecause}, bytes: undefined} : gaps;
  const copies = new Map<string, Buffer>([
    ...snapshot.segments.map(({name, bytes}): [string, Buffer] => [name, bytes]),
    ...[...snapshot.evidence].map(([sha256, bytes]): [string, Buffer] => [`evidence/${sha256}`, bytes]),
    ...(ledger.bytes ? [[ledgerLinesName, ledger.bytes] as const] : []),
    ...(gapLines.bytes ? [[gapLinesName, gapLines.bytes] as const] : []),
  ]);
  const scanOptions = {mask, known: digestsIn(copies), vouched: new Set(vouched)};
  const scan = scanFiles(copies, scanOptions);
  if (scan.hits.length > 0) return secretFound(scan.hits);
  const marks = new Map(scan.vouched.map(({mark, shape}) => [mark, {shape, mark}]));
  try {
    return await build(options, {snapshot, ledger: ledger.facts, gapNotes: gapLines.facts, copies, vouched: [...marks.values()], scanOptions});
  } catch (error) {
    return notRecorded(error);
  }
}

const leftOutBecause = 'left out of this record on purpose, since it holds what is or looks like a secret';

/** What was left out is told as what cannot be read is: named, and not there. */
function withoutEvidence(snapshot: Snapshot, leftOut: readonly string[]): Snapshot {
  const left = [...snapshot.evidence.keys()].filter(sha256 => leftOut.includes(`evidence/${sha256}`));
  return {
    ...snapshot,
    evidence: new Map([...snapshot.evidence].filter(([sha256]) => !left.includes(sha256))),
    unreadable: new Map([...snapshot.unreadable, ...left.map(sha256 => [sha256, leftOutBecause] as const)]),
  };
}

type Material = {
  snapshot: Snapshot;
  ledger: IncidentRecord['ledger'];
  gapNotes: IncidentRecord['gap_notes'];
  copies: ReadonlyMap<string, Buffer>;
  vouched: IncidentRecord['vouched'];
  scanOptions: Parameters<typeof scanFiles>[1];
};

async function build({id, folder, out, signing, variables = {}}: RecordOptions, {snapshot, ledger, gapNotes, copies, vouched, scanOptions}: Material): Promise<Exported | NotExported> {
  const made = new RecordFolder(resolve(out), id);
  try {
    made.add(copies);
    // The copies are checked, so that what the page says about them is true wherever they end up.
    const verification = verifySession(made.path, {session: id, sessionsFolder: dirname(resolve(folder))});
    const record = tellRecord({...tellLines(snapshot.segments), session: id, snapshot, ledger, gapNotes, verification, vouched});
    const page = recordPage(record);
    const told = new Map([
      ['timeline.md', printMarkdown(page)],
      ['timeline.html', printHtml(page)],
      ['record.json', `${jsonDocument(record)}\n`],
    ].map(([name = '', text = '']) => [name, Buffer.from(text)]));
    const {hits} = scanFiles(told, scanOptions);
    if (hits.length > 0) return secretFound(hits);
    made.add(told);
    made.add(new Map([[manifestName, manifestOf(new Map([...copies, ...told]))]]));
    const unsigned = signing && (await signManifest(made.path, signing.path, variables));
    if (signing && unsigned !== undefined) return notSigned(signing, unsigned);
    const place = resolve(out, id);
    const before = hasEntry(join(place, signatureName));
    const placed = made.place();
    if (placed === 'different') return differs(place);
    const remarks = signing && before ? ['It was signed before; that signature stays, and no other was made.'] : [];
    return {ok: true, folder: place, already: placed === 'same', files: pathsIn(place), missing: record.missing, verification, ledger: ledger.standing.says, exit: recordExit(verification, ledger), signed: before ? undefined : signing, remarks};
  } finally {
    made.drop();
  }
}

/** Digests of the files, of the journal's lines, and those that the journal names. */
function digestsIn(copies: ReadonlyMap<string, Buffer>): Set<string> {
  const known = new Set<string>();
  for (const [path, bytes] of copies) {
    known.add(hash('sha256', bytes, 'hex'));
    if (path.startsWith('evidence/')) known.add(path.slice('evidence/'.length));
    if (!path.startsWith('journal')) continue;
    const text = bytes.toString('latin1');
    for (const line of text.split('\n')) known.add(hash('sha256', Buffer.from(line, 'latin1'), 'hex'));
    for (const [, digest = ''] of text.matchAll(/"(?:prev|head|digest|sha256)":"([0-9a-f]{64})"/g)) known.add(digest);
  }
  return known.add('0'.repeat(64));
}

function noSession(problem: string): NotExported {
  return {ok: false, code: 'no-session', problem, next: 'The command sessions list shows what there is.', exit: exitCode.usage, hits: []};
}

const mostTold = 10;

function secretFound(hits: SecretHit[]): NotExported {
  const told = hits.slice(0, mostTold).map(({file, line, shape, mark}) => `${file} line ${line}: ${shape}${mark === null ? '' : ` (${mark})`}`);
  const rest = hits.length > mostTold ? `; and ${hits.length - mostTold} more` : '';
  const leaveOut = [...new Set(hits.map(({file}) => file))].filter(file => file.startsWith('evidence/') || file === ledgerLinesName || file === gapLinesName).map(file => `--leave-out ${file}`);
  const ways = [
    ...(hits.some(({mark}) => mark === null) ? ['Replace that secret first: others may have read it, and once it is replaced the record can be had.'] : []),
    ...(hits.some(({mark}) => mark !== null) ? ['Look at these places; replace what is a secret. What is none, vouch for by the digits in brackets (--vouch).'] : []),
    ...(leaveOut.length === 0 ? [] : [`A file can be left out, and the record says so: ${leaveOut.join(' ')}`]),
  ];
  const next = ['Nothing was written.', ...ways].join(' ');
  return {ok: false, code: 'secret-found', problem: `the record would give away what looks like a secret: ${told.join('; ')}${rest}`, next, exit: exitCode.checkFailed, hits};
}

function differs(place: string): NotExported {
  return {
    ok: false,
    code: 'record-differs',
    problem: `${place} is there already, and is not the record that this session gives now`,
    next: 'It was changed, or the session or the ledger went on. Keep it, and export to another folder.',
    exit: exitCode.usage,
    hits: [],
  };
}

function notSigned({path, named}: SigningKey, {problem, next}: Trouble): NotExported {
  return {
    ok: false,
    code: 'not-signed',
    problem: `the manifest cannot be signed with ${path}, ${named}: ${problem}`,
    next: `Nothing was written. ${next}`,
    exit: exitCode.usage,
    hits: [],
  };
}

function notRecorded(error: unknown): NotExported {
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
