import {exitCode, OperatorError} from '../errors.ts';
import {practiceFaults} from '../practice/faults.ts';
import {loadScenarios} from '../runbook/library.ts';
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
