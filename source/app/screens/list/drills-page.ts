import type {DrillCard} from '../../state/cards.ts';
import {shownDrills} from '../../state/drill-rows.ts';
import type {State} from '../../state/state.ts';
import {blank, line, segment, wrap, type Line} from '../line.ts';
import type {View} from '../view.ts';

type Drills = Extract<State['screen'], {name: 'drills'}>;

/** What the selected drill is for; of one that was never walked no more than its story would tell. */
export function drillLines(screen: Drills, {columns, symbols}: View): Line[] {
  const card = shownDrills(screen)[screen.selected];
  if (!card) return [line(noneText(screen))];
  const {runbookTitle, level, teaches, results} = card;
  return [
    ...wrap([segment(`${symbols.drilling} DRILL`, 'drill'), segment(`  ${runbookTitle}, ${level}`)], columns),
    ...wrap([segment(results && results !== 'not known' ? teaches : 'What it teaches is told once you have walked it.')], columns),
    ...wrap([segment(resultText(results))], columns),
    blank,
    ...wrap([segment('It is walked in practice; nothing outside is touched.')], columns),
  ];
}

function noneText({drills, unread = []}: Drills): string {
  if (drills === undefined) return 'reading the drills';
  if (drills.length > 0) return 'No drill fits the filter.';
  return unread.length > 0 ? 'No drill can be shown.' : 'There is no drill beside the runbooks.';
}

function resultText(results: DrillCard['results']): string {
  if (results === 'not known') return 'Whether you have walked it is not known.';
  if (!results) return 'You have not walked it yet.';
  const {attempts, best, last} = results;
  return `Your best is ${best} of 100, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; the last one was on ${last.slice(0, 10)}.`;
}
