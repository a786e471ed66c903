import {fitLine, line, segment, width, wrap, type Line} from './line.ts';
import type {StepRecord} from '../../journal/session.ts';
import type {Walk} from '../state/state.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

/** Below this width of window the steps go into one row. */
export const railFrom = 100;

/** From this width of window on what was seen stands beside the page. */
export const seenFrom = 140;

/** Columns of the rail in a window of so many; it gives way to a third pane. */
export function railColumns(columns: number): number {
  return Math.min(40, Math.max(27, Math.floor(columns * (columns < seenFrom ? 0.28 : 0.22))));
}

const styles: Partial<Record<StepRecord['status'], Style>> = {failed: 'bad', unknown: 'warning'};

/** All steps and how they stand, one a row, around the one on screen when there are too many. */
export function railLines(walk: Walk, view: View): Line[] {
  const rows = walk.session.steps.map((step, index) => railRow(walk, step, index, view));
  const position = walk.session.steps.findIndex(({id}) => id === walk.viewing);
  const first = Math.max(0, Math.min(position - Math.floor(view.rows / 2), rows.length - view.rows));
  return rows.slice(first, first + view.rows);
}

function railRow(walk: Walk, step: StepRecord, index: number, view: View): Line {
  const seen = step.id === walk.viewing;
  const {symbol, style} = shape(walk, step, view);
  const titled = (again: string): Line => [segment(seen ? view.symbols.current : ' ', 'strong'), segment(symbol, style), segment(` ${index + 1} ${step.title}${again}`, seen ? 'strong' : undefined)];
  const row = titled(step.before ? ', again' : '');
  // Its dim sign says so too.
  return fitLine(width(row) <= railColumns(view.columns) ? row : titled(''), railColumns(view.columns), view.symbols.cut);
}

function shape(walk: Walk, step: StepRecord, view: View): {symbol: string; style: Style | undefined} {
  const open = step.id === walk.session.current && step.status === 'waiting';
  if (!open && step.before) return {symbol: view.symbols.step[step.before], style: 'drawn'};
  return {symbol: open ? 'o' : view.symbols.step[step.status], style: open ? 'strong' : styles[step.status]};
}

/** The same in one row for narrow windows: number and sign of each step, from one that lets the one on screen be seen. */
export function railStrip(walk: Walk, view: View): Line {
  const parts = walk.session.steps.map((step, index): Line => {
    const {symbol, style} = shape(walk, step, view);
    const seen = step.id === walk.viewing;
    return [segment(seen ? ` ${view.symbols.current}` : ' ', 'strong'), segment(`${index + 1}${symbol}`, seen ? 'selected' : style)];
  });
  const position = walk.session.steps.findIndex(({id}) => id === walk.viewing);
  const room = view.columns - 2;
  let first = 0;
  while (width(parts.slice(first, position + 1).flat()) > room) first += 1;
  const before = first > 0 ? [segment(view.symbols.cut, 'faint')] : [];
  const again = walk.session.steps.some(step => step.before && step.id !== walk.session.current) ? [segment('  dim: again', 'drawn')] : [];
  return fitLine([...before, ...parts.slice(first).flat(), ...again], view.columns, view.symbols.cut);
}

/** What the signs mean, for the help screen. */
export function railLegend({columns, symbols}: View): Line[] {
  const rows: ReadonlyArray<readonly [string, string]> = [
    ['o', 'open now'],
    [symbols.step.waiting, 'not reached yet'],
    [symbols.step.running, 'running'],
    [symbols.step.done, 'done; how each proof stands is on its page; dim: it is due again'],
    [symbols.step.failed, 'failed, or a proof did not hold'],
    [symbols.step.skipped, 'skipped with a reason'],
    [symbols.step.unknown, 'unknown: it may have happened'],
    [symbols.proof.stated, 'a proof that somebody stated, not verified'],
  ];
  return rows.flatMap(([symbol, meaning]) => wrap([segment(meaning)], columns, line(`  ${symbol}  `)));
}
