import {problemsOf} from '../document.ts';
import {repeatedIds} from '../flow-rules.ts';
import {readFrontmatter} from '../frontmatter.ts';
import {hiddenCharacters} from '../markdown/hidden-characters.ts';
import {isTooLong, readPage} from '../markdown/page-sections.ts';
import type {Finding, Problem} from '../problem.ts';
import type {Scenario} from '../scenario.ts';
import type {Runbook} from '../schema.ts';
import {scenarioFileForm} from './file-facts.ts';
import {scenarioKeys} from './keys.ts';
import {readScenario, type ScenarioReading} from './section.ts';
import type {KnownFaults} from './strike.ts';
import {walkFindings} from './walk-rules.ts';

export type ScenariosReading = {ok: true; scenarios: Scenario[]} | {ok: false; problems: Problem[]};

export type ScenarioOptions = KnownFaults & {
  /** Only for the texts, nothing is opened. */
  file: string;
  /** The runbook that is walked; without it the steps that are named are not looked for. */
  runbook?: Runbook | undefined;
};

/**
 * Reads a scenario page, written like a runbook: frontmatter, and a section `## N. Title` for each
 * scenario with its story and field bullets. Answers every scenario or everything that is wrong.
 */
export function parseScenarios(text: string, options: ScenarioOptions): ScenariosReading {
  const {runbook, readings, findings} = dissectScenarios(text, options);
  const scenarios = readings.flatMap(({scenario}) => whole(scenario, runbook, options.file));
  if (findings.length === 0) return {ok: true, scenarios};
  return {ok: false, problems: problemsOf(findings, options.file)};
}

/** The parts of a scenario page, whether or not it is in order, and everything that is wrong with it. */
export function dissectScenarios(text: string, {runbook, ...known}: ScenarioOptions) {
  const {facts, findings, body} = readFrontmatter(text, scenarioFileForm);
  const page = readPage(body, scenarioKeys);
  if (isTooLong(page)) return {runbook: facts?.runbook, page, readings: [], findings: page.findings};
  const readings = page.sections.map((section, index) => readScenario(section, index + 1, known));
  const ids = readings.flatMap(({scenario, lineOf}) => (scenario.id === undefined ? [] : [{line: lineOf('Id'), name: scenario.id}]));
  const all: Finding[] = [
    ...hiddenCharacters(text),
    ...findings,
    ...page.findings,
    ...(readings.length === 0 ? [noScenarios] : []),
    ...(runbook && facts && facts.runbook !== runbook.id ? [otherRunbook(facts.runbook, runbook)] : []),
    ...readings.flatMap(reading => [...reading.findings, ...hintOrder(reading), ...(runbook ? walkFindings(reading, runbook) : [])]),
    ...repeatedIds(ids),
  ];
  return {runbook: facts?.runbook, page, readings, findings: all};
}

const noScenarios: Finding = {line: 1, rule: 'no-sections', message: 'the page has no scenarios', expected: '## 1. Title of a scenario'};

function otherRunbook(id: string, runbook: Runbook): Finding {
  return {line: 2, field: 'runbook', rule: 'scenario-alone', message: `these scenarios are of ${id}, the runbook is ${runbook.id}`, expected: runbook.id};
}

function hintOrder({scenario: {hints}}: ScenarioReading): Finding[] {
  return hints.filter(({after}, index) => after <= (hints[index - 1]?.after ?? 0)).map(({line}) => ({
    line, field: 'Hint', rule: 'hint-order', message: 'this hint comes no later than the one above it', expected: 'hints in the order of their times',
  }));
}

function whole(read: ScenarioReading['scenario'], runbook: string | undefined, file: string): Scenario[] {
  const {id, level, teaches, ends} = read;
  if (runbook === undefined || id === undefined || level === undefined || teaches === undefined || ends === undefined) return [];
  return [{...read, runbook, file, id, level, teaches, ends}];
}
