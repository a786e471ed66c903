import {readinessText, type Readiness} from '../session/readiness.ts';
import {segment, wrap, type Line} from './line.ts';
import type {View} from './view.ts';

const words: Readonly<Record<Readiness['verdict'], string | undefined>> = {
  fresh: undefined,
  never: 'NOT REHEARSED',
  stale: 'TOO LONG AGO',
  ahead: 'ODD DATE',
};

/** When a procedure was last rehearsed, by whom, and how that ended; what is no comfort today is marked. */
export function readinessLines(readiness: Readiness | undefined, {columns}: View): Line[] {
  if (!readiness) return [];
  const word = words[readiness.verdict];
  const text = readinessText(readiness);
  return word === undefined ? wrap([segment(text, 'good')], columns) : wrap([segment(`${word}  `, 'warning'), segment(text)], columns);
}
