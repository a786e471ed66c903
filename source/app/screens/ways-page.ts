import {departureMeaning} from '../state/departure.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {State} from '../state/state.ts';
import type {View} from './view.ts';
import {shownWays} from '../state/list-rows.ts';

/** What the selected way is, in full, and what it means. */
export function wayLines(state: State, selected: number, {columns}: View): Line[] {
  const way = shownWays(state)[selected];
  if (!way) return [line('There is no other way from here.', 'faint')];
  return [...wrap([segment(way.label, 'strong')], columns), blank, ...wrap([segment(departureMeaning(way))], columns)];
}
