import {readBranch} from './branch.ts';
import {readAction} from './call.ts';
import type {ActionSignatures} from './call.ts';
import type {FieldKey} from './field-key.ts';
import {fieldReader} from './field-reader.ts';
import {readBudget, readEffect, readEvery, readId, readKind, readText} from './field-value.ts';
import {readHeading} from './markdown/heading.ts';
import type {Section} from './markdown/page-sections.ts';
import type {Finding} from './problem.ts';
import {readProof} from './proof-text.ts';
import type {Branch, Proof, Step} from './schema.ts';
import {ruleFindings} from './step-rules.ts';

/** A step's name used in another field. */
type Reference = {line: number; field: FieldKey; id: string};

export type StepReading = {
  /** Only to be used without findings: with them, unreadable fields are left out. */
  step?: Step;
  /** What the order of the steps is checked with, as far as it could be read. */
  line: number;
  id?: {line: number; name: string};
  branches: Branch[];
  references: Reference[];
  findings: Finding[];
  section: Section;
};

/** Reads the section that must be step `number`. */
export function readStep(section: Section, number: number, actions: ActionSignatures): StepReading {
  const findings: Finding[] = [];
  const {one, many, lineOf} = fieldReader<FieldKey>(section, 'step', findings);
  const title = readHeading(section, number, 'step');
  findings.push(...title.findings);
  const id = one('Id', readId);
  const kind = one('Kind', readKind);
  const effect = one('Effect', readEffect);
  const before = many('Before', (value, line) => readProof(value, line, actions));
  const ask = one('Ask', readText);
  const confirm = one('Confirm', readText);
  const action = one('Action', value => readAction(value, actions));
  const every = one('Every', readEvery);
  const proofs = many('Proof', (value, line) => readProof(value, line, actions));
  const undo = one('Undo', readText);
  const budget = one('Budget', readBudget);
  const branches = many('If', readBranch);

  const {line, fields, prose} = section;
  const signature = action && actions.get(action.name);
  findings.push(...ruleFindings({line, fields, kind, effect, action: signature, before, proofs, prose, every, budget}));

  const base = {
    line,
    branches,
    references: [...branchReferences(branches), ...undoReferences(section), ...calledWith('Before', before, actions), ...calledWith('Proof', proofs, actions)],
    findings,
    section,
    ...(id !== undefined && {id: {line: lineOf('Id'), name: id}}),
  };
  if (id === undefined || kind === undefined || effect === undefined) return base;
  return {
    ...base,
    step: {
      number, id, title: title.text, line, kind, effect, before, proofs, branches, prose,
      ...(ask !== undefined && {ask}),
      ...(confirm !== undefined && {confirm}),
      ...(action && {action}),
      ...(every !== undefined && {every}),
      ...(undo !== undefined && {undo}),
      ...(budget !== undefined && {budget}),
    },
  };
}

function branchReferences(branches: readonly Branch[]): Reference[] {
  return branches.flatMap(({line, then, while: holds}) =>
    [...then, ...(holds ? [holds] : [])].flatMap(named => ('id' in named ? [{line, field: 'If' as const, id: named.id}] : [])));
}

/** `ledger.growth` `freeze`: an action that asks about a step of this walk. */
function calledWith(field: FieldKey, proofs: readonly Proof[], actions: ActionSignatures): Reference[] {
  return proofs.flatMap(proof => {
    const call = proof.kind === 'observed' ? proof.subject.action : undefined;
    const id = call?.parameters[actions.get(call.name)?.parameters.indexOf('step') ?? -1];
    return id === undefined ? [] : [{line: proof.line, field, id}];
  });
}

/** `Undo: step `restore`` sends the operator there, so the step must exist. */
function undoReferences(section: Section): Reference[] {
  return section.fields.flatMap(({key, line, value: [word, id]}) =>
    key === 'Undo' && word?.style === 'plain' && word.text.trim() === 'step' && id?.style === 'code'
      ? [{line, field: key, id: id.text}]
      : []);
}
