import {hintCost} from '../../../drill/next-hint.ts';
import {label} from '../line.ts';
import {segment, wrap, type Line} from '../line.ts';
import type {Walk} from '../../state/state.ts';
import type {View} from '../view.ts';

/** The hints that were taken at the step on screen, and what each costs: the newest one, and those before it. */
export function hintLines({drill, hinted, viewing}: Walk, {columns}: View): {newest: Line[]; earlier: Line[]} {
  const told = hinted
    .filter(({step}) => step === viewing)
    .flatMap(({number}) => {
      const text = drill?.hints[number - 1]?.text;
      return text === undefined ? [] : [wrap([segment(`-${hintCost} points  `, 'faint'), segment(text)], columns, label('HINT', 'drill'))];
    });
  return {newest: told.at(-1) ?? [], earlier: told.slice(0, -1).flat()};
}
