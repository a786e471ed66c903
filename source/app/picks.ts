import type {RunbookCard, UnfinishedCard} from './cards.ts';
import type {State} from './state.ts';

/** A row of the picker: what was left unfinished comes first. */
export type Pick = {kind: 'session'; card: UnfinishedCard} | {kind: 'runbook'; card: RunbookCard};

export function picksOf({unfinished, runbooks = []}: State): Pick[] {
  return [
    ...unfinished.map((card): Pick => ({kind: 'session', card})),
    ...runbooks.map((card): Pick => ({kind: 'runbook', card})),
  ];
}

export function pickLabel(pick: Pick): string {
  if (pick.kind === 'session') return `continue: ${pick.card.title}, ${pick.card.environment}, ${pick.card.operator}`;
  const {title, problem} = pick.card;
  return problem === undefined ? title : `${title} (cannot be walked)`;
}
