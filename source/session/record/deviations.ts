import type {PinVerdict} from '../../ledger/pin-verdict.ts';
import type {Body, EventType, JournalEvent} from '../event.ts';
import type {Deviation, DeviationKind, Stamp} from './incident-record.ts';
import {stampOf, type ToldLine} from './told-lines.ts';

/** What the walk so far lets one expect of the next line. */
type Course = {
  /** Ids in the page's order. */
  page: readonly string[];
  /** The step that is due; null after the last one, undefined where a line could not be read. */
  due: string | null | undefined;
  operator: string | undefined;
  /** Intents without an outcome yet, by step. */
  open: ReadonlyMap<string, Stamp>;
  /** Steps that were begun or skipped. */
  seen: ReadonlySet<string>;
};

type Turn = {course?: Partial<Course>; told: readonly Deviation[]};

type Event<Type extends EventType> = Extract<JournalEvent, {type: Type}>;
type Reader<Type extends EventType> = (event: Event<Type>, stamp: Stamp, course: Course) => Turn;

const nothing: Turn = {told: []};

function tell(stamp: Stamp, kind: DeviationKind, step: string | null, what: string, reason: string | null = null): Deviation {
  return {...stamp, kind, step, what, reason};
}

const readers: {[Type in EventType]: Reader<Type>} = {
  'session.opened': ({body}) => {
    const page = body.steps.map(({id}) => id);
    return {course: {page, due: page[0] ?? null}, told: []};
  },
  'step.started': ({body: {step, attempt}}, stamp, {due, open, seen}) => {
    const before = open.get(step);
    return {
      course: {due: step, open: new Map(open).set(step, stamp), seen: new Set(seen).add(step)},
      told: [
        ...(before ? [noOutcome(before, step)] : []),
        ...(due === undefined || due === step ? [] : [tell(stamp, 'out of order', step, due === null ? 'begun after the last step' : `begun while step ${due} was due`)]),
        ...(attempt > 1 ? [tell(stamp, 'retried', step, `attempt ${attempt}`)] : []),
      ],
    };
  },
  'step.finished': ({body}, stamp, {open, page}) => ({
    course: {due: body.outcome === 'done' ? body.next : body.step, open: without(open, body.step)},
    told: [...toldOutcome(body, stamp), ...toldProofs(body, stamp), ...toldJump(body, stamp, page), ...toldLedger(body.ledger, body.step, stamp)],
  }),
  'step.skipped': ({body: {step, reason, next}}, stamp, {seen}) => ({
    course: {due: next, seen: new Set(seen).add(step)},
    told: [tell(stamp, 'skipped', step, 'not run', reason)],
  }),
  'step.settled': ({body: {step, settlement, note, probe, next}}, stamp, {open}) => ({
    course: {due: settlement === 'not done' ? step : next, open: without(open, step)},
    told: [
      ...(open.get(step) ? [noOutcome(open.get(step) ?? stamp, step)] : []),
      tell(stamp, 'settled', step, `settled as ${settlement}${probe === null ? '' : ` (looked at first: ${probe})`}`, note),
    ],
  }),
  'session.handed-over': ({body: {from, to, note}}, stamp) => ({
    course: {operator: to},
    told: [tell(stamp, 'handed over', null, `from ${from} to ${to}`, note)],
  }),
  'session.recovered': ({body: {segment, bytes, torn}}, stamp) => ({
    told: [tell(stamp, 'recovered', null, [
      `the writer of ${segment} was cut off after ${bytes} bytes`,
      torn === null ? ', at the end of a line' : ', inside a line, which never counted',
      '; the record goes on in a new file',
    ].join(''))],
  }),
  'session.closed': (_event, stamp, {page, seen}) => ({
    told: page.filter(id => !seen.has(id)).map(id => tell(stamp, 'not walked', id, 'neither run nor skipped when the session was closed')),
  }),
  'note.added': () => nothing,
  'evidence.added': () => nothing,
  'approval.given': () => nothing,
  'session.paused': () => nothing,
  'session.resumed': ({body}, stamp) => ({told: toldLedger(body.ledger, null, stamp)}),
};

/** Whatever went otherwise than the page says, in the order of the journal. */
export function tellDeviations(lines: readonly ToldLine[]): Deviation[] {
  let course: Course = {page: [], due: undefined, operator: undefined, open: new Map(), seen: new Set()};
  const deviations: Deviation[] = [];
  for (const {number, event} of lines) {
    if (!event) {
      course = {...course, due: undefined, operator: undefined};
      continue;
    }
    const stamp = stampOf({number, event});
    if (course.operator !== undefined && course.operator !== event.operator && event.type !== 'session.handed-over') {
      deviations.push(tell(stamp, 'another operator', null, `${event.operator} goes on where ${course.operator} wrote before, without a handover`));
    }
    const turn = (readers[event.type] as Reader<EventType>)(event, stamp, course);
    deviations.push(...turn.told);
    course = {...course, operator: event.operator, ...turn.course};
  }
  for (const [step, stamp] of course.open) deviations.push(noOutcome(stamp, step));
  return deviations.toSorted((one, other) => one.line - other.line);
}

function noOutcome(stamp: Stamp, step: string): Deviation {
  return tell(stamp, 'unknown', step, 'begun, and no outcome was recorded: whether it acted is unknown');
}

function without(open: Course['open'], step: string): Course['open'] {
  return new Map([...open].filter(([id]) => id !== step));
}

function toldOutcome({step, attempt, outcome, failure}: Body<'step.finished'>, stamp: Stamp): Deviation[] {
  const words = {done: undefined, failed: `attempt ${attempt} failed`, unknown: 'sent, and no answer came: it may have acted'}[outcome];
  if (words === undefined) return [];
  return [tell(stamp, outcome === 'unknown' ? 'unknown' : 'failed', step, words, failure?.message ?? null)];
}

const proofKinds = {holds: undefined, fails: 'proof failed', stated: 'stated, not verified', 'not stated': 'not stated'} as const;

/** Where the action itself failed, the proofs fell with it: one line for all of them. */
function toldProofs({proofs, failure, step}: Body<'step.finished'>, stamp: Stamp): Deviation[] {
  const failed = proofs.filter(({state}) => state === 'fails');
  const together = failure !== null && failed.length > 1;
  return [
    ...(together ? [tell(stamp, 'proof failed', step, `${failed.length} proofs do not hold`, failed.map(({text}) => text).join('; '))] : []),
    ...proofs.flatMap(({text, state, expected, found}) => {
      const kind = proofKinds[state];
      if (kind === undefined || (together && state === 'fails')) return [];
      return [tell(stamp, kind, step, state === 'fails' ? `expected ${expected}, found ${found}` : found, text)];
    }),
  ];
}

function toldJump({step, outcome, next}: Body<'step.finished'>, stamp: Stamp, page: readonly string[]): Deviation[] {
  const here = page.indexOf(step);
  if (outcome !== 'done' || here === -1 || next === (page[here + 1] ?? null)) return [];
  return [tell(stamp, 'out of order', step, next === null ? 'followed by no step' : `followed by step ${next}`)];
}

const ledgerWords: Readonly<Partial<Record<PinVerdict, string>>> = {
  changed: 'was changed inside what had been pinned',
  shorter: 'was shorter than what had been pinned',
  unreadable: 'could not be read',
};

function toldLedger(ledger: Body<'step.finished'>['ledger'], step: string | null, stamp: Stamp): Deviation[] {
  const words = ledger === null ? undefined : ledgerWords[ledger.verdict];
  return words === undefined ? [] : [tell(stamp, 'ledger alarm', step, `the rotation ledger ${words}`)];
}
