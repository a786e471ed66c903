import {actionSignatures} from '../../actions/registry.ts';
import {listRunbooks} from '../../runbook/library.ts';
import {runbookDrills} from '../../drill/find-drill.ts';
import {readRoster} from '../../drill/roster.ts';
import {earlierAttempts} from '../../drill/standings.ts';
import {ageOf} from '../../time.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import type {DrillCards} from '../state/cards.ts';

/** Every drill of every runbook that can be walked, with what the operator has made of it so far. */
export function drillCards(place: Workplace, operator: string): DrillCards {
  const {results, trouble, unread} = readRoster(rootOf(place));
  const {runbooks} = place;
  const pages = listRunbooks(actionSignatures, runbooks).map(page => runbookDrills(page, runbooks));
  const drills = pages.flatMap(({runbook, title: runbookTitle, drills: listed}) =>
    listed.map(({id, title, level, teaches}) => {
      const earlier = earlierAttempts(results, {operator, runbook, drill: id});
      const so = earlier && {attempts: earlier.attempts, best: earlier.best, last: earlier.last.at, age: ageOf(earlier.last.at, place.clock.now())};
      return {runbook, runbookTitle, id, title, level, teaches, results: so ?? (unread ? 'not known' : undefined)} as const;
    }),
  );
  return {drills, unread: [trouble, ...pages.map(page => page.trouble)].filter(one => one !== undefined)};
}
