import {readStamp} from '../../ledger/stamp.ts';
import {formatSpan} from '../../time.ts';
import type {Gap, JournalFacts, KeptEvidence, LedgerFacts} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';
import {readable, type ToldLine} from './told-lines.ts';

/** Times at which nobody was at it, and places where the record does not say what was there. */
export function tellGaps(lines: readonly ToldLine[], journal: JournalFacts, ledger: LedgerFacts, {strangers}: Snapshot): Gap[] {
  return [...interruptions(lines), ...journalGaps(journal), ...ledgerGaps(ledger), ...strangers.map(name => gap(`${name} lies beside the journal, is no part of it and was not copied`))];
}

function gap(what: string, {from = null, to = null, words = null}: Partial<Gap> = {}): Gap {
  return {from, to, what, words};
}

/** From where the session was left, or cut off, to where it went on. */
function interruptions(lines: readonly ToldLine[]): Gap[] {
  const events = readable(lines).map(({event}) => event);
  return events.flatMap((event, index) => {
    const to = events.slice(index + 1).find(({type}) => type === 'session.resumed');
    if (event.type === 'session.paused') {
      const went = to?.type === 'session.resumed' ? `left, and continued by ${to.operator} on ${to.body.host} with ${to.body.tool.name} ${to.body.tool.version}` : 'left, and not continued';
      return [gap(went, {from: event.at, to: to?.at ?? null, words: event.body.reason})];
    }
    const next = events[index + 1];
    if (next?.type === 'session.recovered') return [gap(`cut off; ${next.body.segment} was followed by a new file`, {from: event.at, to: next.at})];
    return [];
  });
}

function journalGaps({unreadable, files}: JournalFacts): Gap[] {
  return [
    ...unreadable.map(({file, line, problem}) => gap(`line ${line} of ${file} cannot be read, and what it said is not told here`, {words: problem})),
    ...files.filter(({torn_bytes}) => torn_bytes > 0).map(({name, torn_bytes}) => gap(`${name} ends in ${torn_bytes} bytes of a line that was never finished and never counted`)),
  ];
}

const pinWords = {changed: 'are not what they were: an entry was changed', shorter: 'are not there any more: it was cut', unreadable: 'cannot be read'} as const;

function ledgerGaps({copied, why_not, pins, ...dates}: LedgerFacts): Gap[] {
  return [
    ...(copied === null ? [gap(`the ledger's lines are not here: ${why_not}`)] : silence(dates)),
    ...(copied !== null && copied.torn_bytes > 0 ? [gap(`the ledger ended in ${copied.torn_bytes} bytes of a line without its end`)] : []),
    ...pins.flatMap(({line, bytes, state}) => (state === 'holds' ? [] : [gap(`the first ${bytes} bytes of the ledger, pinned by line ${line} of the journal, ${pinWords[state]}`)])),
  ];
}

/** Between the last drill before the session and the first one since, the ledger shows none. */
function silence({newest_before: from, first_since: to}: Pick<LedgerFacts, 'newest_before' | 'first_since'>): Gap[] {
  if (to === null) return [gap(from === null ? 'the ledger has no dated entry since the session opened' : 'the ledger has no dated entry after this one', {from})];
  const [begin, end] = [readStamp(from ?? ''), readStamp(to)];
  if (from === null || begin === undefined || end === undefined) return [];
  return [gap(`the ledger has no dated entry between these two, ${formatSpan(end - begin)} apart`, {from, to})];
}

/** What is named and not in the folder, as sentences. */
export function tellMissing(lines: readonly ToldLine[], journal: JournalFacts, ledger: LedgerFacts, evidence: readonly KeptEvidence[], unreadable: Snapshot['unreadable']): string[] {
  const first = lines[0]?.event?.type === 'session.opened';
  const closed = lines.some(({event}) => event?.type === 'session.closed');
  const names = journal.files.map(({name}) => name);
  const expected = Array.from({length: highest(names)}, (_, index) => (index === 0 ? 'journal.jsonl' : `journal-${index + 1}.jsonl`));
  return [
    ...(first ? [] : ['The opening line: what was walked, by whom and against what is not known.']),
    ...expected.filter(name => !names.includes(name)).map(name => `The journal file ${name}.`),
    ...journal.unreadable.map(({file, line}) => `What line ${line} of ${file} said.`),
    ...evidence.filter(({present}) => !present).map(({sha256, name, lines: by}) => `evidence/${sha256} (${name}), named on line ${by.join(', ')}${unreadable.has(sha256) ? `: ${unreadable.get(sha256)}` : ''}.`),
    ...(ledger.copied === null ? [`The ledger lines since the session opened: ${ledger.why_not}.`] : []),
    ...(closed ? [] : ['The closing line: the session is not closed.']),
  ];
}

function highest(names: readonly string[]): number {
  return Math.max(1, ...names.map(name => Number(/^journal-(\d+)\.jsonl$/.exec(name)?.[1] ?? 1)));
}
