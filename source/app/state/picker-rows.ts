import type {RunbookCard, UnfinishedCard} from './cards.ts';
import type {State} from './state.ts';

/** A row of the picker: what was left unfinished comes first. `lesson`: the keys, for whoever has never been here. */
export type Pick = {kind: 'session'; card: UnfinishedCard} | {kind: 'runbook' | 'lesson'; card: RunbookCard};

/** The runbook that teaches the keys. It is walked in practice alone. */
export const lesson = 'learn-the-keys';

export function picksOf({unfinished, runbooks, beginner}: State): Pick[] {
  const teaches = ({id}: RunbookCard): boolean => id === lesson;
  const keys = runbooks.filter(teaches).map((card): Pick => ({kind: beginner ? 'lesson' : 'runbook', card}));
  const others = [
    ...unfinished.map((card): Pick => ({kind: 'session', card})),
    ...runbooks.filter(card => !teaches(card)).map((card): Pick => ({kind: 'runbook', card})),
  ];
  return beginner ? [...keys, ...others] : [...others, ...keys];
}

