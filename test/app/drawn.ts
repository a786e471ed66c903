import {frameOf} from '../../source/app/screens/frame.ts';
import {listOf} from '../../source/app/screens/list/list.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';

/** Every row of the window, as it is drawn. */
export function drawn(state: State): string[] {
  const {header, list, body, footer} = frameOf(state, unicodeSymbols);
  return [...header, ...(list?.before ?? []), ...(list?.rows ?? []), ...body, ...footer].map(row => row.map(({text}) => text).join('').trimEnd());
}

/** The first cell of each row of the list on screen. */
export const labelsOf = (state: State): string[] => {
  const {first, rows} = listOf(state, unicodeSymbols) ?? {first: [], rows: []};
  return [...first, ...rows].map(({cells}) => cells[0]?.text ?? '');
};
