import {display} from '../../display.ts';
import {columnsOf, padTo} from '../../runbook/text-columns.ts';

/** Rows as text columns, two spaces between them; the last column is not padded. */
export function columns(rows: ReadonlyArray<readonly string[]>): string {
  const shown = rows.map(row => row.map(cell => display(cell)));
  const widths = (shown[0] ?? []).map((_, index) => Math.max(...shown.map(row => columnsOf(row[index] ?? ''))));
  return shown
    .map(row => row.map((cell, index) => (index === row.length - 1 ? cell : padTo(cell, widths[index] ?? 0))).join('  ').trimEnd())
    .join('\n');
}
