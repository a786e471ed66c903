import {formatSpan, minute} from '../time.ts';
import {verificationExit, type Remark, type Verdict, type Verification} from '../verify/verify-session.ts';
import {segmentName} from '../journal/read-journal.ts';
import {beginning, linesAfter} from './journal-lines.ts';
import type {SharedLine, SharedSession} from './team-store.ts';

/** Lines that were received so much later than they say they were written, or earlier, are told. */
const usualDelay = 10 * minute;

type LocalLine = {bytes: Buffer; segment: string; line: number};

type Told = {findings: Array<Remark & {severity: Exclude<Verdict, 'intact'>}>; remarks: Remark[]};

const nowhere = {segment: null, line: null};

/** A verification that has also looked at what the team's database has: no copied digit is needed for that. */
export function comparedWithTeam(verification: Verification, folder: string, shared: SharedSession): Verification {
  return withMore(verification, compare(localLines(folder), shared));
}

/** Where nobody could be asked. */
export function notCompared(verification: Verification, why: string): Verification {
  return withMore(verification, {findings: [{...nowhere, severity: 'cannot tell', what: `The team could not be asked: ${why}.`}], remarks: []});
}

function withMore(verification: Verification, {findings, remarks}: Told): Verification {
  const verdict = [verification.verdict, ...findings.map(({severity}) => severity)].reduce<Verdict>((worst, one) => (badness.indexOf(one) > badness.indexOf(worst) ? one : worst), 'intact');
  return {...verification, verdict, exit: verificationExit[verdict], findings: [...verification.findings, ...findings], remarks: [...verification.remarks, ...remarks]};
}

/** As the verification itself orders them: what cannot be told is not as bad as what was changed. */
const badness: readonly Verdict[] = ['intact', 'unfinished', 'gap', 'cannot tell', 'tampered'];

function localLines(folder: string): LocalLine[] {
  const all: LocalLine[] = [];
  for (let place = beginning; ; ) {
    const {lines, place: next} = linesAfter(folder, place);
    if (lines.length === 0) return all;
    const segment = segmentName(next.segment);
    const before = all.filter(one => one.segment === segment).length;
    all.push(...lines.map((bytes, index) => ({bytes, segment, line: before + index + 1})));
    place = next;
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
  if (local.length < lines.length) tampered(nowhere, `The team has ${lines.length - local.length} lines more than the journal, the last one ${receivedText(last)}: the end was cut off.`);
  if (!first && local.length >= lines.length) {
    const rest = local.length === lines.length ? '' : `, and ${local.length - lines.length} after them are not shared yet`;
    remarks.push({...nowhere, what: `The team has the same ${lines.length} lines, the last one ${receivedText(last)}${rest}.`});
  }
  remarks.push(...delays(lines));
  const [fork] = forks;
  if (fork) remarks.push({...nowhere, what: `Beside its record the team keeps ${forks.length} other lines of this session from seq ${fork.seq} on, the first ${receivedText(fork)}: two consoles wrote it, or one wrote it anew.`});
  return {findings, remarks};
}

export function receivedText({receivedAt, byUser, fromAddress}: Pick<SharedLine, 'receivedAt' | 'byUser' | 'fromAddress'>): string {
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
