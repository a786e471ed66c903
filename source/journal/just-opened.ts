import type {CameBack, Session, StepRecord} from './session.ts';

/** Just opened, outside practice, and nobody has said what it belongs to. */
export function isUnnamed({class: where, incident, lines}: Session): boolean {
  return where !== 'practice' && incident === null && lines === 1;
}

/** When a step failed or came to nothing that is known, where that was before the session was left; what is read now may be otherwise. */
export function foundBefore({resumedAt}: Session, {status, finishedAt}: StepRecord): string | undefined {
  return (status === 'failed' || status === 'unknown') && resumedAt !== undefined && finishedAt !== undefined && finishedAt < resumedAt ? finishedAt : undefined;
}

/** Whether a step was begun, and its session cut off before an outcome was written. */
export function wasCutOff({status, outcome, settled, started}: StepRecord): boolean {
  return status === 'unknown' && !outcome && !settled && started !== undefined;
}

/** What was said when the walk was handed over at the step that is due, where that was before the session was left. */
export function handedOver({resumedAt, handed, current}: Session): Session['handed'] {
  return handed && handed.step === current && resumedAt !== undefined && handed.at <= resumedAt ? handed : undefined;
}

/** What led the walk back to the step that is due, where that was before the session was left: nobody here has seen it. */
export function ledBack({resumedAt, cameBack, current, steps}: Session): CameBack | undefined {
  if (!cameBack || cameBack.to !== current || resumedAt === undefined || cameBack.at >= resumedAt) return undefined;
  const place = (step: string): number => steps.findIndex(({id}) => id === step);
  return place(cameBack.from) > place(current) && steps[place(current)]?.status === 'waiting' ? cameBack : undefined;
}
