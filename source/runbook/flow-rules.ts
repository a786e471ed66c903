import {nearestWord} from '../nearest-word.ts';
import {branchFor, stepAfter} from './flow.ts';
import type {Stop} from './flow.ts';
import {quoted} from './problem.ts';
import type {Finding} from './problem.ts';
import type {Turn} from './schema.ts';
import type {StepReading} from './step.ts';

/**
 * Whether the steps hang together: ids used once, targets that exist, every step reachable, no way
 * of going well that goes around the closing step, and none of failing that never ends. Stopping and
 * escalating after a failure leave the walk open. Checked only as far as the ids could be read.
 */
export function flowFindings(readings: readonly StepReading[]): Finding[] {
  const repeated = repeatedIds(readings.flatMap(({id}) => id ?? []));
  const stops = readings.flatMap(({id, branches}) => (id ? [{id: id.name, branches}] : []));
  if (stops.length < readings.length) return repeated;
  const missing = readings.flatMap(({references}) => missingSteps(references, [...new Set(stops.map(stop => stop.id))]));
  if (repeated.length > 0 || missing.length > 0) return [...repeated, ...missing];
  return [...repeatedOutcomes(stops), ...unreachableSteps(readings, stops), ...waysAround(stops), ...endlessFailures(stops)];
}

/** Names that were given before. */
export function repeatedIds(ids: ReadonlyArray<{line: number; name: string}>): Finding[] {
  return ids.flatMap(({line, name}, index) => {
    const first = ids.findIndex(id => id.name === name);
    if (first === index) return [];
    const message = `${name} is already the id in line ${ids[first]?.line}`;
    return [{line, field: 'Id', rule: 'id-twice', message, expected: 'an id used once'} as const];
  });
}

/** Names of steps that are not among the known ones. */
export function missingSteps(references: ReadonlyArray<{line: number; field: string; id: string}>, ids: readonly string[]): Finding[] {
  return references.filter(({id}) => !ids.includes(id)).map(({line, field, id}) => {
    const nearest = nearestWord(id, ids);
    const expected = `one of ${ids.join(', ')}`;
    const message = `there is no step ${quoted(id)}`;
    return {line, field, rule: 'unknown-step', message, expected, ...(nearest !== undefined && {nearest})};
  });
}

function repeatedOutcomes(stops: readonly Stop[]): Finding[] {
  return stops.flatMap(({branches}) => branches.filter(({when}, index) =>
    branches.findIndex(branch => branch.when === when) < index)).map(({line, when}) => ({
    line, field: 'If', rule: 'outcome-twice', message: `${quoted(when)} has a branch already`, expected: 'one branch for each outcome',
  }));
}

function unreachableSteps(readings: readonly StepReading[], stops: readonly Stop[]): Finding[] {
  const reached = reachedFrom(stops[0]?.id, id => {
    const turns = stops.find(stop => stop.id === id)?.branches.flatMap(branch => branch.then) ?? [];
    return [...turns.flatMap(turn => (turn.kind === 'step' ? turn.id : [])), stepAfter(stops, id)];
  });
  return readings.filter(({id}) => id && !reached.has(id.name)).map(({line}) => ({
    line, rule: 'unreachable-step', message: 'no step leads here', expected: 'a step before it without If: done, or a branch that names it',
  }));
}

/** Each `done` branch from which following the good outcomes never arrives at the closing step. */
function waysAround(stops: readonly Stop[]): Finding[] {
  const closing = stops.at(-1)?.id;
  return stops.flatMap((stop): Finding[] => {
    const branch = branchFor(stop, 'done');
    if (!branch) return [];
    const found = {line: branch.line, field: 'If', rule: 'around-closing'} as const;
    if (stop.id === closing) return [{...found, message: 'the closing step goes on', expected: 'no If: done in the last step'}];
    const counted = branch.then.length > 1;
    const reached = reachedFrom(stepAfter(stops, stop.id), id => [id === closing ? undefined : stepAfter(stops, id)]);
    if (closing !== undefined && reached.has(closing) && !counted) return [];
    return [{...found, message: 'this way goes around the closing step', expected: `a step from which the walk arrives at ${closing}`}];
  });
}

/** Each `failed` branch that leads back to its own step, through steps that go well or fail, without ever being used up. */
function endlessFailures(stops: readonly Stop[]): Finding[] {
  const lastResort = (id: string): string | undefined => {
    const stop = stops.find(candidate => candidate.id === id);
    const turn: Turn | undefined = stop && branchFor(stop, 'failed')?.then.at(-1);
    return turn?.kind === 'step' ? turn.id : undefined;
  };
  return stops.flatMap((stop): Finding[] => {
    const reached = reachedFrom(lastResort(stop.id), id => [stepAfter(stops, id), lastResort(id)]);
    if (!reached.has(stop.id)) return [];
    const message = `a walk in which ${stop.id} keeps failing goes around for ever`;
    return [{line: branchFor(stop, 'failed')?.line ?? 1, field: 'If', rule: 'endless-failure', message, expected: 'a count such as up to 2, and then stop or escalate'}];
  });
}

/** Every id that is reached from a first one, itself included. */
function reachedFrom(first: string | undefined, next: (id: string) => ReadonlyArray<string | undefined>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [first];
  while (waiting.length > 0) {
    const id = waiting.pop();
    if (id === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...next(id));
  }
  return reached;
}
