import {display} from '../../display.ts';
import type {Field} from '../state/text-field.ts';
import {segment, type Line} from './line.ts';
import {columnsOf} from '../../runbook/text-columns.ts';
import type {View} from './view.ts';

/** The field's text around its cursor; the far ends give way. */
export function fieldLine({characters, cursor, offered}: Field, {columns, symbols}: View): Line {
  const room = columns - 6;
  // Measured as it will be shown: a mark is wider than the character it stands for.
  const shown = characters.map(character => display(character));
  const before = lastColumns(shown.slice(0, cursor), room);
  const after = firstColumns(shown.slice(cursor), room - columnsOf(before));
  const start = before.length < shown.slice(0, cursor).join('').length ? symbols.cut : ' ';
  return [segment(`> ${start}`, 'strong'), segment(before, offered && 'selected'), segment(symbols.cursor, 'selected'), segment(after)];
}

function lastColumns(characters: readonly string[], room: number): string {
  let kept = '';
  for (const character of characters.toReversed()) {
    if (columnsOf(character + kept) > room) break;
    kept = character + kept;
  }
  return kept;
}

function firstColumns(characters: readonly string[], room: number): string {
  let kept = '';
  for (const character of characters) {
    if (columnsOf(kept + character) > room) break;
    kept += character;
  }
  return kept;
}
