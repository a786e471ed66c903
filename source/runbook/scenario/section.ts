import {fieldReader} from '../field-reader.ts';
import {readId, readText} from '../field-value.ts';
import {readHeading} from '../markdown/heading.ts';
import type {Section} from '../markdown/page-sections.ts';
import type {Finding} from '../problem.ts';
import type {Scenario} from '../scenario.ts';
import {readAnswer} from './scenario-answer.ts';
import type {ScenarioKey} from './keys.ts';
import {readPath, readWrongPath} from './path.ts';
import {readKill, readStrike, type KnownFaults} from './strike.ts';
import {readEnd, readHint, readLevel, readOverride, readTeaching, readWorldFact} from './values.ts';

/** A scenario as far as it could be read; without findings it is whole. */
export type ScenarioReading = {
  scenario: Omit<Scenario, 'runbook' | 'file' | 'id' | 'level' | 'teaches' | 'ends'> & Partial<Pick<Scenario, 'id' | 'level' | 'teaches' | 'ends'>>;
  lineOf(key: ScenarioKey): number;
  findings: Finding[];
};

/** Reads the section that must be scenario `number`. */
export function readScenario(section: Section, number: number, known: KnownFaults): ScenarioReading {
  const findings: Finding[] = [];
  const {one, many, lineOf} = fieldReader<ScenarioKey>(section, 'scenario', findings);
  const title = readHeading(section, number, 'scenario');
  findings.push(...title.findings);
  const id = one('Id', readId);
  const level = one('Level', readLevel);
  const teaches = one('Teaches', readTeaching);
  const kill = one('Kill', readKill);
  const ends = one('Ends', readEnd);
  const scenario = {
    number,
    title: title.text,
    line: section.line,
    story: section.prose,
    strikes: many('Fault', (value, line) => readStrike(value, line, known)),
    overrides: many('Set', readOverride),
    path: one('Path', readPath) ?? [],
    wrong: many('Wrong', readWrongPath),
    hints: many('Hint', readHint),
    answers: many('Answer', readAnswer),
    world: many('World', readWorldFact),
    read: many('Read', readText),
    ...(id !== undefined && {id}),
    ...(level && {level}),
    ...(teaches !== undefined && {teaches}),
    ...(kill && {kill}),
    ...(ends && {ends}),
  };
  findings.push(...lacking(section));
  return {scenario, lineOf, findings};
}

const required: ReadonlyArray<{key: ScenarioKey; expected: string}> = [
  {key: 'Id', expected: '- **Id:** `word`'},
  {key: 'Level', expected: '- **Level:** easy, medium or hard'},
  {key: 'Teaches', expected: '- **Teaches:** one sentence'},
  {key: 'Path', expected: '- **Path:** ids of steps in their order'},
  {key: 'Ends', expected: '- **Ends:** completed, or where it stops'},
];

function lacking({line, fields, prose}: Section): Finding[] {
  const missing = required.filter(({key}) => !fields.some(field => field.key === key));
  const found = missing.map(({key, expected}): Finding => ({line, field: key, rule: 'field-missing', message: `the scenario has no ${key}`, expected}));
  if (prose.length > 0) return found;
  return [...found, {line, rule: 'story-missing', message: 'the trainee is told nothing', expected: 'the story, in a few sentences'}];
}
