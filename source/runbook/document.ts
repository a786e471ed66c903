import type {ActionSignatures} from './call.ts';
import {flowFindings} from './flow.ts';
import {readFrontmatter} from './frontmatter.ts';
import type {Frontmatter} from './frontmatter.ts';
import {hiddenCharacters} from './hidden.ts';
import {readPage} from './page.ts';
import type {Page} from './page.ts';
import {quoted} from './problem.ts';
import type {Finding, Problem} from './problem.ts';
import type {Runbook} from './schema.ts';
import {readStep} from './step.ts';

export type RunbookReading = {ok: true; runbook: Runbook} | {ok: false; problems: Problem[]};

/**
 * Reads a runbook page: frontmatter, an intro, and a section `## N. Title` for each step with prose
 * and field bullets. Answers either the whole runbook or everything that is wrong with the page, by
 * line; the same pass serves running and checking. `file` is only for the texts, nothing is opened.
 */
export function parseRunbook(text: string, {file, actions}: {file: string; actions: ActionSignatures}): RunbookReading {
  const {facts, findings, body} = readFrontmatter(text);
  const page = readPage(body);
  const readings = page.sections.map((section, index) => readStep(section, index + 1, actions));
  const steps = readings.flatMap(({step}) => step ?? []);
  const closing = steps.at(-1);
  const all = [
    ...hiddenCharacters(text),
    ...findings,
    ...page.findings,
    ...titleFindings(page, facts),
    ...(readings.length === 0 ? [noSteps] : []),
    ...readings.flatMap(reading => reading.findings),
    ...flowFindings(readings),
  ];
  if (all.length === 0 && facts && closing) {
    return {ok: true, runbook: {...facts, file, intro: page.intro, steps, closing: closing.id}};
  }
  const problems = all.map(finding => ({file, ...finding}));
  return {ok: false, problems: problems.toSorted((one, other) => one.line - other.line)};
}

const noSteps: Finding = {line: 1, message: 'the runbook has no steps', expected: '## 1. Title of a step'};

/** The page may repeat its title as a heading for those who read it elsewhere, but not contradict it. */
function titleFindings({title}: Page, facts: Frontmatter | undefined): Finding[] {
  if (!title || !facts || title.text === facts.title) return [];
  const message = `the heading is not the title ${quoted(facts.title)}`;
  return [{line: title.line, message, expected: 'the frontmatter\'s title'}];
}
