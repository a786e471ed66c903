import {bindingsOf, labelOf} from './keymap.ts';
import {columnsOf, fitLine, line, segment, type Line, type Segment} from './line.ts';
import type {State} from './state.ts';
import type {View} from './view.ts';

/** The answer to the last key where there is one, then the keys that work here and why others do not. */
export function footerLines(state: State, {columns, symbols}: View): Line[] {
  const notice = state.notice === undefined ? [] : [fitLine([segment(` ${state.notice}`, 'warning')], columns, symbols.cut)];
  const told = flow(keysOf(state, reason => reason), columns, symbols.separator);
  // The whole reason is told when the key is pressed, and in the help; a key that is not named is told nowhere.
  const rows = told.length > 2 ? flow(keysOf(state, () => 'not now'), columns, symbols.separator) : told;
  return [...notice, ...rows.slice(0, 2).map(row => fitLine(row, columns, symbols.cut))];
}

function keysOf(state: State, tell: (reason: string) => string): Segment[][] {
  return bindingsOf(state)
    .filter(({quiet}) => !quiet)
    .map((binding): Segment[] => {
      const reason = binding.disabled?.(state);
      const label = labelOf(binding, state);
      if (reason !== undefined) return [segment(`${binding.key} ${label} (${tell(reason)})`, 'faint')];
      return [segment(binding.key, 'strong'), segment(` ${label}`)];
    });
}

/** Keys side by side; a key and its label stay together. */
function flow(keys: readonly Segment[][], columns: number, separator: string): Line[] {
  const rows: Segment[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const size = key.reduce((sum, {text}) => sum + columnsOf(text), 0);
    const row = rows.at(-1);
    if (row && used + 3 + size <= columns) {
      row.push(segment(` ${separator} `, 'faint'), ...key);
      used += 3 + size;
    } else {
      rows.push([segment(' '), ...key]);
      used = 1 + size;
    }
  }
  return rows.length === 0 ? [line('')] : rows;
}
