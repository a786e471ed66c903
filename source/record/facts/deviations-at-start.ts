import type {Body} from '../../journal/event.ts';
import type {StepRecord} from '../../journal/step-record.ts';
import {agreedOtherwise} from '../../walk/approval.ts';
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
      ...toldAgreement(body, stamp, course),
      ...stated.map(({text, found}) => tell(stamp, 'stated, not verified', step, found, text)),
    ],
  };
};

function toldOrder(step: string, stamp: Stamp, {due, session}: Course): Deviation[] {
  if (due === undefined || due === step) return [];
  return [tell(stamp, 'out of order', step, due === null ? 'begun after the last step' : `begun while ${stepNamed(session, due)} was due`)];
}

function toldAgreement({step, plan, break_glass: breakGlass}: Body<'step.started'>, stamp: Stamp, {session}: Course): Deviation[] {
  const agreed = plan && session && typeof breakGlass !== 'string' ? agreedOtherwise({step, sha256: plan.sha256}, session) : undefined;
  return agreed ? [tell(stamp, 'another plan', step, `${agreed.approver} had agreed to the plan ${agreed.digits}, and ${plan?.digits} was followed`)] : [];
}

/** A walk that came back here counts anew: what it does again for that is no retry. */
function toldRetry({step, attempt, reason, effect}: Body<'step.started'>, stamp: Stamp, record: StepRecord | undefined): Deviation[] {
  const earlier = record ? record.attempts - record.tries : 0;
  const since = attempt - earlier;
  // What it changes ran all the same before its question was left open.
  if (since <= 1) return effect === 'changes' && record?.unanswered ? [tell(stamp, 'retried', step, `attempt ${attempt}: once more, since a question of it was left open`, reason)] : [];
  // A question that was left open used no try.
  const what = earlier === (record?.leftOpen ?? 0) ? `attempt ${attempt}` : `attempt ${attempt}, number ${since} since the walk came back here`;
  return [tell(stamp, 'retried', step, what, reason ?? allowedBy(record))];
}

function allowedBy(record: StepRecord | undefined): string | null {
  const {turn, next} = record?.outcome ?? {};
  if (turn === 'retry' || (turn === 'step' && next === record?.id)) return 'the page allows it';
  return record?.settled?.settlement === 'not done' ? 'it was settled as not done' : null;
}
