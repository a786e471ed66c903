import {causeOf, OperatorError} from '../errors.ts';
import type {Check, Looked, Machine} from './check.ts';

/** What one check came to; `next` is null where nothing is to be done. */
export type Finding = {check: string; where: string | null; state: Looked['state']; says: string; next: string | null};

/**
 * Told in their order as soon as they are known, so that a disk that does not answer is seen to be what is waited for.
 * What goes wrong in one is told as not known, and stops no other.
 */
export async function examine(checks: readonly Check[], machine: Machine, tell: (finding: Finding) => void = () => {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  const told = async (check: Check, looking = look(check, machine)): Promise<void> => {
    for (const {state, says, where, next} of await looking) {
      const finding = {check: check.name, where: where ?? null, state, says, next: next ?? (state === 'finding' ? check.remedy : null)};
      findings.push(finding);
      tell(finding);
    }
  };
  const waiting = checks.filter(({blocks}) => !blocks).map(check => ({check, looking: look(check, machine)}));
  for (const {check, looking} of waiting) await told(check, looking);
  for (const check of checks.filter(({blocks}) => blocks)) await told(check);
  return findings;
}

async function look({look: perform}: Check, machine: Machine): Promise<Looked[]> {
  try {
    return await perform(machine);
  } catch (error) {
    return [{state: 'unknown', says: causeOf(error), ...(error instanceof OperatorError && {next: error.next})}];
  }
}
