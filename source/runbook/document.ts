import type {ActionSignatures} from './call.ts';
import {fieldKeys} from './field-key.ts';
import {flowFindings} from './flow-rules.ts';
import {readFrontmatter} from './frontmatter.ts';
import {hiddenCharacters} from './markdown/hidden-characters.ts';
import {isTooLong, readPage} from './markdown/page-sections.ts';
import type {Page} from './markdown/page-sections.ts';
import {quoted} from './problem.ts';
import type {Finding, Problem} from './problem.ts';
import {runbookForm, type RunbookFacts} from './runbook-facts.ts';
import type {Runbook} from './schema.ts';
import {parseSpanOfTime} from '../time.ts';
import {readStep, type StepReading} from './step.ts';

export type RunbookReading = {ok: true; runbook: Runbook} | {ok: false; problems: Problem[]};

export type ReadOptions = {file: string; actions: ActionSignatures};

/**
 * Reads a runbook page: frontmatter, an intro, and a section `## N. Title` for each step with prose
 * and field bullets. Answers either the whole runbook or everything that is wrong with the page, by
 * line; the same pass serves running and checking. `file` is only for the texts, nothing is opened.
 */
export function parseRunbook(text: string, {file, actions}: ReadOptions): RunbookReading {
  const {facts, page, readings, findings} = dissect(text, actions);
  const steps = readings.flatMap(({step}) => step ?? []);
  const closing = steps.at(-1);
  if (findings.length === 0 && facts && closing) {
    const {'practice-ledger': age, practice, ...rest} = facts;
    const practiceLedger = parseSpanOfTime(age ?? '');
    const runbook = {...rest, file, intro: page.intro, steps, closing: closing.id, ...(practice === 'only' && {practiceOnly: true}), ...(practiceLedger !== undefined && {practiceLedger})};
    return {ok: true, runbook};
  }
  return {ok: false, problems: problemsOf(findings, file)};
}

/** The parts of a page, whether or not it is in order, and everything that keeps it from being walked. */
export type Dissected = {facts?: RunbookFacts; page: Page; readings: StepReading[]; findings: Finding[]};

export function dissect(text: string, actions: ActionSignatures): Dissected {
  const {facts, findings, body} = readFrontmatter(text, runbookForm);
  const page = readPage(body, fieldKeys);
  if (isTooLong(page)) return {page, readings: [], findings: page.findings};
  const readings = page.sections.map((section, index) => readStep(section, index + 1, actions));
  const all = [
    ...hiddenCharacters(text),
    ...findings,
    ...page.findings,
    ...titleFindings(page, facts),
    ...(readings.length === 0 ? [noSteps] : []),
    ...readings.flatMap(reading => reading.findings),
    ...flowFindings(readings),
  ];
  return {page, readings, findings: all, ...(facts && {facts})};
}

/** In the order of their lines. */
export function problemsOf(findings: readonly Finding[], file: string): Problem[] {
  return findings.map(finding => ({file, ...finding})).toSorted((one, other) => one.line - other.line);
}

const noSteps: Finding = {line: 1, rule: 'no-sections', message: 'the runbook has no steps', expected: '## 1. Title of a step'};

/** The page may repeat its title as a heading for those who read it elsewhere, but not contradict it. */
function titleFindings({title}: Page, facts: RunbookFacts | undefined): Finding[] {
  if (!title || !facts || title.text === facts.title) return [];
  const message = `the heading is not the title ${quoted(facts.title)}`;
  return [{line: title.line, rule: 'title-differs', message, expected: 'the frontmatter\'s title'}];
}
