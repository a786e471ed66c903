import type {EnvironmentStatus} from '../../status/status.ts';
import {offText} from '../../status/status-text.ts';
import type {RunbookCard, UnfinishedCard} from './cards.ts';
import {narrowed} from './list-filter.ts';
import type {State} from './state.ts';

/** A row of the picker: where MCP is off comes first, then what was left unfinished. `lesson`: the keys, for whoever has never been here. */
export type Pick =
  | {kind: 'off'; card: EnvironmentStatus; /** The session that goes on, or that left it so. */ session: string; text: string; /** Of the reading, milliseconds since 1970. */ at: number}
  | {kind: 'session'; card: UnfinishedCard} | {kind: 'runbook' | 'lesson'; card: RunbookCard};

/** The runbook that teaches the keys. It is walked in practice alone. */
export const lesson = 'learn-the-keys';

/** Of the session or the runbook that a row is about; no session is named like a runbook. */
export const idOf = (pick: Pick): string => (pick.kind === 'off' ? pick.session : pick.card.id);

/** Where a walk has left MCP off, or nobody knows: those come before everything else. */
export function offRows({status}: State): Array<Extract<Pick, {kind: 'off'}>> {
  return (status?.environments ?? []).flatMap(card => {
    const text = offText(card, status?.at ?? 0);
    const seen = 'unknown' in card.toggle ? card.toggle.seen : card.toggle.since;
    return text === undefined || !seen ? [] : [{kind: 'off', card, session: seen.session, text, at: status?.at ?? 0} as const];
  });
}

/** The rows of the picker; a filter never takes away where MCP is off. */
export function picksOf(state: State): Pick[] {
  const {unfinished, runbooks, beginner, screen} = state;
  const off = offRows(state);
  const teaches = ({id}: RunbookCard): boolean => id === lesson;
  const keys = runbooks.filter(teaches).map((card): Pick => ({kind: beginner ? 'lesson' : 'runbook', card}));
  const others = [
    ...unfinished.filter(({id}) => off.every(({session}) => session !== id)).map((card): Pick => ({kind: 'session', card})),
    ...runbooks.filter(card => !teaches(card)).map((card): Pick => ({kind: 'runbook', card})),
  ];
  const below = beginner ? [...keys, ...others] : [...others, ...keys];
  return [...off, ...narrowed(below, screen.name === 'picker' ? screen.filter : undefined, toldBy)];
}

function toldBy(pick: Pick): string[] {
  if (pick.kind === 'off') return [];
  return pick.kind === 'session' ? [pick.card.title, pick.card.environment, pick.card.class, pick.card.operator, pick.card.id, 'continue'] : [pick.card.title, pick.card.id, pick.card.summary];
}

