import {display} from '../../display.ts';

/** What a spreadsheet would reckon with instead of showing it. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * Rows as comma-separated values (RFC 4180), each line with its CRLF. A cell that a spreadsheet would
 * take for a formula gets an apostrophe first, and characters that hide or steer become marks.
 */
export function csv(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
  return rows.map(row => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const shown = display(cell);
  const harmless = formulaStart.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
