import type {DrillCard} from './cards.ts';
import {narrowed} from './list-filter.ts';
import type {Screen} from './state.ts';

type Drills = Extract<Screen, {name: 'drills'}>;

/** The drills that the filter leaves, by procedure; those of the procedure that was chosen come first. */
export function shownDrills({drills = [], runbook, filter}: Pick<Drills, 'drills' | 'runbook' | 'filter'>): DrillCard[] {
  const sorted = [...drills.filter(card => card.runbook === runbook), ...drills.filter(card => card.runbook !== runbook)];
  return narrowed(sorted, filter, card => [card.title, card.id, card.level, card.runbookTitle, card.results === 'not known' ? card.results : card.results ? 'walked' : 'new']);
}
