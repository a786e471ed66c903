import {dissect, problemsOf, type ReadOptions} from '../document.ts';
import type {Finding, Problem} from '../problem.ts';
import type {Runbook} from '../schema.ts';
import {dissectScenarios, type ScenarioOptions} from '../scenario/scenario-document.ts';
import {failureFindings} from './failure-form.ts';
import {closingFindings, pageFindings, sectionFindings} from './page-care.ts';
import {proofFindings} from './proof-care.ts';
import {stepFindings} from './step-care.ts';
import {textFindings, type Surroundings} from './text-care.ts';

/**
 * Everything that is wrong with a runbook page or could be better, by line: what keeps it from being
 * walked and what a person would stumble over, in one go. A step with an error in it is not judged
 * further: what is misspelt there is not missing.
 */
export function lintRunbook(text: string, {file, actions, ...surroundings}: ReadOptions & Surroundings): Problem[] {
  const {facts, page, readings, findings} = dissect(text, actions);
  const readable = readings.filter(({line}, index) => {
    const next = readings[index + 1]?.line ?? Infinity;
    return !findings.some(finding => finding.line >= line && finding.line < next);
  });
  const steps = readable.flatMap(({step}) => step ?? []);
  const summary = facts && {summary: facts.summary, line: lineOfKey(text, 'summary')};
  return problemsOf([
    ...findings,
    ...(facts ? nameFindings(file, `${facts.id}.md`, lineOfKey(text, 'id')) : []),
    ...sectionFindings(page),
    ...pageFindings(page, summary),
    ...readable.flatMap(reading => stepFindings(reading, steps)),
    ...steps.flatMap(proofFindings),
    ...(readable.length === readings.length ? closingFindings(steps) : []),
    ...failureFindings(text),
    ...textFindings(text, surroundings),
  ], file);
}

export type ScenarioLintOptions = Omit<ScenarioOptions, 'runbook'> & Surroundings & {
  /** The runbook of that id beside the page; undefined where it is not there or cannot be walked. */
  runbookOf(id: string): Runbook | undefined;
};

/** The same for a page of scenarios. */
export function lintScenarios(text: string, {runbookOf, ...options}: ScenarioLintOptions): Problem[] {
  const {file} = options;
  const id = dissectScenarios(text, options).runbook;
  const runbook = id === undefined ? undefined : runbookOf(id);
  const {page, findings} = dissectScenarios(text, {...options, runbook});
  const line = lineOfKey(text, 'runbook');
  return problemsOf([
    ...findings,
    ...(id === undefined ? [] : nameFindings(file, `${id}.scenarios.md`, line)),
    ...(id === undefined || runbook ? [] : [alone(id, line)]),
    ...sectionFindings(page),
    ...textFindings(text, options),
  ], file);
}

function alone(runbook: string, line: number): Finding {
  const message = `${runbook}.md is not beside this file, or cannot be walked`;
  return {line, field: 'runbook', rule: 'scenario-alone', message, expected: 'a runbook in the same folder that can be walked'};
}

function nameFindings(file: string, wanted: string, line: number): Finding[] {
  const name = file.split(/[/\\]/).at(-1);
  if (name === wanted) return [];
  return [{line, rule: 'file-name', message: `the file is called ${name}`, expected: wanted}];
}

/** Where a key of the frontmatter stands. */
function lineOfKey(text: string, key: string): number {
  return Math.max(1, text.split(/\r?\n/).findIndex(line => line.startsWith(`${key}:`)) + 1);
}
