import {formatSpan, minute} from '../time.ts';
import {verificationExit, type Remark, type Verdict, type Verification} from '../verify/verify-session.ts';
import {segmentName} from '../journal/read-journal.ts';
import {beginning, linesAfter, type Place} from './journal-lines.ts';
import type {SharedLine, SharedSession} from './team-store.ts';

/** Lines that were received so much later than they say they were written, or earlier, are told. */
const usualDelay = 10 * minute;

type LocalLine = {bytes: Buffer; segment: string; line: number};

type Told = {findings: Array<Remark & {severity: Exclude<Verdict, 'intact'>}>; remarks: Remark[]};

const nowhere = {segment: null, line: null};

/** What the team's database says of one session's record: beside a verification, and as a file for whoever has no database. */
export type TeamWitness = {
  /** No copied digit is needed for that. `folder`: of the journal. */
  beside(verification: Verification, folder: string): Verification;
  /** One object for each line that it has, those of a fork with `fork`; undefined where it could not be asked. */
  lines: Buffer | undefined;
  /** Digests in it. */
  digests: readonly string[];
  /** When and from where the server got each line of the team's own record, by the line's digest. */
  received: ReadonlyMap<string, Receipt>;
};

/** `receivedAt`: ISO 8601, by the server's clock. `fromAddress`: null over a socket of the same machine. */
export type Receipt = Pick<SharedLine, 'receivedAt' | 'byUser' | 'fromAddress'>;

export function teamWitness(shared: SharedSession): TeamWitness {
  const told = (line: SharedLine, more: {fork?: true}): string =>
    `${JSON.stringify({seq: line.seq, sha256: line.sha256, received_at: line.receivedAt, by_user: line.byUser, from_address: line.fromAddress, ...more})}\n`;
  const all = [...shared.lines.map(line => told(line, {})), ...shared.forks.map(line => told(line, {fork: true}))];
  return {
    beside: (verification, folder) => withMore(verification, compare(localLines(folder), shared)),
    lines: Buffer.from(all.join('')),
    digests: [...shared.lines, ...shared.forks].map(({sha256}) => sha256),
    received: new Map(shared.lines.map(({sha256, receivedAt, byUser, fromAddress}) => [sha256, {receivedAt, byUser, fromAddress}])),
  };
}

/** Where nobody could be asked. */
export function noWitness(why: string): TeamWitness {
  const told: Told = {findings: [{...nowhere, severity: 'cannot tell', what: `The team could not be asked: ${why}.`}], remarks: []};
  return {beside: verification => withMore(verification, told), lines: undefined, digests: [], received: new Map()};
}

function withMore(verification: Verification, {findings, remarks}: Told): Verification {
  const verdict = [verification.verdict, ...findings.map(({severity}) => severity)].reduce<Verdict>((worst, one) => (badness.indexOf(one) > badness.indexOf(worst) ? one : worst), 'intact');
  return {...verification, verdict, exit: verificationExit[verdict], findings: [...verification.findings, ...findings], remarks: [...verification.remarks, ...remarks]};
}

/** As the verification itself orders them: what cannot be told is not as bad as what was changed. */
const badness: readonly Verdict[] = ['intact', 'unfinished', 'gap', 'cannot tell', 'tampered'];

/** As far as they can be read: what is gone beyond is told by what the team has. */
function localLines(folder: string): LocalLine[] {
  const all: LocalLine[] = [];
  for (let place = beginning; ; ) {
    const {lines, place: next} = nextLines(folder, place);
    if (lines.length === 0) return all;
    const segment = segmentName(next.segment);
    const before = all.filter(one => one.segment === segment).length;
    all.push(...lines.map((bytes, index) => ({bytes, segment, line: before + index + 1})));
    place = next;
  }
}

function nextLines(folder: string, place: Place): {lines: Buffer[]; place: Place} {
  try {
    return linesAfter(folder, place);
  } catch {
    return {lines: [], place};
  }
}

