import {quoted} from '../problem.ts';
import type {Finding} from '../problem.ts';
import type {Proof, Step, Test} from '../schema.ts';

const mostProofs = 12;

/** Proofs that say nothing new, cannot hold together, or are too many to be read. */
export function proofFindings(step: Step): Finding[] {
  const {proofs} = step;
  const [surplus] = proofs.slice(mostProofs);
  return [
    ...proofs.flatMap((proof, index) => pairFindings(proof, proofs.slice(0, index))),
    ...setFindings(step),
    ...(surplus ? [{line: surplus.line, field: 'Proof', rule: 'too-many-proofs', message: `the step has ${proofs.length} proofs`, expected: `at most ${mostProofs}; two steps are easier to read`} as const] : []),
  ];
}

function pairFindings(proof: Proof, earlier: readonly Proof[]): Finding[] {
  const at = {line: proof.line, field: 'Proof'};
  const same = earlier.find(other => meaningOf(other) === meaningOf(proof));
  if (same) return [{...at, rule: 'proof-twice', message: `this proof stands in line ${same.line} already`, expected: 'each proof once'}];
  const against = earlier.find(other => contradict(other, proof));
  if (!against) return [];
  return [{...at, rule: 'proof-contradicts', message: `where ${quoted(against.text)} (line ${against.line}) holds, this does not`, expected: 'proofs that can hold together'}];
}

function meaningOf(proof: Proof): string {
  return proof.kind === 'stated' ? proof.text : JSON.stringify([subjectOf(proof), proof.test]);
}

function subjectOf(proof: Proof): string | undefined {
  return proof.kind === 'stated' ? undefined : JSON.stringify([proof.subject.action?.name, proof.subject.action?.parameters, proof.subject.path]);
}

function contradict(one: Proof, other: Proof): boolean {
  if (one.kind === 'stated' || other.kind === 'stated' || subjectOf(one) !== subjectOf(other)) return false;
  return excludes(one.test, other.test) || excludes(other.test, one.test);
}

/** Whether nothing passes both tests; the other way round is asked too. */
function excludes(one: Test, other: Test): boolean {
  switch (one.kind) {
    case 'equals':
      if (other.kind === 'equals') return one.value !== other.value;
      if (other.kind === 'differs') return one.value === other.value;
      return other.kind === 'count' || (other.kind === 'absent' && one.value !== '') || (other.kind === 'present' && one.value === '');
    case 'absent':
      return other.kind !== 'absent' && other.kind !== 'equals' && other.kind !== 'differs';
    case 'count':
      if (other.kind !== 'count') return other.kind === 'age' || other.kind === 'differs';
      return smallest(one) > largest(other);
    case 'age':
    case 'differs':
    case 'present':
      return false;
  }
}

type Count = Extract<Test, {kind: 'count'}>;

const smallest = ({relation, count}: Count): number => (relation === 'at most' ? 0 : count);

const largest = ({relation, count}: Count): number => (relation === 'at least' ? Infinity : count);

const looks = ['toggle.read', 'deployment.read'];

/** A toggle that is set and then proved to be something else. */
function setFindings({action, proofs}: Step): Finding[] {
  if (action?.name !== 'toggle.set') return [];
  const [name, value = ''] = action.parameters;
  return proofs.flatMap((proof): Finding[] => {
    if (proof.kind === 'stated') return [];
    const {action: look, path = 'value'} = proof.subject;
    const same = path === 'value' && (look === undefined || (looks.includes(look.name) && look.parameters[0] === name));
    if (!same || !(excludes(proof.test, {kind: 'equals', value}) || excludes({kind: 'equals', value}, proof.test))) return [];
    return [{line: proof.line, field: 'Proof', rule: 'set-contradicted', message: `this step sets ${name} to ${quoted(value)}`, expected: 'a proof that holds then'}];
  });
}
