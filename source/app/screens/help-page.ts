import {bindingsOf, labelOf, type Binding} from '../update/keymap.ts';
import {headerLegend} from './header.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import {columnsOf} from '../../runbook/text-columns.ts';
import {railLegend} from './rail.ts';
import type {Screen, State} from '../state/state.ts';
import type {Page, View} from './view.ts';

/** Keys that work where help was asked for and its own words, then the signs and the colours' words. */
export function helpPage(state: State, back: Screen, view: View): Page {
  const there: State = {...state, screen: back};
  const keys = bindingsOf(there).map(binding => keyLine(binding, there, view));
  return {
    lines: [
      line('Keys here', 'strong'),
      ...keys.flat(),
      ...wordLines(back, view),
      blank,
      line('Signs', 'strong'),
      ...railLegend(view),
      blank,
      line('Where you are pointed', 'strong'),
      ...classLines(view),
      ...(state.walk ? headerLegend(state.walk, view) : []),
      blank,
      ...wrap([segment('Nothing changes by itself: what changes something shows its plan first and asks you to type a name and the digits of the plan. Every step is written to the journal before it runs and after it ended.')], view.columns),
    ],
  };
}

type Words = {title: string; rows: ReadonlyArray<readonly [word: string, meaning: string]>};

/** Words of a screen that do not speak for themselves. */
const words: Partial<Record<Screen['name'], Words>> = {
  picker: {title: 'Heads of the list', rows: [['back by', 'while MCP is off: when it has to be on again, by the 48 hours of the rotation ledger'], ['how it ended', 'of the last walk by a person']]},
  drills: {title: 'Heads of the list', rows: [['best of 100', 'the highest of your scores in this drill; every drill begins with 100, and its debrief tells what was taken off']]},
  recorded: {title: 'Words of the record', rows: [
    ['manifest', 'the digest of each file; its digits are the first of: sha256sum MANIFEST. Whoever keeps them elsewhere can tell a record that was made anew'],
    ['settled by hand', 'a person said how a step ended where that was not known, did it by other means, or took a failed proof for good'],
    ['rests on words only', 'a person stated it, and the program did not see it'],
    ['without the second', 'it was begun alone where a second person has to agree'],
    ['so far', 'written before the end of the walk: attach the next one, which has the end'],
  ]},
};

function wordLines({name}: Screen, {columns}: View): Line[] {
  const told = words[name];
  if (!told) return [];
  const room = Math.max(...told.rows.map(([word]) => word.length)) + 2;
  return [blank, line(told.title, 'strong'), ...told.rows.flatMap(([word, meaning]) => wrap([segment(meaning)], columns, [segment(`  ${word.padEnd(room)}`, 'strong')]))];
}

function keyLine(binding: Binding, state: State, {columns}: View): Line[] {
  const reason = binding.disabled?.(state);
  const text = [segment(labelOf(binding, state)), ...(reason === undefined ? [] : [segment(`  not now: ${reason}`, 'faint')])];
  return wrap(text, columns, [segment(`  ${binding.key.padEnd(10)}`, 'strong')]);
}

function classLines({symbols, columns}: View): Line[] {
  const room = columnsOf(symbols.class.live);
  const rows = [
    ['practice', symbols.class.practice, 'a gateway inside this program; nothing outside is touched'],
    ['drill', symbols.drilling, 'beside practice: a drill is walked, and its clock runs'],
    ['rehearsal', symbols.class.rehearsal, 'a gateway on this machine, or one that is named for rehearsals'],
    ['live', symbols.class.live, 'operators may be served by it; its name, or its host, must be typed'],
  ] as const;
  return rows.flatMap(([name, sign, meaning]) =>
    wrap([segment(meaning)], columns, [segment('  '), segment(`${sign.padEnd(room)} ${name.toUpperCase()}`, name), segment(' '.repeat(11 - name.length))]),
  );
}
