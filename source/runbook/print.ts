import {changesText} from './step-name.ts';
import {conditionText} from './branch.ts';
import {inOneText, unreachable, type Trouble} from '../errors.ts';
import {togglesOf} from './named-toggles.ts';
import {paperColumns, rule, wrapped} from './text-columns.ts';
import type {Block, Branch, Proof, Runbook, Step, Turn} from './schema.ts';
import {formatSpanOfTime} from '../time.ts';

/** What is so at the moment of printing. Raw texts, masked; no secret in any form. */
export type PrintValues = {
  /** Timestamp of that moment. */
  at: string;
  /** Of the runbook's file, in hex. */
  sha256: string;
  environment: string;
  class: string;
  gateway: {url: string; source: string};
  ledger: string;
  /** Whom to call; undefined where nobody is named. */
  escalate: string | undefined;
  /** What could not be read. */
  trouble: Trouble | undefined;
  /** By name of the toggle, what wins first. */
  toggles: ReadonlyMap<string, readonly ToggleValue[]>;
  /** By step: the commands and edits that its action would make now, or why it can make none. */
  plans: ReadonlyMap<string, {does: readonly string[]} | {trouble: Trouble}>;
};

/** What a toggle reads in one place; `source` is empty where nobody set it. */
export type ToggleValue = {source: string} & ({value: string | undefined} | {kept: 'secret'} | {trouble: Trouble});

/** A runbook as plain lines of at most 80 columns, to be done by hand from paper or a pager. */
export function printRunbook(runbook: Runbook, values: PrintValues): string[] {
  return [
    ...header(runbook, values),
    ...proseLines(runbook.intro),
    ...runbook.steps.flatMap(step => stepLines(step, runbook, values)),
    rule('='),
    `End of ${runbook.id}.`,
  ];
}

const labelled = (label: string, text: string): string[] => wrapped(text, label.padEnd(11));

function header({id, title, version, steps}: Runbook, {at, sha256, ...values}: PrintValues): string[] {
  return [
    rule('='),
    ...wrapped(title),
    ...wrapped(`${id}, version ${version}, ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`),
    `sha256 ${sha256}`,
    ...wrapped(`Printed ${at} to be done by hand. Values are those of that moment: look again before you change anything.`),
    '',
    ...labelled('Class', `${values.class.toUpperCase()}, environment ${values.environment}`),
    ...labelled('Gateway', `${values.gateway.url} (${values.gateway.source})`),
    ...labelled('Ledger', values.ledger),
    ...(values.escalate === undefined ? [] : labelled('Call', values.escalate)),
    ...(values.trouble ? labelled('Not read', inOneText(values.trouble)) : []),
    '',
    'Operator ____________________  Incident ________________  Date ________________',
    rule('='),
    '',
  ];
}

function stepLines(step: Step, runbook: Runbook, values: PrintValues): string[] {
  const known = [...values.toggles.keys()];
  const now = togglesOf(step, known).flatMap(name => (values.toggles.get(name) ?? []).map(value => toggleText(name, value)));
  return [
    rule('-'),
    ...wrapped(`${step.title}  (${step.id})`, `[ ] ${step.number}  `),
    rule('-'),
    '',
    ...proseLines(step.prose),
    ...rows('Now', now),
    ...boxes('First', step.before),
    ...labelled('Changes', changesText(step)),
    ...(step.undo === undefined ? [] : labelled('Undo', undoText(step.undo, runbook))),
    ...(step.action ? labelled('Action', [step.action.name, ...step.action.parameters].join(' ')) : []),
    ...(step.every === undefined ? [] : labelled('Look', `every ${formatSpanOfTime(step.every)}, until all that can be seen holds`)),
    ...planLines(values.plans.get(step.id)),
    ...(step.ask === undefined ? [] : [...labelled('Answer', step.ask), '', `${' '.repeat(11)}${'_'.repeat(paperColumns - 11)}`]),
    ...boxes('Proof', step.proofs),
    ...rows('If', step.branches.filter(({when}) => when !== 'done').map(branch => branchText(branch, runbook, values))),
    ...step.branches.filter(({when}) => when === 'done').flatMap(branch => labelled('Then', turnsText(branch, runbook, values))),
    ...(step.budget === undefined ? [] : labelled('Time', `at most ${formatSpanOfTime(step.budget)}`)),
    '',
    'Begun at __________  Ended at __________  By ____________________',
    '',
  ];
}

