import {bindingsOf, labelOf, type Binding, type Command} from '../update/keymap.ts';
import {fitLine, line, segment, wrap, type Line, type Segment} from './line.ts';
import {columnsOf} from '../../runbook/text-columns.ts';
import {inOneText} from '../../errors.ts';
import type {Notice, State} from '../state/state.ts';
import type {View} from './view.ts';

/** From this width on there is room for the keys that are needed less often. */
const wide = 120;

/** The answer to the last key where there is one, then the keys that work here and why others do not. `unread`: a plan was not read to its end. */
export function footerLines(state: State, {columns, symbols}: View, unread = false): Line[] {
  const shown = bindingsOf(state).filter(({quiet}) => quiet === undefined || (quiet === 'narrow' && columns >= wide));
  const without = spare.map((_, index) => shown.filter(({command}) => !spare.slice(0, index + 1).includes(command)));
  const keys = [...tellings.map(tell => keysOf(shown, state, tell, unread)), ...without.map(some => keysOf(some, state, onlyEnter, unread))];
  const flows = keys.map(some => flow(some, columns, symbols.separator));
  const rows = flows.find(({length}) => length <= 2) ?? flows.at(-1) ?? [];
  return [...noticeLines(state.notice, columns, symbols.cut), ...rows.slice(0, 2).map(row => fitLine(row, columns, symbols.cut))];
}

/** At most two rows, so that a low window keeps some for its page; where they are too few, what to do has its own. */
function noticeLines(notice: Notice | undefined, columns: number, mark: string): Line[] {
  if (notice === undefined) return [];
  const rows = wrap([segment(typeof notice === 'string' ? notice : inOneText(notice), 'warning')], columns, line(' '));
  if (typeof notice === 'string' || rows.length <= 2) return rows.length <= 2 ? rows : [rows[0] ?? [], fitLine(rows.slice(1).flat(), columns, mark)];
  return [line(` ${notice.problem}`, 'warning'), line(` ${notice.next}`, 'warning')].map(row => fitLine(row, columns, mark));
}

/** What is said of a key that does nothing now; it is left out where nothing is. */
type Telling = (reason: string, binding: Binding) => string | undefined;

const onlyEnter: Telling = (_, {key}) => (key === 'enter' ? 'not now' : undefined);

/** The whole reason is told when the key is pressed, and in the help; a key that is not named is told nowhere. */
const tellings: readonly Telling[] = [reason => reason, () => 'not now', onlyEnter];

/** Where all that is no help these give way, one after the other: the way out and the help must stay. */
const spare: readonly Command[] = ['ledger', 'note', 'back', 'skip'];

function keysOf(bindings: readonly Binding[], state: State, tell: Telling, unread: boolean): Segment[][] {
  return bindings.flatMap((binding): Segment[][] => {
    if (unread && binding.command === 'submit') return [[segment('down', 'strong'), segment(' reads on to the question')]];
    const reason = binding.disabled?.(state);
    const label = labelOf(binding, state);
    if (reason === undefined) return [[segment(binding.pair === undefined ? binding.key : `${binding.key} or ${binding.pair}`, 'strong'), segment(` ${label}`)]];
    const told = tell(reason, binding);
    return told === undefined ? [] : [[segment(`${binding.key} ${label} (${told})`, 'faint')]];
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
      row.push(segment(` ${separator} `, 'drawn'), ...key);
      used += 3 + size;
    } else {
      rows.push([segment(' '), ...key]);
      used = 1 + size;
    }
  }
  return rows.length === 0 ? [line('')] : rows;
}
