import {fitProofs} from '../journal/clip.ts';
import type {Body} from '../journal/event.ts';
import type {Step} from '../runbook/schema.ts';
import type {Allowance} from './decision.ts';
import {recordedPlan, type Plan} from './plan.ts';
import type {ProofRecord} from './prove.ts';

type Circumstances = {plan: Plan | undefined; /** What had to hold, masked. */ before: readonly ProofRecord[]; /** Bytes of the rotation ledger. */ ledger: number; /** Masks, then cuts. */ fit: (text: string, bytes: number) => string; /** The same of what a person has typed. */ said: (text: string, bytes: number) => string};

/** What is written before a step runs: what it will change, by whose leave, and how it is done. */
export function intentOf(step: Step, attempt: number, {plan: read, confirmed, reason, otherwise, breakGlass}: Allowance, {plan, before, ledger, fit, said}: Circumstances): Body<'step.started'> {
  const typed = (text: string | undefined, bytes: number): string | null => (text === undefined ? null : said(text, bytes));
  const stated = fitProofs(before.filter(({state}) => state === 'stated'));
  return {
    step: step.id,
    attempt,
    effect: step.effect.kind,
    changes: step.effect.kind === 'changes' ? fit(step.effect.what, 500) : null,
    action: step.action ?? null,
    confirmed: typed(confirmed, 200),
    ledger: {bytes: ledger},
    // Good until the time that was read: it was made once more to see that it holds.
    plan: plan ? (recordedPlan({...plan, until: read?.until ?? plan.until}, fit) ?? null) : null,
    reason: typed(reason, 500),
    otherwise: typed(otherwise, 500),
    break_glass: typed(breakGlass, 300),
    ...(step.kind === 'wait' && otherwise === undefined && {waits: true as const}),
    ...(stated.length > 0 && {before: stated}),
  };
}
