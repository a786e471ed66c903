import type {HistoryCard} from './cards.ts';
import {narrowed, wordsOf} from './list-filter.ts';
import type {Screen} from './state.ts';

type History = Extract<Screen, {name: 'history'}>;

/** What was thrown away is shown to whoever asks for it alone. */
const away = 'thrown away';

/** The sessions that the filter leaves: by procedure, class, environment, operator, incident, verdict or id. */
export function shownSessions({sessions = [], filter}: Pick<History, 'sessions' | 'filter'>): HistoryCard[] {
  const asked = wordsOf(filter).some(word => away.includes(word));
  const kept = sessions.filter(({state}) => asked || state !== away);
  return narrowed(kept, filter, card => [card.runbook, card.class, card.environment, card.operator, card.incident, card.state, card.id, card.drill ? 'drill' : null]);
}
