import {departureMeaning} from '../state/departure.ts';
import {leftOffLines} from './left-off-lines.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {State} from '../state/state.ts';
import type {View} from './view.ts';
import {shownWays} from '../state/list-rows.ts';

/** What the selected way is, in full, and what it means. */
export function wayLines(state: State, selected: number, {columns}: View): Line[] {
  const ways = shownWays(state);
  const way = ways[selected];
  if (!way && ways.length > 0) return wrap([segment('Choose one with up or down to read what it means. Enter then asks why; nothing is done before.')], columns);
  if (!way) return [line('There is no other way from here.', 'faint')];
  const left = way.kind === 'end' && state.walk ? leftOffLines(state.walk, {columns}) : [];
  return [...wrap([segment(way.label, 'strong')], columns), ...(left.length > 0 ? left : [blank]), ...wrap([segment(departureMeaning(way))], columns)];
}
