import {actionSignatures} from '../actions/registry.ts';
import {lesson} from '../app/state/picker-rows.ts';
import {findConfig} from '../environment/config/find-config.ts';
import {readRoster} from '../drill/roster.ts';
import {rehearseWithin} from '../environment/undescribed.ts';
import {listRunbooks, loadRunbook, type LoadedRunbook} from '../runbook/library.ts';
import {listTitles} from '../runbook/page-files.ts';
import {lastIncidents} from '../journal/last-incidents.ts';
import {readiness, type Readiness} from '../journal/readiness.ts';
import {environmentChoices} from '../session/environment-choices.ts';
import {readConfig} from '../session/open-target.ts';
import {readableRoots} from '../session/team-of.ts';
import {unreadCard, type EnvironmentCard, type PickerCards, type RunbookCard} from '../app/state/cards.ts';
import {rootOf, type Workplace} from '../workplace.ts';

export type Picking = {
  /** The environment that was used last. */
  last: string | undefined;
  /** The one procedure that is wanted: the others need not be read in full. */
  only: string | undefined;
};

/** Everything that the picker leads to. What others of a team have walked to its end counts, as far as it was heard of. */
export async function pickerCards(place: Workplace, roots: readonly string[], {last, only}: Picking): Promise<PickerCards> {
  const within = await strictestLimit(place);
  const readable = await readableRoots(place, roots);
  const expected = new Set(readRoster(rootOf(place)).results.filter(result => result.expected).map(({session}) => session));
  const cardOf = (loaded: LoadedRunbook): RunbookCard =>
    runbookCard(loaded, id => readiness(readable, id, {now: place.clock.now(), within, asItsPage: session => expected.has(session)}));
  const {runbooks: folder} = place;
  return {
    runbooks:
      only === undefined
        ? listRunbooks(actionSignatures, folder).map(cardOf)
        : listTitles(folder).map(title => (title.id === only ? cardOf(loadRunbook(only, actionSignatures, folder)) : unreadCard(title))),
    environments: await environmentCards(place, roots, last),
  };
}

/** The lesson of the keys needs no rehearsal. */
function runbookCard(loaded: LoadedRunbook, readinessOf: (id: string) => Readiness): RunbookCard {
  const {id} = loaded;
  return loaded.ok
    ? {id, title: loaded.runbook.title, summary: loaded.runbook.summary, steps: loaded.runbook.steps.length, ...(id !== lesson && {readiness: readinessOf(id)})}
    : {id, title: id, summary: '', steps: 0, trouble: {problem: loaded.problems.join('\n'), next: 'Correct the file and start again.'}};
}

async function environmentCards(place: Workplace, roots: readonly string[], last: string | undefined): Promise<EnvironmentCard[]> {
  const choices = await environmentChoices(place);
  const incidents = lastIncidents(roots);
  return choices.map(choice => ({...choice, last: choice.name === last, incident: incidents.get(choice.name)?.[0]?.incident, incidents: incidents.get(choice.name)}));
}

/** How old a rehearsal may be before any environment is entrusted to it, milliseconds: here none was chosen yet. */
async function strictestLimit(place: Workplace): Promise<number> {
  const reading = await readConfig(findConfig(place));
  const named = reading?.ok ? reading.environments : [];
  return named.length === 0 ? rehearseWithin : Math.min(...named.map(({people}) => people.rehearseWithin));
}
