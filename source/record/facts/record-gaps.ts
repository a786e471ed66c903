import {rotationWindowHours} from '../../connector/services.ts';
import {readStamp} from '../../ledger/stamp.ts';
import {formatSpan, hour, parseTimestamp} from '../../time.ts';
import type {JournalEvent} from '../../journal/event.ts';
import {segmentName, segmentsAmong} from '../../verify/segment.ts';
import type {RecordGap, JournalFacts, KeptEvidence, LedgerFacts} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';
import {readable, type ToldLine} from './read-lines.ts';

/** Times at which nobody was at it, and places where the record does not say what was there. */
export function tellGaps(lines: readonly ToldLine[], journal: JournalFacts, ledger: LedgerFacts, {strangers}: Snapshot): RecordGap[] {
  return [
    ...interruptions(lines),
    ...journalGaps(journal),
    ...ledgerGaps(ledger, parseTimestamp(readable(lines).at(-1)?.event.at ?? '')),
    ...strangers.map(name => gap(`${name} lies beside the journal, is no part of it and was not copied`)),
  ];
}

function gap(what: string, {kind = 'recording', from = null, to = null, words = null}: Partial<RecordGap> = {}): RecordGap {
  return {kind, from, to, what, words};
}

type Event<Type extends JournalEvent['type']> = Extract<JournalEvent, {type: Type}>;

/** From where the session was left, or cut off, to where it went on. */
function interruptions(lines: readonly ToldLine[]): RecordGap[] {
  const gaps: RecordGap[] = [];
  let before: JournalEvent | undefined;
  let left: Event<'session.paused'> | undefined;
  for (const {event} of readable(lines)) {
    if (event.type === 'session.recovered' && before) {
      const {taken} = event.body;
      gaps.push(taken ? gap(`taken over from ${taken.from} at another console`, {from: before.at, to: event.at, words: taken.reason}) : gap(`cut off; ${event.body.segment} was followed by a new file`, {from: before.at, to: event.at}));
    }
    if (left && event.type === 'session.resumed') gaps.push(pause(left, event));
    if (event.type === 'session.paused') left = event;
    if (event.type === 'session.resumed') left = undefined;
    before = event;
  }
  return left ? [...gaps, pause(left, undefined)] : gaps;
}

function pause({at: from, body: {reason}}: Event<'session.paused'>, resumed: Event<'session.resumed'> | undefined): RecordGap {
  if (!resumed) return gap('left, and not continued', {from, words: reason});
  const {operator, at: to, body: {host, tool}} = resumed;
  return gap(`left, and continued by ${operator} on ${host} with ${tool.name} ${tool.version}`, {from, to, words: reason});
}

function journalGaps({unreadable, files}: JournalFacts): RecordGap[] {
  return [
    ...unreadable.map(({file, line, problem}) => gap(`line ${line} of ${file} cannot be read, and what it said is not told here`, {words: problem})),
    ...files.filter(({torn_bytes}) => torn_bytes > 0).map(({name, torn_bytes}) => gap(`${name} ends in ${torn_bytes} bytes of a line that was never finished and never counted`)),
  ];
}

const pinWords = {changed: 'are not what they were: an entry was changed', shorter: 'are not there any more: it was cut', unreadable: 'cannot be read'} as const;

function ledgerGaps({copied, why_not, pins, ...dates}: LedgerFacts, told: number | undefined): RecordGap[] {
  return [
    ...(copied === null ? [gap(`the ledger's lines are not here: ${why_not}`)] : silence(dates, told)),
    ...(copied !== null && copied.torn_bytes > 0 ? [gap(`the ledger ended in ${copied.torn_bytes} bytes of a line without its end`)] : []),
    ...pins.flatMap(({line, bytes, state}) => {
      if (state === 'holds') return [];
      return [gap(`the first ${bytes} bytes of the ledger, pinned by line ${line} of the journal, ${pinWords[state]}`)];
    }),
  ];
}

const covered = rotationWindowHours * hour;

/** Between the last drill before the session and the first one since, or the end of what is told, the ledger shows none. What a drill covers is no gap. */
function silence({newest_before: from, first_since: to}: Pick<LedgerFacts, 'newest_before' | 'first_since'>, told: number | undefined): RecordGap[] {
  if (from === null) return to === null ? [gap('the ledger has no dated entry since the session opened', {kind: 'rotation'})] : [];
  const [begin, end] = [readStamp(from), to === null ? told : readStamp(to)];
  const span = begin === undefined || end === undefined ? undefined : end - begin;
  if (span !== undefined && span <= covered) return [];
  if (to === null) return [gap(`the ledger has no dated entry after this one, which covers ${formatSpan(covered)}`, {kind: 'rotation', from})];
  return span === undefined ? [] : [gap(`the ledger has no dated entry between these two, ${formatSpan(span)} apart, longer than the ${formatSpan(covered)} that one covers`, {kind: 'rotation', from, to})];
}

/** Of a walk that is still open. */
export const notClosed = 'The closing line: the session is not closed.';

/** What is named and not in the folder, as sentences. */
export function tellMissing(
  lines: readonly ToldLine[],
  {journal, ledger, evidence}: {journal: JournalFacts; ledger: LedgerFacts; evidence: readonly KeptEvidence[]},
  unreadable: Snapshot['unreadable'],
): string[] {
  const first = lines[0]?.event?.type === 'session.opened';
  const closed = lines.some(({event}) => event?.type === 'session.closed');
  return [
    ...(first ? [] : ['The opening line: what was walked, by whom and against what is not known.']),
    ...missingFiles(journal.files.map(({name}) => name)),
    ...journal.unreadable.map(({file, line}) => `What line ${line} of ${file} said.`),
    ...evidence.filter(({present}) => !present).map(({sha256, name, lines: by}) => {
      const reason = unreadable.get(sha256);
      return `evidence/${sha256} (${name}), named on line ${by.join(', ')}${reason === undefined ? '' : `: ${reason}`}.`;
    }),
    ...(ledger.copied === null ? [`The ledger lines since the session opened: ${ledger.why_not}.`] : []),
    ...(closed ? [] : [notClosed]),
  ];
}

/** Journal files before and between those that are there; a number may be anything that somebody wrote into a name. */
function missingFiles(names: readonly string[]): string[] {
  const numbers = segmentsAmong(names).map(({number}) => number);
  return (numbers.length === 0 ? [2] : numbers).flatMap((number, index) => {
    const [first, last] = [(numbers[index - 1] ?? 0) + 1, number - 1];
    if (first > last) return [];
    return first === last ? [`The journal file ${segmentName(first)}.`] : [`The journal files ${segmentName(first)} to ${segmentName(last)}.`];
  });
}
