import type {RecordTold} from '../state/cards.ts';
import {blank, line, segment, wrap, wrapText, type Line} from './line.ts';
import {troubleLines} from './trouble-lines.ts';
import type {View} from './view.ts';

/** A sentence for the channel, which y copies or says to select; then where the record is, and what it says on top. */
export function recordedLines(told: RecordTold | undefined, {columns}: View): Line[] {
  if (!told) return [line('writing it', 'faint')];
  if ('trouble' in told) return [line('No record was written', 'bad'), blank, ...troubleLines(told.trouble, columns)];
  return [
    ...(told.sentence === undefined ? [] : [line(`For the incident channel${told.soFar ? ', so far' : ''}; y copies it:`, 'strong'), ...wrap([segment(told.sentence, 'code')], columns), blank]),
    line(`The record${told.soFar ? ', so far' : ''}`, 'strong'),
    blank,
    ...told.lines.flatMap(text => wrapText(text, columns)),
  ];
}
