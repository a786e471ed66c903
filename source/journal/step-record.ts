import {redacted} from '../secret-spellings.ts';
import type {Body} from './event.ts';

export type StepStatus = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'unknown';

export type StepRecord = {
  id: string;
  title: string;
  status: StepStatus;
  /** How often it was started in all. */
  attempts: number;
  /** How often since the walk arrived here last. */
  tries: number;
  /** How often its failure has led to another step. */
  turned: number;
  started?: {at: string; ledgerBytes: number; plan: readonly PlanItem[]};
  /** How it stood when the walk went back before it, while it waits to be walked again. */
  before?: Exclude<StepStatus, 'waiting' | 'running'>;
  /** When it last went well, and how long the ledger was then. */
  ended?: {at: string; ledgerBytes: number};
  /** A wait that has no outcome yet: it can be gone on with. */
  waits?: true;
  /** The last line about what it saw. */
  looked?: Body<'step.looked'>;
  /** `probe`: what could be seen then. */
  settled?: {settlement: Body<'step.settled'>['settlement']; note: string; probe: string | null};
  outcome?: Body<'step.finished'>;
  /** A question of it was left open: that is no outcome, and no try was used; when, and what was seen by then. */
  unanswered?: {at: string; proofs: Body<'step.finished'>['proofs']};
  /** How often that was. */
  leftOpen?: number;
  /** When that outcome was written. */
  finishedAt?: string;
  skipped?: string;
};

/** The ledger is another one from here on: what it gains since each step is counted from this length. */
export function countedFrom(steps: readonly StepRecord[], ledgerBytes: number): StepRecord[] {
  return steps.map(step => ({...step, ...(step.started && {started: {...step.started, ledgerBytes}}), ...(step.ended && {ended: {...step.ended, ledgerBytes}})}));
}

/** As the rail names it, `step 6: Restore MCP traffic`. */
export function nameAmong(steps: ReadonlyArray<Pick<StepRecord, 'id' | 'title'>>, id: string | null): string {
  const position = steps.findIndex(step => step.id === id);
  return position === -1 ? `step ${id ?? 'none'}` : `step ${position + 1}: ${steps[position]?.title ?? ''}`;
}

/** The code of a step that ended because a question was left open; older journals have it as well. */
export const notAnswered = 'not-stated';

/** One thing that a changing step would change. Raw text, masked; tokens as fingerprints. */
export type PlanItem = {what: string; where: string; from: string | null; to: string};

/** To what a thing changes that there is and is left alone. */
export const unchanged = 'stays as it is';

/** Whether that is so already, as far as can be seen: what is masked may be something else. */
export const staysSo = ({from, to}: PlanItem): boolean => from === to && !to.includes(redacted);

/** Whether it is a wait that was begun and has no outcome: it is gone on with, not begun anew. */
export function isWaiting(record: StepRecord | undefined): boolean {
  return record?.status === 'running' && record.waits === true;
}
