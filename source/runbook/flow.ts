import type {Branch, Step, Turn} from './schema.ts';

/** As much of a step as its place in the walk needs. */
export type Stop = Pick<Step, 'id' | 'branches'>;

/**
 * The id of the step that follows when a step went well: that of its `done` branch, or the next one
 * on the page. Undefined after the closing step and where the branch leads nowhere.
 */
export function stepAfter(steps: readonly Stop[], id: string): string | undefined {
  const at = steps.findIndex(step => step.id === id);
  const branch = steps[at] && branchFor(steps[at], 'done');
  if (!branch) return at < 0 ? undefined : steps[at + 1]?.id;
  const turn = branch.then.find(({kind}) => kind !== 'retry');
  return turn?.kind === 'step' ? turn.id : undefined;
}

export type FailureCount = {
  /** How often the step was started since the walk last arrived at it, at least 1. */
  attempts: number;
  /** How often this failure has already led the walk to another step. */
  taken: number;
};

/** Where the page leads now that the step has failed; undefined where it says nothing about that. */
export function failureTurn(step: Stop, {attempts, taken}: FailureCount): Turn | undefined {
  return branchFor(step, 'failed')?.then.find(turn => {
    if (turn.kind === 'retry') return attempts <= turn.times;
    return turn.kind !== 'step' || turn.upTo === undefined || taken < turn.upTo;
  });
}

/** What an operator may judge about a step: its branches but `done` and `failed`, which the program tells. */
export function waysOf({branches}: Pick<Step, 'branches'>): Branch[] {
  return branches.filter(({when}) => when !== 'done' && when !== 'failed');
}

/** The branch of one outcome. */
export function branchFor({branches}: Pick<Step, 'branches'>, when: 'done' | 'failed'): Branch | undefined {
  return branches.find(branch => branch.when === when);
}
