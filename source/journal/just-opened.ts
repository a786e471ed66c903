import type {Session, StepRecord} from './session.ts';

/** Just opened, outside practice, and nobody has said what it belongs to. */
export function isUnnamed({class: where, incident, lines}: Session): boolean {
  return where !== 'practice' && incident === null && lines === 1;
}

/** When a step failed or came to nothing that is known, where that was before the session was left; what is read now may be otherwise. */
export function foundBefore({resumedAt}: Session, {status, finishedAt}: StepRecord): string | undefined {
  return (status === 'failed' || status === 'unknown') && resumedAt !== undefined && finishedAt !== undefined && finishedAt < resumedAt ? finishedAt : undefined;
}
