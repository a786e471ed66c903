import {stepAfter, waysOf} from '../flow.ts';
import {missingSteps} from '../flow-rules.ts';
import {quoted} from '../problem.ts';
import type {Finding} from '../problem.ts';
import type {Pass} from '../scenario.ts';
import type {Runbook, Step} from '../schema.ts';
import {nearestWord} from '../../nearest-word.ts';
import type {ScenarioReading} from './section.ts';

/** Whether a scenario can be walked in its runbook: steps that exist, paths that hang together, answers that are asked for. */
export function walkFindings(reading: ScenarioReading, {steps, closing}: Runbook): Finding[] {
  const missing = missingSteps(referencesOf(reading), steps.map(({id}) => id));
  if (missing.length > 0) return missing;
  return [
    ...wrongStarts(reading, steps),
    ...jumps(reading, steps),
    ...otherEnd(reading, closing),
    ...offPath(reading),
    ...unknownWays(reading, steps),
  ];
}

type Reference = {line: number; field: string; id: string};

function referencesOf({scenario: {path, wrong, strikes, kill, answers, ends}, lineOf}: ScenarioReading): Reference[] {
  const within = (passes: readonly Pass[], line: number, field: string): Reference[] =>
    [...new Set(passes.map(({step}) => step))].map(id => ({line, field, id}));
  return [
    ...within(path, lineOf('Path'), 'Path'),
    ...wrong.flatMap(({line, passes}) => within(passes, line, 'Wrong')),
    ...strikes.flatMap(({line, when}) => (when.kind === 'start' ? [] : [{line, field: 'Fault', id: when.step}])),
    ...(kill ? [{line: kill.line, field: 'Kill', id: kill.step}] : []),
    ...answers.map(({line, step: id}) => ({line, field: 'Answer', id})),
    ...(ends && ends.kind !== 'completed' ? [{line: ends.line, field: 'Ends', id: ends.step}] : []),
  ];
}

function wrongStarts({scenario: {path, wrong}, lineOf}: ScenarioReading, steps: readonly Step[]): Finding[] {
  const first = steps[0]?.id;
  const paths = [{line: lineOf('Path'), field: 'Path', passes: path}, ...wrong.map(({line, passes}) => ({line, field: 'Wrong', passes}))];
  return paths.filter(({passes}) => passes.length > 0 && passes[0]?.step !== first).map(({line, field}) => ({
    line, field, rule: 'path-start', message: `a walk begins with ${first}`, expected: `\`${first}\` first`,
  }));
}

/** A wrong path may go against the page; that can be what is wrong with it. */
function jumps({scenario: {path}, lineOf}: ScenarioReading, steps: readonly Step[]): Finding[] {
  return path.slice(1).flatMap(({step}, index): Finding[] => {
    const from = path[index]?.step ?? '';
    const next = followers(steps, from);
    if (next.includes(step)) return [];
    const message = `no way leads from ${from} to ${step}`;
    return [{line: lineOf('Path'), field: 'Path', rule: 'path-jump', message, expected: `after ${from} one of ${next.join(', ')}`}];
  });
}

/** Once more the same, the one after it, or where one of its branches leads. */
function followers(steps: readonly Step[], id: string): string[] {
  const after = stepAfter(steps, id);
  const turns = steps.find(step => step.id === id)?.branches.flatMap(({then}) => then) ?? [];
  return [...new Set([...(after === undefined ? [] : [after]), ...turns.flatMap(turn => (turn.kind === 'step' ? turn.id : [])), id])];
}

function otherEnd({scenario: {path, ends}}: ScenarioReading, closing: string): Finding[] {
  const last = path.at(-1);
  if (!ends || !last) return [];
  const wanted = ends.kind === 'completed' ? closing : ends.step;
  const well = ends.kind !== 'completed' || !last.fails;
  if (last.step === wanted && well) return [];
  const message = `the path ends at ${last.step}${last.fails ? ', which fails' : ''}`;
  return [{line: ends.line, field: 'Ends', rule: 'path-end', message, expected: `a path that ends at ${wanted}`}];
}

function offPath({scenario: {path, wrong, strikes, kill, answers}}: ScenarioReading): Finding[] {
  const visited = new Set([...path, ...wrong.flatMap(({passes}) => passes)].map(({step}) => step));
  if (path.length === 0) return [];
  const never = (step: string): string => `no path comes to ${step}`;
  const expected = `one of ${[...visited].join(', ')}`;
  const striking = [
    ...strikes.flatMap(({line, when}) => (when.kind === 'start' ? [] : [{line, field: 'Fault', step: when.step}])),
    ...(kill ? [{...kill, field: 'Kill'}] : []),
  ];
  return [
    ...striking.filter(({step}) => !visited.has(step)).map(({line, field, step}): Finding => ({line, field, rule: 'strike-off-path', message: never(step), expected})),
    ...answers.filter(({step}) => !visited.has(step)).map(({line, step}): Finding => ({line, field: 'Answer', rule: 'answer-off-path', message: never(step), expected})),
  ];
}

function unknownWays({scenario: {answers}}: ScenarioReading, steps: readonly Step[]): Finding[] {
  return answers.flatMap((answer): Finding[] => {
    const step = steps.find(({id}) => id === answer.step);
    if (answer.kind !== 'way' || !step) return [];
    const ways = waysOf(step).map(({when}) => when);
    if (ways.includes(answer.way)) return [];
    const nearest = nearestWord(answer.way, ways);
    const expected = ways.length > 0 ? `one of ${ways.join(', ')}` : 'a step with an If that an operator judges';
    const message = `${quoted(answer.way)} is no judgement of ${answer.step}`;
    return [{line: answer.line, field: 'Answer', rule: 'unknown-way', message, expected, ...(nearest !== undefined && {nearest})}];
  });
}
