import {operatorsNow} from '../state/operators-now.ts';
import type {Walk} from '../state/state.ts';
import {segment, wrap, type Line} from './line.ts';
import type {View} from './view.ts';

/** How operators stay served once a walk is over for good that has taken them off MCP, and how MCP comes back. */
export function leftOffLines(walk: Walk, {columns}: Pick<View, 'columns'>): Line[] {
  if (operatorsNow(walk)?.are !== 'on legacy') return [];
  const back = 'the first row of the first screen leads back to MCP';
  const says = walk.pointed.class === 'practice' ? ` in practice, which ends with this walk. Elsewhere they stay there, and ${back}.` : ` and stay there: ${back}.`;
  return wrap([segment('OPERATORS ARE ON THE LEGACY HANDLERS', 'warning'), segment(says)], columns);
}
