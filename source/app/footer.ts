import {bindingsOf, labelOf} from './keymap.ts';
import {columnsOf, fitLine, line, segment, type Line, type Segment} from './line.ts';
import type {State} from './state.ts';
import type {View} from './view.ts';

/** The answer to the last key where there is one, then the keys that work here and why others do not. */
export function footerLines(state: State, view: View): Line[] {
  const {columns, symbols} = view;
  const notice = state.notice === undefined ? [] : [fitLine([segment(` ${state.notice}`, 'warning')], columns, symbols.cut)];
  const keys = bindingsOf(state)
    .filter(({quiet}) => !quiet)
    .map((binding): Segment[] => {
      const reason = binding.disabled?.(state);
      const label = labelOf(binding, state);
      if (reason !== undefined) return [segment(`${binding.key} ${label} (${reason})`, 'faint')];
      return [segment(binding.key, 'strong'), segment(` ${label}`)];
    });
  return [...notice, ...flow(keys, columns, symbols.separator)];
}

/** Keys side by side; a key and its label stay together. At most two rows: the rest is in the help. */
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
  return rows.length === 0 ? [line('')] : rows.slice(0, 2).map(row => fitLine(row, columns, '~'));
}
