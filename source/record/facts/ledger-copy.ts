import {isUtf8} from 'node:buffer';
import {hash} from 'node:crypto';
import {basename, dirname} from 'node:path';
import {causeOf} from '../../errors.ts';
import {openLedger, type OpenLedger} from '../../ledger/open-ledger.ts';
import {SecretMask} from '../../secret-mask.ts';
import type {LedgerFacts} from './incident-record.ts';
import {linesIn} from '../../ledger/read-entries.ts';
import {judgePins, pinsIn, standingOf} from './ledger-pins.ts';
import {readable, type ToldEvent, type ToldLine} from './read-lines.ts';

export const ledgerLinesName = 'ledger-lines.jsonl';

export type LedgerLines = {facts: LedgerFacts; bytes: Buffer | undefined};

/** How far back the newest entry before the session is looked for. */
const lookedBack = 64 * 1024;

/**
 * The ledger's bytes since the session opened, from the offset that its first line names. The ledger is
 * shared and goes on growing, so for a closed session they end where the closing line pinned it, or, where
 * that names no pin, before the first entry that is dated after it; the session's own entries, and what
 * earlier lines pinned, always belong.
 */
export function ledgerLinesSince(path: string, lines: readonly ToldLine[]): LedgerLines {
  const opened_bytes = openedBytes(lines);
  const pins = judgePins(path, lines);
  const facts: LedgerFacts = {opened_bytes, copied: null, why_not: null, newest_before: null, first_since: null, standing: standingOf(path, pins), pins};
  const without = (why_not: string): LedgerLines => ({facts: {...facts, why_not}, bytes: undefined});
  if (opened_bytes === null) return without('the first line of the journal, which says where to begin, cannot be read');
  const ledger = openLedger(path);
  if (ledger.kind === 'unreadable') return without(`the ledger cannot be read: ${ledger.reason}`);
  if (ledger.kind === 'missing') {
    if (opened_bytes > 0) return without(`the ledger is missing; it had ${opened_bytes} bytes when the session opened`);
    return {facts: {...facts, copied: copyFacts(0, Buffer.alloc(0), [], 0)}, bytes: Buffer.alloc(0)};
  }
  try {
    const {size, written} = ledger;
    if (size < opened_bytes) return without(`the ledger has ${size} bytes, fewer than the ${opened_bytes} when the session opened: it was cut`);
    const since = read(ledger, opened_bytes, size - opened_bytes);
    const runs = runIds(lines);
    const entries = entriesIn(since, runs);
    const bytes = since.subarray(0, endOf(entries, since.length, lines, opened_bytes));
    const kept = entries.filter(({end}) => end <= bytes.length);
    const {copy, masked} = maskedLines(bytes);
    const back = Math.min(lookedBack, opened_bytes);
    return {
      facts: {
        ...facts,
        copied: copyFacts(opened_bytes, copy, kept, masked),
        newest_before: entriesIn(read(ledger, opened_bytes - back, back), runs).findLast(isDrillBy(timeOf(lines[0], written)))?.text ?? null,
        first_since: kept.find(isDrillBy(timeOf(closingOf(lines), written)))?.text ?? null,
      },
      bytes: copy,
    };
  } catch (error) {
    return without(`the ledger cannot be read: ${causeOf(error)}`);
  } finally {
    ledger.close();
  }
}

function openedBytes(lines: readonly ToldLine[]): number | null {
  const first = lines[0]?.event;
  return first?.type === 'session.opened' ? first.body.ledger.bytes : null;
}

function closingOf(lines: readonly ToldLine[]): ToldEvent | undefined {
  return readable(lines).find(({event}) => event.type === 'session.closed');
}

/** Milliseconds since 1970, as late as the line may have been written: whole seconds are, the fraction cut off. */
function timeOf(line: Pick<ToldLine, 'event'> | undefined, without: number): number {
  return line?.event ? Date.parse(line.event.at) + 999 : without;
}

/** What the live service dates ahead is nobody's drill (protocol notes, section 14.3). */
function isDrillBy(time: number): (entry: LedgerEntry) => boolean {
  return ({dated}) => dated !== undefined && dated <= time;
}

function read(ledger: OpenLedger, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (ledger.read(bytes, length, position) < length) throw new Error('it became shorter while it was read');
  return bytes;
}

/** Smoke runs of this session, named by the folders of their receipts. */
function runIds(lines: readonly ToldLine[]): ReadonlySet<string> {
  const receipts = readable(lines).flatMap(({event}) => (event.type === 'step.finished' && event.body.receipt !== null ? [event.body.receipt] : []));
  return new Set(receipts.map(receipt => basename(dirname(receipt))));
}

/** `end`: offset behind its line feed. `text` and `dated` are those of `rotated_at`. */
type LedgerEntry = {end: number; dated: number | undefined; text: string | null; own: boolean};

function entriesIn(bytes: Buffer, runs: ReadonlySet<string>): LedgerEntry[] {
  return [...linesIn(bytes)].map(({line, end}) => {
    const entry = line.kind === 'entry' ? line.entry : undefined;
    return {end, dated: entry?.rotatedAt, text: entry?.rotatedAtText ?? null, own: entry?.stageBRunId !== undefined && runs.has(entry.stageBRunId)};
  });
}

function endOf(entries: readonly LedgerEntry[], whole: number, lines: readonly ToldLine[], offset: number): number {
  const closing = closingOf(lines);
  if (!closing) return whole;
  const pins = pinsIn(lines);
  const atClosing = pins.find(({line}) => line === closing.number);
  if (atClosing) return Math.max(0, Math.min(whole, atClosing.bytes - offset));
  const closedAt = timeOf(closing, Number.POSITIVE_INFINITY);
  const pinned = Math.max(0, ...pins.map(({bytes}) => bytes - offset));
  const own = entries.findLast(entry => entry.own)?.end ?? 0;
  const certain = Math.max(pinned, own);
  const later = entries.findIndex(({end, dated}) => end > certain && dated !== undefined && dated > closedAt);
  return later === -1 ? whole : (entries[later - 1]?.end ?? 0);
}

/** Other writers of the ledger keep tokens in it: what is one by its place or shape does not leave with the record. */
function maskedLines(bytes: Buffer): {copy: Buffer; masked: number} {
  const mask = new SecretMask([]);
  const text = bytes.toString('utf8');
  // A copy of what is no text must stay what it is; the export looks through it all the same.
  if (!isUtf8(bytes) || mask.find(text).length === 0) return {copy: bytes, masked: 0};
  const lines = text.split('\n').map(line => ({line, shown: mask.text(line)}));
  return {copy: Buffer.from(lines.map(({shown}) => shown).join('\n')), masked: lines.filter(({line, shown}) => line !== shown).length};
}

function copyFacts(offset: number, bytes: Buffer, entries: readonly LedgerEntry[], masked: number): LedgerFacts['copied'] {
  return {
    file: ledgerLinesName,
    offset,
    bytes: bytes.length,
    lines: entries.length,
    own_lines: entries.filter(({own}) => own).length,
    masked_lines: masked,
    torn_bytes: Math.max(0, bytes.length - bytes.lastIndexOf(0x0a) - 1),
    sha256: hash('sha256', bytes, 'hex'),
  };
}
