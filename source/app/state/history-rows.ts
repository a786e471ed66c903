import type {HistoryCard} from './cards.ts';
import {fieldText} from './text-field.ts';
import type {Screen} from './state.ts';

type History = Extract<Screen, {name: 'history'}>;

/** The sessions in which every word of the filter occurs: in runbook, class, environment, operator, incident or verdict. */
export function shownSessions({sessions = [], filter}: History): readonly HistoryCard[] {
  const words = fieldText(filter).toLowerCase().split(/\s+/).filter(word => word !== '');
  return sessions.filter(card => {
    const text = [card.runbook, card.class, card.environment, card.operator, card.incident ?? '', card.state].join(' ').toLowerCase();
    return words.every(word => text.includes(word));
  });
}

