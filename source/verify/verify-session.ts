import {readdirSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {Chain} from './chain.ts';
import {checkEarlier} from './earlier-heads.ts';
import {Findings, nowhere, quoted, type Finding, type Place, type Remark, type Verdict} from './findings.ts';
import {checkEvidence} from './kept-evidence.ts';
import {readLine, sealHolds} from './line-form.ts';
import {linesIn, reasonOf} from './read-file.ts';
import {segmentName, segmentsAmong, strangersAmong, type Segment, type SegmentEnd} from './segment.ts';
import {tornDamage} from './text-damage.ts';

/**
 * Whether one session's record is what was written: nothing left out, nothing changed. It reads only the
 * files and shares no code with what writes them, so that a mistake there is not repeated here. What it
 * does not understand it does not pass (design, section 8).
 *
 * The digests need no key: whoever may write the files can make a whole new record that holds together.
 * Only a digest copied elsewhere (`head`) pins a record against that, up to the line it was copied from.
 */

export const verificationExit = {intact: 0, unfinished: 1, gap: 2, tampered: 3, 'cannot tell': 4} as const;

export type VerifyOptions = {
  /** The beginning, at least 8 hex digits, of a digest that the operator copied. */
  head?: string | undefined;
  /** The session that the folder is meant to hold. */
  session?: string | undefined;
  /** Holds one folder for each session; earlier ones that the first line names are looked for in it. */
  sessionsFolder?: string | undefined;
};

export type Verification = {
  verdict: Verdict;
  exit: (typeof verificationExit)[Verdict];
  /** Whole lines in all segments. */
  lines: number;
  /** Journal files found. */
  segments: number;
  /** SHA-256 of the last whole line; null where there is none. */
  head: string | null;
  findings: Finding[];
  remarks: Remark[];
};

export type { Remark,  Verdict} from './findings.ts';

/** Whether it can have been copied from a screen or a document: fewer digits would pin next to nothing. */
export const isHead = (text: string): boolean => /^[0-9a-f]{8,64}$/i.test(text.trim());

/** Never throws: what goes wrong while reading is `cannot tell`. */
export function verifySession(folder: string, {head, session, sessionsFolder}: VerifyOptions = {}): Verification {
  const findings = new Findings();
  const wanted = head?.trim().toLowerCase();
  const chain = new Chain(findings, wanted);
  let segments: Segment[] = [];
  try {
    const names = namesIn(folder);
    segments = segmentsAmong(names);
    for (const name of strangersAmong(names)) findings.remark(nowhere, `${quoted(name)} is no file of the journal and was not looked at.`);
    const last = walk(folder, segments, chain, findings);
    checkEnd(chain, last, names.filter(name => locks.has(name)), findings);
    checkNames(chain, folder, session, findings);
    checkHead(chain, wanted, findings);
    if (chain.first?.type === 'session.opened') checkEarlier(chain.first, {sessionsFolder, isTaken: chain.isTaken}, {segment: segmentName(1), line: 1}, findings);
    checkEvidence(folder, chain.evidence, findings);
  } catch (error) {
    findings.add('cannot tell', nowhere, `Verifying broke off: ${reasonOf(error)}.`);
  }
  const {verdict} = findings;
  return {
    verdict,
    exit: verificationExit[verdict],
    lines: chain.lines,
    segments: segments.length,
    head: chain.head ?? null,
    ...findings.kept(),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new Error(`the folder cannot be read: ${reasonOf(error)}`, {cause: error});
  }
}

/** What stays of one that was opened. This version puts them there behind the first line, an earlier one before it. */
const locks: ReadonlySet<string> = new Set(['.lock', '.holder']);

/** Where the last file ends. */
type LastEnd = {place: Place; torn: Buffer};

function walk(folder: string, segments: readonly Segment[], chain: Chain, findings: Findings): LastEnd {
  let before: SegmentEnd[] = [];
  let last: LastEnd = {place: nowhere, torn: Buffer.alloc(0)};
  let due = 1;
  for (const {name, number} of segments) {
    if (number !== due) {
      findings.add('gap', {segment: name, line: null}, missingFiles(due, number - 1));
      chain.breakOff();
      before = [];
    }
    due = number + 1;
    if (chain.closed) findings.add('tampered', {segment: name, line: null}, 'The file comes after the closing line.');
    const {lines, end} = readSegment(folder, {name, number}, {before, isLast: number === segments.at(-1)?.number}, chain, findings);
    before = lines === 0 ? [...before, end] : [end];
    last = {place: {segment: name, line: lines === 0 ? null : lines}, torn: end.torn};
  }
  return last;
}

function readSegment(folder: string, {name, number}: Segment, {before, isLast}: {before: readonly SegmentEnd[]; isLast: boolean}, chain: Chain, findings: Findings): {lines: number; end: SegmentEnd} {
  const end: SegmentEnd = {name, bytes: 0, torn: Buffer.alloc(0)};
  let lines = 0;
  try {
    for (const {bytes, whole} of linesIn(join(folder, name))) {
      end.bytes += bytes.length + Number(whole);
      const unended = !whole && isLast && isClosing(bytes);
      if (!whole && !unended) {
        end.torn = bytes;
        break;
      }
      if (unended) findings.remark({segment: name, line: lines + 1}, 'The closing line lacks its line feed, which editors take away; it is whole else, and names its own digest.');
      lines += 1;
      chain.take(bytes, {place: {segment: name, line: lines}, first: lines === 1, later: number > 1, before});
    }
  } catch (error) {
    throw new Error(`${name} cannot be read: ${reasonOf(error)}`, {cause: error});
  }
  return {lines, end};
}

/** A closing line pins itself, so it counts without its line feed too. */
function isClosing(bytes: Buffer): boolean {
  const reading = readLine(bytes);
  return reading.ok && reading.members.type === 'session.closed' && sealHolds(bytes);
}

function missingFiles(from: number, to: number): string {
  return from === to ? `${segmentName(from)} is missing.` : `${segmentName(from)} to ${segmentName(to)} are missing.`;
}

function checkEnd(chain: Chain, {place, torn}: LastEnd, opened: readonly string[], findings: Findings): void {
  if (place.segment === null) return findings.add('gap', place, 'journal.jsonl is missing.');
  if (chain.closed) {
    if (torn.length > 0) findings.add('tampered', place, `${torn.length} bytes follow the closing line.`);
    return;
  }
  const damage = tornDamage(torn.toString('latin1'));
  if (damage !== undefined) return findings.add('tampered', {...place, line: (place.line ?? 0) + 1}, damage);
  const rest = torn.length === 0 ? '' : ` ${tornText(torn)}`;
  if (chain.lines === 0 && torn.length === 0 && opened.length > 0) return findings.add('cannot tell', place, `The journal holds no whole line, and ${opened.join(' and ')} beside it says that somebody had it open: it was emptied, or it never began and an earlier version was asked to resume it.`);
  if (chain.lines === 0) return findings.add('unfinished', place, `The journal holds no whole line: the session ended while it was opened, or its lines were removed.${rest}`);
  findings.add('unfinished', place, `The session was not closed; only a copied head tells it from one whose last lines were cut off.${rest}`);
}

function tornText(torn: Buffer): string {
  if (/^\0+$/.test(torn.toString('latin1'))) return `${torn.length} bytes of zeros follow, as a disk leaves them where the power went.`;
  if (readLine(torn).ok) return 'The last line lacks nothing but its line feed: an editor took it away, or the writer was cut off before it. It counts as never written.';
  return `${torn.length} bytes of a torn line follow; they were never acknowledged.`;
}

function checkNames({first}: Chain, folder: string, session: string | undefined, findings: Findings): void {
  if (!first) return;
  if (session !== undefined && first.session !== session) {
    findings.add('tampered', nowhere, `This is the record of ${quoted(first.session)}, not of ${quoted(session)}.`);
  } else if (session === undefined && basename(resolve(folder)) !== first.session) {
    findings.remark(nowhere, `The folder is not named after the session, which is ${quoted(first.session)}.`);
  }
}

function checkHead({lines, wantedLine}: Chain, wanted: string | undefined, findings: Findings): void {
  if (wanted === undefined) return;
  if (!isHead(wanted)) return findings.add('cannot tell', nowhere, 'The head to compare with is not 8 to 64 hex digits.');
  if (wantedLine === undefined) return findings.add('tampered', nowhere, 'No line has the head that was copied: lines were cut off, or the record was replaced.');
  if (findings.verdict !== 'intact' && findings.verdict !== 'unfinished') {
    return findings.remark(nowhere, `Line ${wantedLine} of ${lines} has the head that was copied, but the chain is broken: it pins no more than itself.`);
  }
  const after = lines - wantedLine;
  findings.remark(nowhere, after === 0
    ? 'The last line has the head that was copied: every line is pinned by it.'
    : `The head that was copied is that of line ${wantedLine} of ${lines}: it pins the lines up to there, and ${after} came after it.`);
}
