import {fieldText, type Field} from './text-field.ts';

/** What narrows a list, while it is typed and afterwards. */
export type Filter = {field: Field; typing: boolean};

/** Of every list: the row that enter opens, and what narrows it; all rows are there without a filter. */
export type ListState = {selected: number; filter?: Filter | undefined; /** Rows that were passed of what stands below it about the chosen row. */ below?: number | undefined};

/** The words that are looked for, in small letters. */
export function wordsOf(filter: Filter | undefined): string[] {
  return filter ? fieldText(filter.field).toLowerCase().split(/\s+/).filter(word => word !== '') : [];
}

/** The rows in which every word occurs; `toldBy` names what a row says, also what a narrow window leaves out. */
export function narrowed<Row>(rows: readonly Row[], filter: Filter | undefined, toldBy: (row: Row) => ReadonlyArray<string | null | undefined>): Row[] {
  const words = wordsOf(filter);
  return rows.filter(row => {
    const text = words.length === 0 ? '' : toldBy(row).join(' ').toLowerCase();
    return words.every(word => text.includes(word));
  });
}
