import type {DrillCard} from '../../state/cards.ts';
import {shownDrills} from '../../state/drill-rows.ts';
import type {State} from '../../state/state.ts';
import {blank, line, segment, wrap, type Line} from '../line.ts';
import type {View} from '../view.ts';

type Drills = Extract<State['screen'], {name: 'drills'}>;

/** What the selected drill is for; of one that was never walked no more than its story would tell. */
export function drillLines(screen: Drills, {columns, symbols}: View): Line[] {
  const card = shownDrills(screen)[screen.selected];
  if (!card) return [line(screen.drills === undefined ? 'reading the drills' : screen.drills.length > 0 ? 'No drill fits the filter.' : 'There is no drill beside the runbooks.')];
  const {runbookTitle, level, teaches, results} = card;
  return [
    ...wrap([segment(`${symbols.drilling} DRILL`, 'drill'), segment(`  ${runbookTitle}, ${level}`)], columns),
    ...wrap([segment(results ? teaches : 'What it teaches is told once you have walked it.')], columns),
    ...wrap([segment(resultText(results))], columns),
    blank,
    ...wrap([segment('It is walked in practice; nothing outside is touched.')], columns),
  ];
}

function resultText(results: DrillCard['results']): string {
  if (!results) return 'You have not walked it yet.';
  const {attempts, best, last} = results;
  return `Your best is ${best} of 100, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; the last one was on ${last.slice(0, 10)}.`;
}
