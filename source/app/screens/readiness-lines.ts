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
  return word === undefined ? wrap([segment(text)], columns) : wrap([segment(word, 'warning'), segment(`  ${text}`)], columns);
}

/** One line for a picker: `rehearsed 3d 4h ago by mara, completed`. */
export function readinessText({last, age, within, verdict, unattended}: Readiness): string {
  const alone = unattended ? '; since then only with nobody there' : '';
  if (verdict === 'not known') return 'whether it was rehearsed here cannot be read';
  if (!last || age === undefined) return unattended ? 'never rehearsed here by a person, only with nobody there' : 'never rehearsed here';
  const ended = endedText(last);
  if (verdict === 'ahead') return `rehearsed by ${last.operator}, ${ended}, at a time that is still to come`;
  const told = `rehearsed ${formatSpan(age)} ago by ${last.operator}, ${ended}${alone}`;
  return verdict === 'stale' ? `${told}; that is longer than ${formatSpan(within)}` : told;
}

/** Where it stopped is named; a drill that came to the end that its page has did not fail. */
function endedText({ended, drill, asItsPage, failed}: NonNullable<Readiness['last']>): string {
  const how = asItsPage ? 'ended as its page says' : failed === undefined ? ended : `${ended} at ${failed}`;
  return drill === undefined ? how : `in the drill ${drill}, ${how}`;
}
