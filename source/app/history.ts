import type {HistoryCard} from './cards.ts';
import {fieldText} from './field.ts';
import type {Screen} from './state.ts';
import type {Symbols} from './theme.ts';

type History = Extract<Screen, {name: 'history'}>;

/** The sessions in which every word of the filter occurs: in runbook, class, environment, operator, incident or verdict. */
export function shownSessions({sessions = [], filter}: History): readonly HistoryCard[] {
  const words = fieldText(filter).toLowerCase().split(/\s+/).filter(word => word !== '');
  return sessions.filter(card => {
    const text = [card.runbook, card.class, card.environment, card.operator, card.incident ?? '', card.state].join(' ').toLowerCase();
    return words.every(word => text.includes(word));
  });
}

/** When it began and how it stands first, so that neither is cut in a narrow window; `2026-11-23 02:19Z`, UTC. */
export function historyLabel({runbook, class: where, operator, openedAt, state}: HistoryCard, {class: signs}: Symbols): string {
  const began = openedAt === '' ? 'no time' : `${openedAt.slice(0, 10)} ${openedAt.slice(11, 16)}Z`;
  return `${signs[where]} ${began.padEnd(17)}  ${state.padEnd(10)}  ${runbook}  ${operator}`;
}
