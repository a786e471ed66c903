import type {ActionCall, Proof, Runbook, Step} from './schema.ts';

/** Actions whose first parameter is the name of a toggle. */
const takesToggle = ['toggle.set', 'toggle.read', 'deployment.read'];

/** What a shell and a platform take as the name of a variable, and never as an option or as code. */
export function isToggleName(text: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(text);
}

/**
 * Toggles that a step names: whatever its action and proofs set or read, and of the words in its
 * prose those that are `known`, since any other variable may hold what is nobody's business.
 */
export function togglesOf({action, before, proofs, prose}: Step, known: readonly string[]): string[] {
  const calls = [action, ...[...before, ...proofs].map(actionOf)].filter(call => call !== undefined);
  const named = calls.flatMap(({name, parameters: [first]}) => (takesToggle.includes(name) && first !== undefined ? [first] : []));
  const words = prose.flatMap(({spans}) => spans.flatMap(({text, style}) => (style === 'code' ? (text.match(/[A-Z][A-Z0-9_]+/g) ?? []) : [])));
  return [...new Set([...named, ...words.filter(word => known.includes(word))])];
}

/** Those of all steps. */
export function togglesIn({steps}: Runbook, known: readonly string[]): string[] {
  return [...new Set(steps.flatMap(step => togglesOf(step, known)))];
}

function actionOf(proof: Proof): ActionCall | undefined {
  return proof.kind === 'observed' ? proof.subject.action : undefined;
}
