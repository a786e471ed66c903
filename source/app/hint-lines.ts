import {scoreRules} from '../session/drill/score.ts';
import {label} from './label.ts';
import {segment, wrap, type Line} from './line.ts';
import type {Walk} from './state.ts';
import type {View} from './view.ts';

const costs = scoreRules.find(({name}) => name === 'hint')?.points ?? 0;

/** The hints that were taken at the step on screen, and what each costs. */
export function hintLines({drill, hinted, viewing}: Walk, {columns}: View): Line[] {
  return hinted
    .filter(({step}) => step === viewing)
    .flatMap(({number}) => {
      const text = drill?.hints[number - 1]?.text;
      return text === undefined ? [] : wrap([segment(`${costs} points  `, 'faint'), segment(text)], columns, label('HINT', 'drill'));
    });
}
