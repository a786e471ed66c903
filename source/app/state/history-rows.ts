import type {HistoryCard} from './cards.ts';
import {fieldText} from './text-field.ts';
import type {Screen} from './state.ts';

type History = Extract<Screen, {name: 'history'}>;

/** What was thrown away is shown to whoever asks for it alone. */
const away = 'thrown away';

/** The sessions in which every word of the filter occurs: in runbook, class, environment, operator, incident or verdict. */
export function shownSessions({sessions = [], filter}: History): readonly HistoryCard[] {
  const words = fieldText(filter).toLowerCase().split(/\s+/).filter(word => word !== '');
  return sessions.filter(card => {
    const text = [card.runbook, card.class, card.environment, card.operator, card.incident ?? '', card.state].join(' ').toLowerCase();
    return (card.state !== away || words.some(word => away.includes(word))) && words.every(word => text.includes(word));
  });
}

