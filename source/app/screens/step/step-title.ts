import {budgetOf} from '../../update/over-budget.ts';
import {isCurrent, viewedStep} from '../../state/viewed-step.ts';
import type {Walk} from '../../state/state.ts';
import {formatSpan} from '../../../time.ts';

/** Number and title of the step on screen, in the rule above its page; of one's own walk also how much of its time is used. */
export function stepTitle(walk: Walk, isOwn: boolean): string {
  const {number, title} = viewedStep(walk);
  return `${number} ${title}${isOwn ? budgetUsed(walk) : ''}`;
}

/** `, 4m 12s of its 5m`: how long the open step has been open, whoever was at it; nothing on other pages. */
function budgetUsed(walk: Walk): string {
  const budget = budgetOf(walk);
  if (budget === undefined || !isCurrent(walk)) return '';
  const {open} = walk.time;
  return `, ${formatSpan(open)} of its ${budgetText(budget)}${open > budget ? ', over budget' : ''}`;
}

/** `5m`, `1h 30m`. */
export function budgetText(budget: number): string {
  return formatSpan(budget).replace(/ 0[smh]$/, '');
}
