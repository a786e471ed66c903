import {editDistance} from '../../nearest-word.ts';
import type {FieldKey} from '../field-key.ts';
import {branchFor, waysOf} from '../flow.ts';
import {quoted} from '../problem.ts';
import type {Finding} from '../problem.ts';
import type {RuleId} from '../rules.ts';
import type {Step} from '../schema.ts';
import type {StepReading} from '../step.ts';

/** A step that can be read, and where its fields stand. */
type Placed = {step: Step; lineOf(key: FieldKey): number};

type CareRule = {
  rule: RuleId;
  field: FieldKey;
  broken(step: Step): boolean;
  message: string;
  expected: string;
};

/** What a step can lack and still be walked. */
const rules: readonly CareRule[] = [
  {
    rule: 'budget-missing',
    field: 'Budget',
    broken: ({effect, budget}) => effect.kind === 'changes' && budget === undefined,
    message: 'nothing is said about how long this change may take',
    expected: '- **Budget:** 5m',
  },
  {
    rule: 'failure-missing',
    field: 'If',
    broken: step => step.effect.kind === 'changes' && !branchFor(step, 'failed'),
    message: 'nothing is said about where the walk leads when this change failed',
    expected: '- **If:** failed -> retry 2, stop',
  },
  {
    rule: 'confirm-on-reads',
    field: 'Confirm',
    broken: ({effect, confirm}) => effect.kind === 'reads' && confirm !== undefined,
    message: 'the step only reads and asks for a confirmation',
    expected: 'none, so that a confirmation keeps its meaning',
  },
  {
    rule: 'undo-without-reason',
    field: 'Undo',
    broken: ({undo}) => /^none\W*$/i.test(undo ?? ''),
    message: 'there is no way back, and nothing is said about why',
    expected: 'none: and why, or what helps instead',
  },
  {
    rule: 'check-only-stated',
    field: 'Proof',
    broken: ({kind, proofs}) => kind === 'check' && proofs.every(proof => proof.kind === 'stated'),
    message: 'the check observes nothing',
    expected: 'a proof that an action observes, or the kind manual',
  },
  {
    rule: 'change-only-stated',
    field: 'Proof',
    broken: ({effect, action, proofs}) => effect.kind === 'changes' && action !== undefined && proofs.every(proof => proof.kind === 'stated'),
    message: 'what the action changes is not read back',
    expected: 'a proof that looks at it',
  },
];

export function stepFindings({step, section, references}: StepReading, steps: readonly Step[]): Finding[] {
  if (!step) return [];
  const placed: Placed = {step, lineOf: key => section.fields.find(field => field.key === key)?.line ?? section.line};
  return [
    ...rules.filter(({broken}) => broken(step)).map(({rule, field, message, expected}) => ({line: placed.lineOf(field), field, rule, message, expected})),
    ...unclearOutcomes(step),
    ...references.filter(({field}) => field === 'Undo').flatMap(({id, line}) => undoFindings(step, steps.find(other => other.id === id), line)),
  ];
}

/** Sound like what the program tells, are not, and leave an operator without anything to judge. */
const unclear = new Set([
  'fail', 'fails', 'failing', 'failure', 'error', 'errors', 'not ok', 'ok', 'okay', 'success', 'succeeded', 'passed', 'finished', 'not done', 'unknown', 'else', 'otherwise',
  'default', 'always', 'any', 'yes', 'no', 'true', 'false',
]);

function unclearOutcomes(step: Step): Finding[] {
  return waysOf(step).flatMap(({line, when}): Finding[] => {
    const word = when.toLowerCase();
    if (!unclear.has(word) && editDistance(word, 'failed', 1) > 1) return [];
    const message = `nobody can tell whether ${quoted(when)} is so`;
    return [{line, field: 'If', rule: 'outcome-unclear', message, expected: 'done, failed, or what the operator sees, such as: no answer'}];
  });
}

function undoFindings(step: Step, undo: Step | undefined, line: number): Finding[] {
  if (!undo) return [];
  const found = {line, field: 'Undo', rule: 'undo-changes-nothing', expected: 'a step that takes the change back'} as const;
  if (undo.id === step.id) return [{...found, message: 'the step is its own undo'}];
  return undo.effect.kind === 'reads' ? [{...found, message: `${undo.id} only reads, so it takes nothing back`}] : [];
}
