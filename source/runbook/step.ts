import {readBranch} from './branch.ts';
import {readAction} from './call.ts';
import type {ActionSignatures} from './call.ts';
import type {FieldKey} from './field-key.ts';
import {readBudget, readEffect, readId, readKind, readText} from './field-value.ts';
import type {Section} from './page.ts';
import type {Finding, Reading} from './problem.ts';
import {readProof} from './proof-text.ts';
import type {Branch, Span, Step} from './schema.ts';
import {ruleFindings} from './step-rules.ts';

/** A step's name used in another field. */
export type Reference = {line: number; field: FieldKey; id: string};

export type StepReading = {
  /** Only to be used without findings: with them, unreadable fields are left out. */
  step?: Step;
  /** What the order of the steps is checked with, as far as it could be read. */
  line: number;
  id?: {line: number; name: string};
  branches: Branch[];
  references: Reference[];
  findings: Finding[];
};

/** Reads the section that must be step `number`. */
export function readStep(section: Section, number: number, actions: ActionSignatures): StepReading {
  const findings: Finding[] = [];
  const fieldsOf = (key: FieldKey): Section['fields'] => section.fields.filter(field => field.key === key);
  const read = <T>(
    fields: Section['fields'],
    reader: (value: Span[], line: number) => Reading<T>,
  ): T[] => fields.flatMap(({key, line, value}) => {
    const result = reader(value, line);
    if (!result.ok) findings.push({line, field: key, ...result.fault});
    return result.ok ? [result.value] : [];
  });
  const one = <T>(key: FieldKey, reader: (value: Span[]) => Reading<T>): T | undefined => {
    const [first, ...more] = fieldsOf(key);
    findings.push(...more.map(({line}) => ({
      line, field: key, message: `a second ${key}`, expected: `one ${key} for each step`,
    })));
    return first && read([first], reader)[0];
  };

  const title = readHeading(section, number, findings);
  const id = one('Id', readId);
  const kind = one('Kind', readKind);
  const effect = one('Effect', readEffect);
  const before = read(fieldsOf('Before'), (value, line) => readProof(value, line, actions));
  const ask = one('Ask', readText);
  const confirm = one('Confirm', readText);
  const action = one('Action', value => readAction(value, actions));
  const proofs = read(fieldsOf('Proof'), (value, line) => readProof(value, line, actions));
  const undo = one('Undo', readText);
  const budget = one('Budget', readBudget);
  const branches = read(fieldsOf('If'), readBranch);

  const {line, fields, prose} = section;
  const signature = action && actions.get(action.name);
  findings.push(...ruleFindings({line, fields, kind, effect, action: signature, before, proofs, prose}));

  const base = {
    line,
    branches,
    references: [...branchReferences(branches), ...undoReferences(section)],
    findings,
    ...(id !== undefined && {id: {line: fieldsOf('Id')[0]?.line ?? line, name: id}}),
  };
  if (id === undefined || kind === undefined || effect === undefined) return base;
  return {
    ...base,
    step: {
      number, id, title, line, kind, effect, before, proofs, branches, prose,
      ...(ask !== undefined && {ask}),
      ...(confirm !== undefined && {confirm}),
      ...(action && {action}),
      ...(undo !== undefined && {undo}),
      ...(budget !== undefined && {budget}),
    },
  };
}

function readHeading({heading, line}: Section, number: number, findings: Finding[]): string {
  const [, given, title] = /^(\d+)\.\s+(\S.*)$/.exec(heading) ?? [];
  if (given === undefined || title === undefined) {
    findings.push({line, message: 'this heading is not that of a step', expected: `## ${number}. Title`});
  } else if (given !== String(number)) {
    findings.push({line, message: `the step is numbered ${given.slice(0, 9)}`, expected: `number ${number}`});
  }
  return title ?? heading;
}

function branchReferences(branches: readonly Branch[]): Reference[] {
  return branches.flatMap(({line, then}) =>
    then.flatMap(turn => (turn.kind === 'step' ? [{line, field: 'If' as const, id: turn.id}] : [])));
}

/** `Undo: step `restore`` sends the operator there, so the step must exist. */
function undoReferences(section: Section): Reference[] {
  return section.fields.flatMap(({key, line, value: [word, id]}) =>
    key === 'Undo' && word?.style === 'plain' && word.text.trim() === 'step' && id?.style === 'code'
      ? [{line, field: key, id: id.text}]
      : []);
}
