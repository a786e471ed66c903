import {actionSignatures} from '../../actions/registry.ts';
import {OperatorError} from '../../errors.ts';
import {listRunbooks} from '../../runbook/library.ts';
import type {Runbook} from '../../runbook/schema.ts';
import {drillsOf} from '../../drill/find-drill.ts';
import {readRoster} from '../../drill/roster.ts';
import {earlierAttempts} from '../../drill/standings.ts';
import {ageOf} from '../../time.ts';
import {rootOf, type Workplace} from '../../workplace.ts';
import type {DrillCard} from '../state/cards.ts';

/** Every drill of every runbook that can be walked, with what the operator has made of it so far. */
export function drillCards(place: Workplace, operator: string): DrillCard[] {
  const {results} = readRoster(rootOf(place));
  const {runbooks} = place;
  return listRunbooks(actionSignatures, runbooks).flatMap(loaded => {
    if (!loaded.ok) return [];
    return drillsIn(loaded.runbook, runbooks).map(({id, title, level, teaches}): DrillCard => {
      const earlier = earlierAttempts(results, {operator, runbook: loaded.id, drill: id});
      const so = earlier && {attempts: earlier.attempts, best: earlier.best, last: earlier.last.at, age: ageOf(earlier.last.at, place.clock.now())};
      return {runbook: loaded.id, runbookTitle: loaded.runbook.title, id, title, level, teaches, results: so};
    });
  });
}

/** None where their page is not in order: lint says why, and the others can still be walked. */
function drillsIn(runbook: Runbook, folder: string | undefined): ReturnType<typeof drillsOf> {
  try {
    return drillsOf(runbook, folder);
  } catch (error) {
    if (error instanceof OperatorError) return [];
    throw error;
  }
}