function compare(local: readonly LocalLine[], {lines, forks}: SharedSession): Told {
  const findings: Told['findings'] = [];
  const remarks: Remark[] = [];
  const tampered = (place: {segment: string | null; line: number | null}, what: string): void => void findings.push({...place, severity: 'tampered', what});
  const last = lines.at(-1);
  if (!last) return {findings: [{...nowhere, severity: 'cannot tell', what: 'The team has no line of this session.'}], remarks};
  const differing = local.filter((line, seq) => lines[seq] && !lines[seq].bytes.equals(line.bytes));
  const [first] = differing;
  const theirs = first && lines[local.indexOf(first)];
  if (first && theirs) {
    const more = differing.length === 1 ? '' : ` ${differing.length - 1} more lines differ.`;
    tampered(first, `The team has another line here, ${receivedText(theirs)}: this one was edited, or the journal was made anew.${more}`);
  }
  if (local.length < lines.length) tampered(nowhere, `The team has ${lines.length - local.length} lines more than can be read of the journal, the last one ${receivedText(last)}: something of it was cut off or taken away.`);
  if (!first && local.length >= lines.length) {
    const rest = local.length === lines.length ? '' : `, and ${local.length - lines.length} after them are not shared yet`;
    remarks.push({...nowhere, what: `The team has the same ${lines.length} lines${rest}.`});
  }
  remarks.push(...receipts(lines), ...delays(lines));
  const [fork] = forks;
  if (fork) remarks.push({...nowhere, what: `Beside its record the team keeps ${forks.length} other lines of this session from seq ${fork.seq} on, the first ${receivedText(fork)}: two consoles wrote it, or one wrote it anew.`});
  return {findings, remarks};
}

/** Runs of lines of one user and address, with the server's times. */
function receipts(lines: readonly SharedLine[]): Remark[] {
  const runs: SharedLine[][] = [];
  for (const line of lines) {
    const before = runs.at(-1)?.[0];
    if (before && before.byUser === line.byUser && before.fromAddress === line.fromAddress) runs.at(-1)?.push(line);
    else runs.push([line]);
  }
  return runs.slice(0, mostRuns).flatMap(run => {
    const [first, last] = [run[0], run.at(-1)];
    return first && last ? [{...nowhere, what: `Seq ${first.seq} to ${last.seq} ${receivedText(first)}, the last of them ${last.receivedAt}.`}] : [];
  });
}

/** More of them are in the file of the record. */
const mostRuns = 20;

function receivedText({receivedAt, byUser, fromAddress}: Receipt): string {
  return `received ${receivedAt} from ${byUser}${fromAddress === null ? '' : ` at ${fromAddress}`}`;
}

/** The line that was longest under way, and the one that says it was written latest after it was there. */
function delays(lines: readonly SharedLine[]): Remark[] {
  const spans = lines.flatMap(({seq, bytes, receivedAt}) => {
    const [, at] = /^[^{]*\{"v":1,[^{}]*?"at":"([^"]+)"/.exec(bytes.toString('latin1')) ?? [];
    const span = Date.parse(receivedAt) - Date.parse(at ?? '');
    return Number.isFinite(span) && Math.abs(span) > usualDelay ? [{seq, span}] : [];
  });
  const late = spans.filter(({span}) => span > 0).sort((one, other) => other.span - one.span)[0];
  const early = spans.filter(({span}) => span < 0).sort((one, other) => one.span - other.span)[0];
  return [
    ...(late ? [{...nowhere, what: `The line of seq ${late.seq} was received ${formatSpan(late.span)} after it says it was written: it was not shared at once, or its clock was wrong.`}] : []),
    ...(early ? [{...nowhere, what: `The line of seq ${early.seq} was received ${formatSpan(-early.span)} before it says it was written: its clock was wrong.`}] : []),
  ];
}