function rows(label: string, texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => labelled(index === 0 ? label : '', text));
}

function boxes(label: string, proofs: readonly Proof[]): string[] {
  return proofs.flatMap((proof, index) =>
    wrapped(proof.kind === 'stated' ? `you vouch for it: ${proof.text}` : proof.text, `${(index === 0 ? label : '').padEnd(11)}[ ] `));
}

function toggleText(name: string, value: ToggleValue): string {
  const source = value.source === '' ? '' : ` (${value.source})`;
  if ('trouble' in value) return `${name} cannot be read${source}: ${inOneText(value.trouble)}`;
  if ('kept' in value) return `${name} is set and not shown${source}`;
  if (value.value === undefined) return `${name} is not set${source}`;
  return value.value === '' ? `${name} is empty${source}` : `${name} = ${value.value}${source}`;
}

/** Like a fence: what is typed must stay in one piece. */
function planLines(plan: {does: readonly string[]} | {trouble: Trouble} | undefined): string[] {
  if (!plan) return [];
  if ('trouble' in plan) return labelled('Not now', inOneText(plan.trouble));
  return plan.does.length === 0 ? [] : ['By hand', ...plan.does.flatMap(text => text.split('\n').map(line => `    ${line}`))];
}

function undoText(undo: string, runbook: Runbook): string {
  const id = /^step (\S+)$/.exec(undo)?.[1];
  return id === undefined ? undo : stepText(id, runbook);
}

function stepText(id: string, {steps}: Runbook): string {
  const step = steps.find(candidate => candidate.id === id);
  return step ? `step ${step.number}, ${step.title}` : `step ${id}`;
}

function branchText(branch: Branch, runbook: Runbook, values: PrintValues): string {
  return `${branch.when}${branch.while === undefined ? '' : `, while ${conditionText(branch.while, id => stepText(id, runbook))}`}: ${turnsText(branch, runbook, values)}`;
}

function turnsText({then}: Branch, runbook: Runbook, {escalate}: PrintValues): string {
  return then.map(turn => turnText(turn, runbook, escalate)).join(', then ');
}

function turnText(turn: Turn, runbook: Runbook, escalate: string | undefined): string {
  const atMost = (count: number): string => (count === 1 ? 'once at most' : `${count} times at most`);
  switch (turn.kind) {
    case 'step':
      return `go to ${stepText(turn.id, runbook)}${turn.upTo === undefined ? '' : `, ${atMost(turn.upTo)}`}`;
    case 'retry':
      return `try again, ${atMost(turn.times)}`;
    case 'stop':
      return 'stop here';
    case 'escalate':
      return `call ${escalate ?? 'whoever answers for this'}`;
    default:
      return unreachable(turn);
  }
}

function proseLines(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block, index) => [...blockLines(block), ...(block.kind === 'item' && blocks[index + 1]?.kind === 'item' ? [] : [''])]);
}

/** A command is never wrapped: it must be typed as it stands. */
function blockLines({kind, spans}: Block): string[] {
  if (kind === 'code') return spans.map(({text}) => `    ${text}`.trimEnd());
  const text = spans.map(span => span.text).join('');
  if (kind === 'paragraph') return wrapped(text);
  const number = /^\d+\. /.exec(text)?.[0] ?? '';
  return wrapped(text.slice(number.length), `  ${number || '- '}`);
}
