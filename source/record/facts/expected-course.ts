import type {EventType, JournalEvent} from '../../journal/event.ts';
import type {Session} from '../../journal/session.ts';
import {nameAmong, type StepRecord} from '../../journal/step-record.ts';
import type {Deviation, DeviationKind, Stamp} from './incident-record.ts';

/** What the lines so far let one expect of the next one. */
export type Course = {
  /** The walk before this line; undefined where the first line cannot be read. */
  session: Session | undefined;
  /** The step that is due; null after the last one, undefined where a line could not be read. */
  due: string | null | undefined;
  operator: string | undefined;
  /** Intents without an outcome yet, by step. */
  open: ReadonlyMap<string, Stamp>;
  /** Steps that were begun or skipped, in any pass. */
  seen: ReadonlySet<string>;
};

/** What a line changes in the course beside the session, and the deviations that it tells. */
export type Turned = {course?: Partial<Omit<Course, 'session'>>; told: readonly Deviation[]};

type EventOf<Type extends EventType> = Extract<JournalEvent, {type: Type}>;
export type Reader<Type extends EventType> = (event: EventOf<Type>, stamp: Stamp, course: Course) => Turned;

export const nothing: Turned = {told: []};

export function tell(stamp: Stamp, kind: DeviationKind, step: string | null, what: string, reason: string | null = null): Deviation {
  return {...stamp, kind, step, what, reason};
}

export function noOutcome(stamp: Stamp, step: string): Deviation {
  return tell(stamp, 'unknown', step, 'begun, and no outcome was recorded: whether it acted is unknown');
}

export function without(open: Course['open'], step: string): Course['open'] {
  return new Map([...open].filter(([id]) => id !== step));
}

export function recordOf(session: Session | undefined, step: string): StepRecord | undefined {
  return session?.steps.find(({id}) => id === step);
}

/** As people know a step: by number and title. */
export function stepNamed(session: Session | undefined, id: string): string {
  return nameAmong(session?.steps ?? [], id);
}

/** Whether the page has `to` before `from`. */
export function isBack(session: Session | undefined, from: string, to: string | null): boolean {
  const place = (id: string | null): number => session?.steps.findIndex(step => step.id === id) ?? -1;
  return place(to) !== -1 && place(to) < place(from);
}
