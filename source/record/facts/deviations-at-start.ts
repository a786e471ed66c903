import type {Body} from '../../journal/event.ts';
import type {StepRecord} from '../../journal/step-record.ts';
import {noOutcome, recordOf, stepNamed, tell, type Course, type Reader} from './expected-course.ts';
import type {Deviation, Stamp} from './incident-record.ts';

/** A step that is begun when another was due, once more, otherwise than written, or without whom it needs. */
export const readStart: Reader<'step.started'> = ({body}, stamp, course) => {
  const {step, effect, otherwise, break_glass: breakGlass, before: stated = []} = body;
  const before = course.open.get(step);
  const means = effect === 'reads' ? 'checked by other means' : 'done by other means';
  return {
    course: {due: step, open: new Map(course.open).set(step, stamp), seen: new Set(course.seen).add(step)},
    told: [
      ...(before ? [noOutcome(before, step)] : []),
      ...toldOrder(step, stamp, course),
      ...toldRetry(body, stamp, recordOf(course.session, step)),
      ...(typeof otherwise === 'string' ? [tell(stamp, 'done otherwise', step, `${means}; the action of the page was not run`, otherwise)] : []),
      ...(typeof breakGlass === 'string' ? [tell(stamp, 'break glass', step, 'begun without the second person that it needs', breakGlass)] : []),
      ...stated.map(({text, found}) => tell(stamp, 'stated, not verified', step, found, text)),
    ],
  };
};

function toldOrder(step: string, stamp: Stamp, {due, session}: Course): Deviation[] {
  if (due === undefined || due === step) return [];
  return [tell(stamp, 'out of order', step, due === null ? 'begun after the last step' : `begun while ${stepNamed(session, due)} was due`)];
}

/** A walk that came back here counts anew: what it does again for that is no retry. */
function toldRetry({step, attempt, reason, effect}: Body<'step.started'>, stamp: Stamp, record: StepRecord | undefined): Deviation[] {
  const earlier = record ? record.attempts - record.tries : 0;
  const since = attempt - earlier;
  // What it changes ran all the same before its question was left open.
  if (since <= 1) return effect === 'changes' && record?.unanswered ? [tell(stamp, 'retried', step, `attempt ${attempt}: the change runs again, since a question after it was left open`, reason)] : [];
  // A question that was left open used no try.
  const what = earlier === (record?.leftOpen ?? 0) ? `attempt ${attempt}` : `attempt ${attempt}, number ${since} since the walk came back here`;
  return [tell(stamp, 'retried', step, what, reason ?? allowedBy(record))];
}

function allowedBy(record: StepRecord | undefined): string | null {
  const {turn, next} = record?.outcome ?? {};
  if (turn === 'retry' || (turn === 'step' && next === record?.id)) return 'the page allows it';
  return record?.settled?.settlement === 'not done' ? 'it was settled as not done' : null;
}
