import type {DrillCard} from '../state/cards.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {State} from '../state/state.ts';
import type {View} from './view.ts';

type Drills = Extract<State['screen'], {name: 'drills'}>;

/** A row of the list: how hard it is, the name that commands and reports call it by, and what became of it. */
export function drillLabel({id, title, level, results}: DrillCard): string {
  return `${level.padEnd(6)}  ${title}  ${id}${results ? `  (best ${results.best})` : ''}`;
}

/** What the selected drill is for. */
export function drillLines({drills, selected}: Drills, {columns, symbols}: View): Line[] {
  const card = drills?.[selected];
  if (!card) return [line(drills ? 'There is no drill beside the runbooks.' : 'reading the drills', 'faint')];
  const {runbookTitle, level, teaches, results} = card;
  return [
    ...wrap([segment(`${symbols.drilling} DRILL`, 'drill'), segment(`  ${runbookTitle}, ${level}`)], columns),
    ...wrap([segment(teaches)], columns),
    ...wrap([segment(resultText(results))], columns),
    blank,
    ...wrap([segment('It is walked in practice; nothing outside is touched.', 'faint')], columns),
  ];
}

function resultText(results: DrillCard['results']): string {
  if (!results) return 'You have not walked it yet.';
  const {attempts, best, last} = results;
  return `Your best is ${best} of 100, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; the last one was on ${last.slice(0, 10)}.`;
}
