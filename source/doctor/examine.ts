import {causeOf, OperatorError} from '../errors.ts';
import type {Check, Looked, Machine} from './check.ts';

/** What one check came to; `next` is null where nothing is to be done. */
export type Finding = {check: string; where: string | null; state: Looked['state']; says: string; next: string | null};

/** All of them at once, told in their order. What goes wrong in one is told as not known, and stops no other. */
export async function examine(checks: readonly Check[], machine: Machine): Promise<Finding[]> {
  const looked = await Promise.all(checks.map(async check => (await look(check, machine)).map(({state, says, where, next}): Finding => ({
    check: check.name,
    where: where ?? null,
    state,
    says,
    next: next ?? (state === 'finding' ? check.remedy : null),
  }))));
  return looked.flat();
}

async function look({look: perform}: Check, machine: Machine): Promise<Looked[]> {
  try {
    return await perform(machine);
  } catch (error) {
    return [{state: 'unknown', says: causeOf(error), ...(error instanceof OperatorError && {next: error.next})}];
  }
}
