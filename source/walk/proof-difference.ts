import type {Trouble} from '../errors.ts';
import type {Body} from '../journal/event.ts';

type ProofRecord = Body<'step.finished'>['proofs'][number];

/** What a proof that does not hold wanted and what was there; of a statement, what was said. */
export function differenceText({expected, found}: Pick<ProofRecord, 'expected' | 'found'>): string {
  return expected.startsWith(statedBy) ? found : `expected ${expected}, found ${found}`;
}

/** What is expected of a statement begins so, and goes on with whoever is asked. */
export const statedBy = 'stated by ';

/** The proof itself first. */
export const brokenText = (proof: Pick<ProofRecord, 'text' | 'expected' | 'found'>): string => `${proof.text}: ${differenceText(proof)}`;

/** What must hold before a step and does not, for people. */
export function notYet(unmet: readonly ProofRecord[]): Trouble {
  return {problem: `does not hold: ${unmet.map(brokenText).join('; ')}`, next: 'Make it so, then run the step again; w has the other ways from here.'};
}
