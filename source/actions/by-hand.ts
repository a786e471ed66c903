import {exitCode} from '../errors.ts';
import type {ActionFailure, Ports} from './action.ts';

/** What an operator does where the tool has no hands. */
export const affectedDeployment = 'the affected deployment';

export const reloadByHand = 'restart or reload the service so that it reads it';

/** Said of facts that nobody looked at. */
export const statedOnly = 'stated by the operator, not verified';

/** Asks whether it was done; the failure says that it was not, or that nobody was there to say so. */
export async function askDone({ask}: Ports, text: string, signal: AbortSignal): Promise<ActionFailure | undefined> {
  const answer = await ask({kind: 'statement', text}, signal);
  if (answer === 'yes') return undefined;
  return {
    code: 'not-done',
    problem: answer === 'no' ? 'it was not done: the operator said so' : 'nobody said that it was done',
    next: 'Do what the plan lists in the affected deployment, then run this step again and say so.',
    exit: exitCode.checkFailed,
  };
}
