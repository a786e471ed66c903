import {isForFailure} from '../../runbook/for-failure.ts';
import type {Block} from '../../runbook/schema.ts';
import {shownOutcome, stepRecord, viewedStep} from './viewed-step.ts';
import type {Walk} from './state.ts';

/**
 * What is to be read of the step on screen. What is for its failure, and the way by hand, stand there once it went
 * wrong, or when they are asked for.
 */
export function shownProse(walk: Walk, whole: boolean): readonly Block[] {
  const {prose} = viewedStep(walk);
  if (wentWrong(walk)) return prose.filter(block => !isRemedy(block));
  return whole ? prose : prose.filter(block => !isForLater(block));
}

/** What the page says of a failure, once there is one: it is read before anything is run again. */
export function remedies(walk: Walk): readonly Block[] {
  return wentWrong(walk) ? viewedStep(walk).prose.filter(isRemedy) : [];
}

/** Whether the step on screen has more on its page than is shown unasked. */
export function hidesProse(walk: Walk): boolean {
  return !wentWrong(walk) && viewedStep(walk).prose.some(isForLater);
}

const isForLater = (block: Block): boolean => block.kind === 'code' || isRemedy(block);

function isRemedy({kind, spans: [first]}: Block): boolean {
  return kind === 'paragraph' && first?.style === 'plain' && isForFailure(first.text);
}

function wentWrong(walk: Walk): boolean {
  const outcome = shownOutcome(walk);
  return outcome === undefined ? stepRecord(walk, walk.viewing).status === 'unknown' : outcome.outcome !== 'done';
}
