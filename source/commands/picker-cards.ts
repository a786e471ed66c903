import {actionSignatures} from '../actions/registry.ts';
import {lesson} from '../app/state/picker-rows.ts';
import {findConfig} from '../environment/config/find-config.ts';
import {readRoster} from '../drill/roster.ts';
import {rehearseWithin} from '../environment/undescribed.ts';
import {listRunbooks} from '../runbook/library.ts';
import {lastIncidents} from '../journal/last-incidents.ts';
import {readiness, type Readiness} from '../journal/readiness.ts';
import {environmentsOf} from '../session/environment-list.ts';
import {readConfig} from '../session/open-environment.ts';
import type {EnvironmentCard, PickerCards, RunbookCard} from '../app/state/cards.ts';
import {rootOf, type Workplace} from '../workplace.ts';

/** Everything that the picker leads to. `last`: the environment that was used last. */
export async function pickerCards(place: Workplace, roots: readonly string[], last: string | undefined): Promise<PickerCards> {
  const within = await strictestLimit(place);
  const expected = new Set(readRoster(rootOf(place)).results.filter(result => result.expected).map(({session}) => session));
  return {
    runbooks: runbookCards(place.runbooks, id => readiness(roots, id, {now: place.clock.now(), within, asItsPage: session => expected.has(session)})),
    environments: await environmentCards(place, roots, last),
  };
}

/** The lesson of the keys needs no rehearsal. */
function runbookCards(folder: string | undefined, readinessOf: (id: string) => Readiness): RunbookCard[] {
  return listRunbooks(actionSignatures, folder).map(loaded =>
    loaded.ok
      ? {id: loaded.id, title: loaded.runbook.title, summary: loaded.runbook.summary, steps: loaded.runbook.steps.length, ...(loaded.id !== lesson && {readiness: readinessOf(loaded.id)})}
      : {id: loaded.id, title: loaded.id, summary: '', steps: 0, problem: loaded.problems.join('\n')},
  );
}

async function environmentCards(place: Workplace, roots: readonly string[], last: string | undefined): Promise<EnvironmentCard[]> {
  const entries = await environmentsOf(place);
  const incidents = lastIncidents(roots);
  return entries.map(entry => ({...entry, last: entry.name === last, incident: incidents.get(entry.name)}));
}

/** How old a rehearsal may be before any environment is entrusted to it, milliseconds: here none was chosen yet. */
async function strictestLimit(place: Workplace): Promise<number> {
  const reading = await readConfig(findConfig(place));
  const named = reading?.ok ? reading.environments : [];
  return named.length === 0 ? rehearseWithin : Math.min(...named.map(({people}) => people.rehearseWithin));
}
