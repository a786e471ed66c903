import type {Deviation} from '../facts/incident-record.ts';
import {letterOf} from './incident-timeline.ts';
import type {ToldSession} from './told-session.ts';

/** Something that an auditor asks for first, with the session and the step where it was. */
export type Asked = Pick<Deviation, 'at' | 'operator' | 'what' | 'reason'> & {letter: string; step: {number: number | null; title: string} | undefined};

const kinds = {
  settled: ['settled', 'proof overridden', 'done otherwise'],
  stated: ['stated, not verified'],
  failed: ['failed', 'proof failed', 'unknown'],
  alone: ['break glass'],
} satisfies Record<string, ReadonlyArray<Deviation['kind']>>;

export type AskedName = keyof typeof kinds;

/** As the lines of a record name them, in their order. */
export const askedNames: Readonly<Record<AskedName, string>> = {settled: 'Settled by hand', stated: 'Rests on words only', failed: 'Failed', alone: 'Without the second person'};

export function askedFirst(sessions: readonly ToldSession[], name: AskedName): Asked[] {
  const wanted: ReadonlyArray<Deviation['kind']> = kinds[name];
  return sessions.flatMap(({record}, index) =>
    record.deviations.filter(({kind}) => wanted.includes(kind)).map(({step, at, operator, what, reason}) => {
      const story = record.steps.find(({id}) => id === step);
      return {letter: letterOf(index), at, operator, what, reason, step: story && {number: story.number, title: story.title}};
    }),
  );
}

/** One sentence. */
export function askedText({letter, step, at, operator, what, reason}: Asked): string {
  return `${letter}${step ? ` step ${step.number ?? '?'}, ${step.title}` : ''} (${at}, ${operator}): ${what}${reason === null ? '' : `: ${reason}`}`;
}
