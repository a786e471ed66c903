import {segment, width, type Line, type Segment} from './line.ts';
import {columnsOf, fit} from '../../runbook/text-columns.ts';
import type {View} from './view.ts';
import {display} from '../../display.ts';

/** What stands in a rule: a title at its beginning, a hint near its end. */
export type Told = {title?: string | undefined; hint?: string | undefined};

/** A rule across the window, `── title ──── hint ──`; the title gives way to the hint. */
export function rule({columns, symbols: {horizontal, cut}}: Pick<View, 'columns' | 'symbols'>, {title = '', hint = ''}: Told = {}): Line {
  const drawn = (length: number): Segment => segment(horizontal.repeat(Math.max(0, length)), 'drawn');
  const after: Line = hint === '' ? [] : [segment(` ${hint} `, 'strong'), drawn(2)];
  const room = columns - width(after) - 5;
  const before: Line = title === '' || room < 1 ? [] : [drawn(2), segment(` ${fit(display(title), room, cut)} `, 'strong')];
  return [...before, drawn(columns - width(before) - width(after)), ...after].filter(({text}) => columnsOf(text) > 0);
}
