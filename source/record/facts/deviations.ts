import type {EventType} from '../../journal/event.ts';
import {evolve} from '../../journal/session.ts';
import {noOutcome, nothing, tell, type Course, type Reader} from './expected-course.ts';
import type {Deviation} from './incident-record.ts';
import {readOutcome, toldLedger} from './deviations-at-outcome.ts';
import {readStart} from './deviations-at-start.ts';
import {stampOf, type ToldLine} from './read-lines.ts';
import {readBudget, readLeaving, readSettlement, readSkip, toldLate, toldNotWalked} from './deviations-at-turn.ts';

const readers: {[Type in EventType]: Reader<Type>} = {
  'session.opened': ({body: {steps, continues, beside}}, stamp) => ({
    course: {due: continues?.step ?? steps[0]?.id ?? null},
    told: [
      ...(continues ? [tell(stamp, 'continued', continues.step, `goes on where the closed session ${continues.session} left MCP off`)] : []),
      ...(beside ? [tell(stamp, 'beside others', null, `begun beside ${beside.sessions.join(', ')}`, beside.reason)] : []),
    ],
  }),
  'step.started': readStart,
  'step.finished': readOutcome,
  'step.looked': () => nothing,
  'step.skipped': readSkip,
  'step.settled': readSettlement,
  'step.left': readLeaving,
  'budget.exceeded': readBudget,
  'session.handed-over': ({body: {from, to, note}}, stamp) => ({
    course: {operator: to},
    told: [tell(stamp, 'handed over', null, `from ${from} to ${to}`, note)],
  }),
  'session.recovered': ({body: {segment, bytes, torn, taken}}, stamp) => ({
    // From here on it is another's, and that is no change without a handover.
    ...(taken && {course: {operator: stamp.operator}}),
    told: taken ? [tell(stamp, 'taken over', null, `${stamp.operator} took it over from ${taken.from} at another console`, taken.reason)] : [tell(stamp, 'recovered', null, [
      `the writer of ${segment} was cut off after ${bytes} bytes`,
      torn === null ? ', at the end of a line' : ', inside a line, which never counted',
      '; the record goes on in a new file',
    ].join(''))],
  }),
  'session.closed': (_event, stamp, course) => ({told: toldNotWalked(course, stamp)}),
  'incident.named': () => nothing,
  'note.added': () => nothing,
  'hint.taken': () => nothing,
  'evidence.added': () => nothing,
  'approval.given': () => nothing,
  'session.paused': () => nothing,
  'session.resumed': ({body: {ledger, changed = [], despite = null, beside}}, stamp) => ({
    told: [...toldLedger(ledger, null, stamp), ...changed.map(what => tell(stamp, 'environment changed', null, what, despite)), ...(beside ? [tell(stamp, 'beside others', null, `gone on with beside ${beside.sessions.join(', ')}`, beside.reason)] : [])],
  }),
};

/** Whatever went otherwise than the page says from its first step to its last, in the order of the journal. */
export function tellDeviations(lines: readonly ToldLine[]): Deviation[] {
  let course: Course = {session: undefined, due: undefined, operator: undefined, open: new Map(), seen: new Set()};
  const deviations: Deviation[] = [];
  const budgets = new Map<string, number>();
  for (const {number, event} of lines) {
    if (!event) {
      course = {...course, due: undefined, operator: undefined};
      continue;
    }
    const stamp = stampOf({number, event});
    if (course.operator !== undefined && course.operator !== event.operator && event.type !== 'session.handed-over' && !(event.type === 'session.recovered' && event.body.taken)) {
      deviations.push(tell(stamp, 'another operator', null, `${event.operator} goes on where ${course.operator} wrote before, without a handover`));
    }
    // Nothing is folded into a session whose first line is lost.
    const session = course.session || event.type === 'session.opened' ? evolve(course.session, event) : undefined;
    if (event.type === 'session.opened') for (const {id, budget} of event.body.steps) if (budget !== undefined) budgets.set(id, budget);
    const turned = (readers[event.type] as Reader<EventType>)(event, stamp, course);
    deviations.push(...toldLate(course.session, session, budgets, stamp), ...turned.told);
    course = {...course, operator: event.operator, ...turned.course, session};
  }
  const writing = writingStep(lines);
  for (const [step, stamp] of course.open) if (step !== writing) deviations.push(noOutcome(stamp, step));
  return deviations.toSorted((one, other) => one.line - other.line);
}

/** The step that writes the record which ends with its own beginning: how that ends is in a later one. */
function writingStep(lines: readonly ToldLine[]): string | undefined {
  const last = lines.at(-1)?.event;
  return last?.type === 'step.started' && last.body.action?.name === 'record.write' ? last.body.step : undefined;
}
