import {exitCode, OperatorError, type Trouble} from '../errors.ts';
import {practiceFaults} from '../practice/faults.ts';
import {loadScenarios, type LoadedRunbook} from '../runbook/library.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {Runbook} from '../runbook/schema.ts';
import {nearestWord} from '../nearest-word.ts';

const faults = {
  faults: practiceFaults.map(({name}) => name),
  onlyAtStart: practiceFaults.filter(({strikes}) => strikes === 'start').map(({name}) => name),
};

/** The drills of a runbook, in the order of their page. @throws OperatorError with everything that is wrong with it. */
export function drillsOf(runbook: Runbook, folder?: string): Scenario[] {
  const loaded = loadScenarios(runbook, faults, folder);
  if (loaded.ok) return loaded.scenarios;
  throw new OperatorError(loaded.problems.join('\n'), {
    code: 'drills-invalid',
    next: `Correct ${folder ?? 'runbooks'}/${runbook.id}.scenarios.md, or choose another runbook.`,
    exit: exitCode.usage,
  });
}

/** What can be practised in one runbook; `trouble`: why its drills cannot be listed. */
export type RunbookDrills = {runbook: string; title: string; drills: Scenario[]; trouble: Trouble | undefined};

/** A page that is not in order hides no drill of the others. */
export function runbookDrills(page: LoadedRunbook, folder?: string): RunbookDrills {
  if (!page.ok) return {runbook: page.id, title: page.id, drills: [], trouble: {problem: page.problems.join('\n'), next: 'Correct the page: its drills are not listed until then.'}};
  const {id: runbook, title} = page.runbook;
  try {
    return {runbook, title, drills: drillsOf(page.runbook, folder), trouble: undefined};
  } catch (error) {
    if (error instanceof OperatorError) return {runbook, title, drills: [], trouble: error};
    throw error;
  }
}

/** One drill by its id. @throws OperatorError that names the others. */
export function findDrill(runbook: Runbook, id: string, folder?: string): Scenario {
  const drills = drillsOf(runbook, folder);
  const found = drills.find(drill => drill.id === id);
  if (found) return found;
  const names = drills.map(drill => drill.id);
  const near = nearestWord(id, names);
  throw new OperatorError(`${runbook.id} has no drill ${JSON.stringify(id)}${near === undefined ? '' : `; did you mean ${near}?`}`, {
    code: 'unknown-drill',
    next: names.length === 0 ? 'This runbook has no drills.' : `Choose one of: ${names.join(', ')}.`,
    exit: exitCode.usage,
  });
}
