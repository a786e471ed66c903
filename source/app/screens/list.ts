import {isAtText} from '../../session/occupied.ts';
import type {EnvironmentCard, HistoryCard} from '../state/cards.ts';
import {drillLabel} from './drills-page.ts';
import {shownSessions} from '../state/history-rows.ts';
import {openWalk, viewedStep} from '../state/viewed-step.ts';
import {doingsOf} from '../state/occupied-rows.ts';
import {offRows, picksOf, type Pick} from '../state/picker-rows.ts';
import type {State} from '../state/state.ts';
import type {Line} from './line.ts';
import {statusTable, statusTitle} from './status-lines.ts';
import type {Symbols} from './theme.ts';
import {isList} from '../state/list-length.ts';
import {departuresFrom} from '../state/way-menu.ts';

/** A screen that is a list: its question, its rows, the one that is selected. */
export type List = {question: string; labels: string[]; selected: number; /** Rows that come before the question, with what is so below them. */ first?: {title: string; rows: number; lines: Line[]} | undefined};

export function listOf(state: State, symbols: Symbols): List | undefined {
  const {screen} = state;
  if (!isList(screen)) return undefined;
  switch (screen.name) {
    case 'picker':
      return {question: 'Which procedure?', labels: picksOf(state).map(pickLabel), selected: screen.selected, first: firstOf(state, symbols)};
    case 'occupied':
      return {question: `Somebody ${isAtText(screen)}. What now?`, labels: doingsOf(screen).map(({label}) => label), selected: screen.selected};
    case 'environment':
      return {question: 'Where?', labels: state.environments.map(card => environmentLabel(card, symbols)), selected: screen.selected};
    case 'history':
      return {question: 'What was done?', labels: shownSessions(screen).map(card => historyLabel(card, symbols)), selected: screen.selected};
    case 'drills':
      return {question: 'Which drill?', labels: (screen.drills ?? []).map(drillLabel), selected: screen.selected};
    case 'ways':
      return {
        question: `How to go on from step ${viewedStep(openWalk(state)).number}?`,
        labels: departuresFrom(openWalk(state)).map(({label}) => label),
        selected: screen.selected,
      };
  }
}

/** The environments, where some are known. */
function firstOf(state: State, symbols: Symbols): List['first'] {
  const lines = statusTable(state, {...state.size, symbols});
  return lines.length === 0 ? undefined : {title: statusTitle(state), rows: offRows(state).length, lines};
}

function environmentLabel({name, class: where, problem}: EnvironmentCard, {class: signs}: Symbols): string {
  if (problem !== undefined) return `${signs[where]} ${name} (cannot be used)`;
  return `${signs[where]} ${name === where ? name : `${name} (${where})`}`;
}

/** When it began and how it stands first, so that neither is cut in a narrow window; `2026-11-23 02:19Z`, UTC. */
export function historyLabel({runbook, class: where, operator, openedAt, state}: HistoryCard, {class: signs}: Symbols): string {
  const began = openedAt === '' ? 'no time' : `${openedAt.slice(0, 10)} ${openedAt.slice(11, 16)}Z`;
  return `${signs[where]} ${began.padEnd(17)}  ${state.padEnd(10)}  ${runbook}  ${operator}`;
}

export function pickLabel(pick: Pick): string {
  if (pick.kind === 'off') return pick.text;
  const {kind, card} = pick;
  if (kind === 'session') return `continue: ${card.title}, ${card.environment}, ${card.operator}`;
  if (kind === 'lesson') return 'Learn the keys in two minutes';
  const {title, problem, readiness} = card;
  if (problem !== undefined) return `${title} (cannot be walked)`;
  return readiness?.verdict === 'stale' ? `${title} (rehearsed too long ago)` : title;
}
