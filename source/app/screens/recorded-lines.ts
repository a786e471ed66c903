import type {RecordTold} from '../state/cards.ts';
import {blank, line, segment, wrap, wrapText, type Line} from './line.ts';
import {troubleLines} from './trouble-lines.ts';
import type {View} from './view.ts';

/** Where the record is, what it says on top, and a sentence for the channel. */
export function recordedLines(told: RecordTold | undefined, {columns}: View): Line[] {
  if (!told) return [line('writing it', 'faint')];
  if ('trouble' in told) return [line('No record was written', 'bad'), blank, ...troubleLines(told.trouble, columns)];
  return [
    line(`The record${told.soFar ? ', so far' : ''}`, 'strong'),
    blank,
    ...told.lines.flatMap(text => wrapText(text, columns)),
    ...(told.sentence === undefined ? [] : [blank, line(`For the incident channel${told.soFar ? ', so far' : ''}; y copies it:`, 'strong'), ...wrap([segment(told.sentence, 'code')], columns)]),
  ];
}
