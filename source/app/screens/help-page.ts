import {bindingsOf, labelOf, type Binding} from '../update/keymap.ts';
import {headerLegend} from './header.ts';
import {blank, columnsOf, line, segment, wrap, type Line} from './line.ts';
import {railLegend} from './rail.ts';
import type {Screen, State} from '../state/state.ts';
import type {Page, View} from './view.ts';

/** Keys that work where help was asked for, then the signs and the colours' words. */
export function helpPage(state: State, back: Screen, view: View): Page {
  const there: State = {...state, screen: back};
  const keys = bindingsOf(there).map(binding => keyLine(binding, there, view));
  return {
    lines: [
      line('Keys here', 'strong'),
      ...keys.flat(),
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
