import {parseRunbook} from '../../source/runbook/document.ts';
import {problemText} from '../../source/runbook/problem.ts';
import type {Problem} from '../../source/runbook/problem.ts';
import type {ActionSignature, Runbook} from '../../source/runbook/schema.ts';

/** Paths of the proofs that tests make up. */
const invented = ['a', 'b', 'a-b', 'condition', 'doctrine_failures', 'entries', 'malformed', 'newest.*', 'services.*', 'wrong'];

const signatures: ActionSignature[] = [
  {name: 'toggles.check', effect: 'reads', parameters: [], command: 'mcp-runbook toggles'},
  {name: 'toggle.read', effect: 'reads', parameters: ['name']},
  {name: 'toggle.set', effect: 'changes', parameters: ['name', 'value']},
  {name: 'gateway.reach', effect: 'reads', parameters: []},
  {name: 'deployment.read', effect: 'reads', parameters: ['name']},
  {name: 'route.probe', effect: 'reads', parameters: []},
  {name: 'smoke.run', effect: 'changes', parameters: [], command: 'mcp-runbook smoke --json'},
  {name: 'receipt.review', effect: 'reads', parameters: []},
  {name: 'ledger.review', effect: 'reads', parameters: [], command: 'mcp-runbook ledger review', facts: ['connectors.operator_api.verdict', 'connectors.operator_api.*', ...invented]},
  {name: 'step.ended', effect: 'reads', parameters: ['step']},
  {name: 'packet.write', effect: 'changes', parameters: [], command: 'mcp-runbook packet'},
];

/** The registry as the pages under test know it. */
export const actions: ReadonlyMap<string, ActionSignature> = new Map(signatures.map(action => [action.name, action]));

export const file = 'runbooks/x.md';

export const frontmatter = `---
id: x
title: The page
version: 1
summary: A page for tests.
---
`;

/** A page whose first step starts in line 8: frontmatter, one blank line, the steps. */
export function page(...steps: string[]): string {
  return [frontmatter, ...steps].join('\n');
}

/** A step that reads and is right; its heading is followed by a blank line and the Id bullet. */
export function note(number: number, id: string, ...more: string[]): string {
  const fields = ['- **Kind:** note', '- **Effect:** reads', '- **Ask:** what was seen?', ...more];
  return [`## ${number}. Step ${id}`, '', `- **Id:** \`${id}\``, ...fields, ''].join('\n');
}

export function read(text: string): Runbook {
  const reading = parseRunbook(text, {file, actions});
  if (!reading.ok) throw new Error(reading.problems.map(problemText).join('\n'));
  return reading.runbook;
}

export function problems(text: string): Problem[] {
  const reading = parseRunbook(text, {file, actions});
  return reading.ok ? [] : reading.problems;
}

export function problemTexts(text: string): string[] {
  return problems(text).map(problemText);
}
