import {actions} from '../../source/actions/registry.ts';
import {ruleText} from '../../source/drill/debrief-text.ts';
import {scoreRules} from '../../source/drill/score.ts';
import {practiceFaults} from '../../source/practice/faults.ts';
import {stepFields, type FieldGuide} from '../../source/runbook/field-key.ts';
import {rules} from '../../source/runbook/rules.ts';
import {runbookForm} from '../../source/runbook/runbook-facts.ts';
import {scenarioFileForm} from '../../source/runbook/scenario/file-facts.ts';
import {scenarioFields} from '../../source/runbook/scenario/keys.ts';
import {code, madePage, table} from './markdown.ts';

const factsText = (facts: Readonly<Record<string, string>>): string => Object.entries(facts).map(([path, found]) => `${code(path)}: ${found}`).join('; ');

export function actionsPage(): string {
  return madePage(
    'Actions',
    'the registry of actions',
    'What a step can run. The list is closed: a page cannot add to it. An action that reads may also stand before a proof. Its facts are what proofs look at.',
    table(
      ['Action', 'Effect', 'Parameters', 'Facts', 'By hand'],
      actions.map(({signature: {name, effect, parameters, command}, facts}) => [
        code(name),
        effect,
        parameters.map(code).join(' '),
        factsText(facts),
        command === undefined ? '' : code(command),
      ]),
    ),
  );
}

const fieldTable = (fields: readonly FieldGuide[]): string => table(['Key', 'How often', 'Holds'], fields.map(({key, times, holds}) => [`**${key}:**`, times, holds]));

const factTable = (expectations: Readonly<Record<string, string>>): string => table(['Key', 'Holds'], Object.entries(expectations).map(([key, holds]) => [code(key), holds]));

export function runbookFieldsPage(): string {
  return madePage(
    'Fields of a runbook',
    'the tables of the runbook reader',
    'How they come together: [writing a runbook](../writing-a-runbook.md).',
    '## Frontmatter',
    factTable(runbookForm.expectations),
    '## Of a step',
    fieldTable(stepFields),
  );
}

export function drillFieldsPage(): string {
  return madePage(
    'Fields of a drill',
    'the tables of the scenario reader',
    'How they come together: [writing a drill](../writing-a-drill.md).',
    '## Frontmatter',
    factTable(scenarioFileForm.expectations),
    '## Of a drill',
    fieldTable(scenarioFields),
  );
}

export function lintRulesPage(): string {
  const errors = rules.filter(({level}) => level === 'error').length;
  return madePage(
    'Lint rules',
    'the table of rules',
    `What \`mcp-runbook lint\` looks at: ${errors} rules without which a page cannot be walked (error), and ${rules.length - errors} about what somebody will stumble over (warning).`,
    table(['Rule', 'Level', 'Says'], rules.map(({id, level, says}) => [code(id), level, says])),
  );
}

const parts = {gateway: "the gateway's own", world: 'around it'} as const;

export function faultsPage(): string {
  return madePage(
    'Faults',
    'the table of faults',
    "What can go wrong in practice. The gateway's own can also be had from the command `gateway --fault NAME`; the others exist in drills only.",
    table(
      ['Fault', 'What happens', 'Where', 'Begins'],
      practiceFaults.map(({name, explains, part, strikes}) => [code(name), explains, parts[part], strikes === 'start' ? 'at start only' : 'at any time']),
    ),
  );
}

export function scoringPage(): string {
  return madePage(
    'Scoring',
    'the rules of the score',
    'How a drill is scored, in the order in which it is reckoned. Time does not count.',
    table(['Rule', 'Points', 'For'], scoreRules.map(rule => [rule.name, ruleText(rule), rule.says])),
  );
}
