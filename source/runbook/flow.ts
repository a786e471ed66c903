import {quoted} from './problem.ts';
import type {Finding} from './problem.ts';
import type {Branch} from './schema.ts';
import type {StepReading} from './step.ts';
import {nearestWord} from './suggest.ts';

/** As much of a step as its place in the walk needs. */
type Stop = {id: string; branches: readonly Branch[]};

/**
 * The id of the step that follows when a step went well: that of its `done` branch, or the next one
 * on the page. Undefined after the closing step and where the branch leads nowhere.
 */
export function stepAfter(steps: readonly Stop[], id: string): string | undefined {
  const at = steps.findIndex(step => step.id === id);
  const branch = steps[at] && doneBranch(steps[at]);
  if (!branch) return at < 0 ? undefined : steps[at + 1]?.id;
  const turn = branch.then.find(({kind}) => kind !== 'retry');
  return turn?.kind === 'step' ? turn.id : undefined;
}

/**
 * Whether the steps hang together: ids used once, targets that exist, every step reachable, and no
 * way of going well that goes around the closing step. Stopping and escalating after a failure are
 * not such ways: they leave the walk open. Checked only as far as the ids could be read.
 */
export function flowFindings(readings: readonly StepReading[]): Finding[] {
  const repeated = repeatedIds(readings);
  const stops = readings.flatMap(({id, branches}) => (id ? [{id: id.name, branches}] : []));
  if (stops.length < readings.length) return repeated;
  const missing = missingTargets(readings, [...new Set(stops.map(stop => stop.id))]);
  if (repeated.length > 0 || missing.length > 0) return [...repeated, ...missing];
  return [...repeatedOutcomes(stops), ...unreachableSteps(readings, stops), ...waysAround(stops)];
}

function doneBranch(step: Stop): Branch | undefined {
  return step.branches.find(({when}) => when === 'done');
}

function repeatedIds(readings: readonly StepReading[]): Finding[] {
  const ids = readings.flatMap(({id}) => id ?? []);
  return ids.flatMap(({line, name}, index) => {
    const first = ids.findIndex(id => id.name === name);
    if (first === index) return [];
    const message = `${name} is already the id in line ${ids[first]?.line}`;
    return [{line, field: 'Id', message, expected: 'an id used once'}];
  });
}

function missingTargets(readings: readonly StepReading[], ids: readonly string[]): Finding[] {
  return readings.flatMap(({references}) => references.filter(({id}) => !ids.includes(id))).map(({line, field, id}) => {
    const nearest = nearestWord(id, ids);
    const expected = `one of ${ids.join(', ')}`;
    return {line, field, message: `there is no step ${quoted(id)}`, expected, ...(nearest !== undefined && {nearest})};
  });
}

function repeatedOutcomes(stops: readonly Stop[]): Finding[] {
  return stops.flatMap(({branches}) => branches.filter(({when}, index) =>
    branches.findIndex(branch => branch.when === when) < index)).map(({line, when}) => ({
    line, field: 'If', message: `${quoted(when)} has a branch already`, expected: 'one branch for each outcome',
  }));
}

function unreachableSteps(readings: readonly StepReading[], stops: readonly Stop[]): Finding[] {
  const reached = new Set<string>();
  const waiting = stops.slice(0, 1).map(stop => stop.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const after = stepAfter(stops, id);
    const turns = stops.find(stop => stop.id === id)?.branches.flatMap(branch => branch.then) ?? [];
    waiting.push(...turns.flatMap(turn => (turn.kind === 'step' ? turn.id : [])));
    if (after !== undefined) waiting.push(after);
  }
  return readings.filter(({id}) => id && !reached.has(id.name)).map(({line}) => ({
    line, message: 'no step leads here', expected: 'a step before it without If: done, or a branch that names it',
  }));
}

/** Each `done` branch from which following the good outcomes never arrives at the closing step. */
function waysAround(stops: readonly Stop[]): Finding[] {
  const closing = stops.at(-1)?.id;
  return stops.flatMap(stop => {
    const branch = doneBranch(stop);
    if (!branch) return [];
    const {line} = branch;
    if (stop.id === closing) {
      return [{line, field: 'If', message: 'the closing step goes on', expected: 'no If: done in the last step'}];
    }
    const seen = new Set<string>();
    let id = stepAfter(stops, stop.id);
    while (id !== undefined && id !== closing && !seen.has(id)) {
      seen.add(id);
      id = stepAfter(stops, id);
    }
    const retried = branch.then.some(turn => turn.kind === 'retry');
    if (id === closing && !retried) return [];
    const expected = `a step from which the walk arrives at ${closing}`;
    return [{line, field: 'If', message: 'this way goes around the closing step', expected}];
  });
}
