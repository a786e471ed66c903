import type {Readiness} from '../../journal/readiness.ts';
import {formatSpan} from '../../time.ts';
import {segment, wrap, type Line} from './line.ts';
import type {View} from './view.ts';

const words: Readonly<Record<Readiness['verdict'], string | undefined>> = {
  fresh: undefined,
  never: 'NOT REHEARSED',
  stale: 'TOO LONG AGO',
  ahead: 'ODD DATE',
  'not known': 'NOT KNOWN',
};

/** When a procedure was last rehearsed, by whom, and how that ended; what is no comfort today is marked. */
export function readinessLines(readiness: Readiness | undefined, {columns}: View): Line[] {
  if (!readiness) return [];
  const word = words[readiness.verdict];
  const text = readinessText(readiness);
  return word === undefined ? wrap([segment(text, 'good')], columns) : wrap([segment(`${word}  `, 'warning'), segment(text)], columns);
}

/** One line for a picker: `rehearsed 3d 4h ago by mara, completed`. */
export function readinessText({last, age, within, verdict}: Readiness): string {
  if (verdict === 'not known') return 'whether it was rehearsed here cannot be read';
  if (!last || age === undefined) return 'never rehearsed here';
  if (verdict === 'ahead') return `rehearsed by ${last.operator}, ${last.ended}, at a time that is still to come`;
  const told = `rehearsed ${formatSpan(age)} ago by ${last.operator}, ${last.ended}`;
  return verdict === 'stale' ? `${told}; that is longer than ${formatSpan(within)}` : told;
}
