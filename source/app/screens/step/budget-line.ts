import {budgetOf} from '../../update/over-budget.ts';
import {segment, type Segment} from '../line.ts';
import {isCurrent} from '../../state/viewed-step.ts';
import type {Walk} from '../../state/state.ts';
import {formatSpan} from '../../../time.ts';

/** `4:12 of 5m`: how long the open step has been open in this program; nothing on other pages. */
export function budgetSegments(walk: Walk): Segment[] {
  const budget = budgetOf(walk);
  if (budget === undefined || !isCurrent(walk)) return [];
  const {open} = walk.time;
  const over = open > budget;
  return [segment(`  ${clockText(open)} of ${budgetText(budget)}${over ? ', over budget' : ''}`, over ? 'warning' : 'faint')];
}

/** `5m`, `1h 30m`. */
export function budgetText(budget: number): string {
  return formatSpan(budget).replace(/ 0[smh]$/, '');
}

/** `4:12`, `1:04:12`. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (count: number): string => String(count).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
