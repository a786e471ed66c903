import {formatSpan, formatTimestamp} from '../../../time.ts';
import type {Waiting} from '../../../walk/wait-looks.ts';
import type {Walk} from '../../state/state.ts';
import {isLooking} from '../../state/viewed-step.ts';
import {label, segment, wrap, type Line} from '../line.ts';
import type {View} from '../view.ts';

/** The last looks of a wait, and when the next one comes. */
export function waitLines(walk: Walk, {looks, next}: Waiting, {columns, symbols}: View): Line[] {
  const rows = looks.flatMap(({look, at, holds, found}) =>
    wrap([segment(found)], columns, [segment(`${symbols.progress[holds ? 'ok' : 'failed']} `, holds ? 'good' : 'warning'), segment(`${timeOf(at)}  look ${look}  `, 'faint')]));
  if (next === undefined || !isLooking(walk)) return rows;
  const left = Math.max(0, next - walk.time.now);
  return [...rows, ...wrap([segment(`in ${formatSpan(left)}`, 'strong'), segment(`, at ${timeOf(next)} UTC; the bell rings when it holds`, 'faint')], columns, label('LOOKS'))];
}

/** `04:12:59`. */
function timeOf(instant: number): string {
  return formatTimestamp(instant).slice(11, 19);
}
