import {verifyFact} from './fact-path.ts';
import type {FieldKey} from './field-key.ts';
import type {Field} from './markdown/page-parts.ts';
import {quoted} from './problem.ts';
import type {Finding} from './problem.ts';
import type {RuleId} from './rules.ts';
import {stepKinds} from './schema.ts';
import type {ActionSignature, Block, Effect, Proof, StepKind} from './schema.ts';

/** What is known of a step once each of its fields has been read; unreadable ones are absent. */
export type StepFacts = {
  /** Line of the heading. */
  line: number;
  fields: readonly Field[];
  kind?: StepKind | undefined;
  effect?: Effect | undefined;
  action?: ActionSignature | undefined;
  before: readonly Proof[];
  proofs: readonly Proof[];
  prose: readonly Block[];
  /** Milliseconds. */
  every?: number | undefined;
  budget?: number | undefined;
};

/** What the fields of one step demand of each other. */
export function ruleFindings(facts: StepFacts): Finding[] {
  const has = (key: FieldKey): boolean => facts.fields.some(field => field.key === key);
  const lineOf = (key: FieldKey): number => facts.fields.find(field => field.key === key)?.line ?? facts.line;
  const broken = rules.filter(rule => rule.broken(facts, has));
  return [
    ...broken.map(({field, rule, message, expected}) => ({line: lineOf(field), field, rule, message, expected})),
    ...pathFindings(facts, has('Action')),
    ...factFindings(facts),
    ...commandFindings(facts),
  ];
}

type FieldRule = {
  rule: RuleId;
  field: FieldKey;
  broken(facts: StepFacts, has: (key: FieldKey) => boolean): boolean;
  message: string;
  expected: string;
};

function required(field: FieldKey, expected: string): FieldRule {
  return {rule: 'field-missing', field, broken: (_, has) => !has(field), message: `the step has no ${field}`, expected};
}

function requiredByChange(rule: RuleId, field: FieldKey, expected: string): FieldRule {
  const message = `the step changes something and has no ${field}`;
  return {rule, field, broken: ({effect}, has) => effect?.kind === 'changes' && !has(field), message, expected};
}

function requiredByKind(kinds: readonly StepKind[], field: FieldKey, expected: string): FieldRule {
  const message = `a step of kind ${kinds.join(' or ')} has no ${field}`;
  return {rule: 'field-missing', field, broken: ({kind}, has) => kind !== undefined && kinds.includes(kind) && !has(field), message, expected};
}

function refused(field: FieldKey, kinds: readonly StepKind[], message: string, broken: FieldRule['broken']): FieldRule {
  return {
    rule: 'kind-contradicts',
    field,
    broken: (facts, has) => facts.kind !== undefined && kinds.includes(facts.kind) && broken(facts, has),
    message: `a step of kind ${kinds.join(', ')} ${message}`,
    expected: `one of the kinds ${stepKinds.filter(kind => !kinds.includes(kind)).join(', ')}`,
  };
}

/** Above all: whatever changes something says before the key press how it is confirmed, proved and undone. */
const rules: readonly FieldRule[] = [
  required('Id', '- **Id:** `word`'),
  required('Kind', '- **Kind:** check, action, wait, manual, note or approve'),
  required('Effect', '- **Effect:** reads, or changes: and what'),
  {
    rule: 'effect-contradicts',
    field: 'Effect',
    broken: ({effect, action}) => effect?.kind === 'reads' && action?.effect === 'changes',
    message: 'the step says it reads, its action changes something',
    expected: 'changes: and what it changes',
  },
  {
    rule: 'effect-contradicts',
    field: 'Effect',
    broken: ({effect, action}) => effect?.kind === 'changes' && action?.effect === 'reads',
    message: 'the step says it changes something, its action only reads',
    expected: 'reads',
  },
  requiredByChange('change-without-confirm', 'Confirm', '- **Confirm:** what the operator types first'),
  requiredByChange('change-without-proof', 'Proof', '- **Proof:** what must hold afterwards'),
  requiredByChange('change-without-undo', 'Undo', '- **Undo:** how to take it back, or none and why'),
  requiredByKind(['check', 'wait'], 'Proof', '- **Proof:** what must hold'),
  requiredByKind(['action', 'wait'], 'Action', '- **Action:** `name`'),
  requiredByKind(['wait'], 'Every', '- **Every:** 30s'),
  requiredByKind(['wait'], 'Budget', '- **Budget:** how long it waits, such as 4h'),
  requiredByKind(['note', 'approve'], 'Ask', '- **Ask:** the question to the operator'),
  refused('Effect', ['check', 'wait', 'note', 'approve'], 'changes nothing', ({effect}) => effect?.kind === 'changes'),
  refused('Action', ['manual', 'note', 'approve'], 'runs nothing', (_, has) => has('Action')),
  refused('Every', ['check', 'action', 'manual', 'note', 'approve'], 'looks once', (_, has) => has('Every')),
  {
    rule: 'every-form',
    field: 'Every',
    broken: ({every, budget}) => every !== undefined && budget !== undefined && every > budget,
    message: 'the second look would come after the budget',
    expected: 'a span of time that fits into the budget',
  },
  {
    rule: 'wait-unseen',
    field: 'Proof',
    broken: ({kind, proofs}) => kind === 'wait' && proofs.length > 0 && proofs.every(proof => proof.kind === 'stated'),
    message: 'the wait has nothing that it could see',
    expected: 'a proof that looks at something, or the kind manual',
  },
];

/** A proof without an action of its own looks into the result of the step's action. */
function pathFindings({before, proofs}: StepFacts, hasAction: boolean): Finding[] {
  const looksInside = (proof: Proof): boolean => proof.kind === 'observed' && !proof.subject.action;
  const rule = 'proof-without-result' as const;
  const expected = 'an action that reads, or stated:';
  return [
    ...before.filter(looksInside).map(({line}) => ({
      line, field: 'Before', rule, message: 'the action has not run yet and has no result', expected,
    })),
    ...(hasAction ? [] : proofs.filter(looksInside)).map(({line}) => ({
      line, field: 'Proof', rule, message: 'the step has no action whose result could be looked at', expected,
    })),
  ];
}

/** Proofs look into what the step's own action tells. */
function factFindings({action, proofs}: StepFacts): Finding[] {
  return proofs.flatMap(proof => {
    const path = proof.kind === 'observed' && !proof.subject.action ? proof.subject.path : undefined;
    const unknown = action && path !== undefined ? verifyFact(action, path) : undefined;
    return unknown ? [{line: proof.line, field: 'Proof', ...unknown.fault}] : [];
  });
}

/** The fence is what a person runs when this program is down: it must do what the action does. */
function commandFindings({line, action, prose}: StepFacts): Finding[] {
  const lines = prose.filter(block => block.kind === 'code').flatMap(block => block.spans.map(({text}) => text.trim()));
  if (action?.command === undefined || lines.length === 0 || lines.includes(action.command)) return [];
  const message = `no fence shows the command of ${action.name}`;
  return [{line, field: 'Action', rule: 'command-differs', message, expected: quoted(action.command)}];
}
