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
export function readinessText({last, age, within, verdict, unattended, part}: Readiness): string {
  const inPart = part ? `; ${part.drill === undefined ? 'walked' : 'drilled'} ${formatSpan(Math.max(0, part.age))} ago by ${part.operator}${part.drill === undefined ? '' : `: ${part.drill}`}, ${howText(part)}` : '';
  const alone = `${unattended ? '; since then only with nobody there' : ''}${inPart}`;
  if (verdict === 'not known') return 'whether it was rehearsed here cannot be read';
  if (!last || age === undefined) return unattended ? `never rehearsed here by a person, only with nobody there${inPart}` : `never rehearsed here${part ? ' as a whole' : ''}${inPart}`;
  const ended = endedText(last);
  if (verdict === 'ahead') return `rehearsed by ${last.operator}, ${ended}, at a time that is still to come`;
  const told = `rehearsed ${formatSpan(age)} ago by ${last.operator}, ${ended}${alone}`;
  return verdict === 'stale' ? `${told}; that is longer than ${formatSpan(within)}` : told;
}

function endedText(last: NonNullable<Readiness['last']>): string {
  return last.drill === undefined ? howText(last) : `in the drill ${last.drill}, ${howText(last)}`;
}

/** Where it stopped is named; a drill that came to the end that its page has did not fail. */
function howText({ended, asItsPage, stoppedAt}: NonNullable<Readiness['last']>): string {
  return asItsPage ? 'ended as its page says' : stoppedAt === undefined ? ended : `${ended} at ${stoppedAt}`;
}
