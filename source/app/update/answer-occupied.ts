import {unreachable} from '../../errors.ts';
import {shownDoings} from '../state/list-rows.ts';
import type {Message, Screen, State} from '../state/state.ts';
import {emptyField, fieldText} from '../state/text-field.ts';
import {watch} from './watching.ts';
import {go, stay, type Next} from './transitions.ts';

type Occupied = Extract<Screen, {name: 'occupied'}>;

/** Nothing was opened: what to do is asked. */
export function occupied(state: State, {begin, environment, occupants}: Extract<Message, {type: 'occupied'}>): Next {
  return go(state, {name: 'occupied', selected: 0, begin, environment, occupants});
}

export function chooseDoing(state: State, screen: Occupied): Next {
  const doing = shownDoings(screen)[screen.selected];
  if (!doing) return stay(state);
  const {session, kind} = doing;
  const {environment, begin} = screen;
  const {operator} = begin;
  switch (kind) {
    case 'go on':
      return go(state, {name: 'opening', runbook: session, environment, operator}, {type: 'resume', session, operator, ...(begin.type === 'resume' && begin.said && {said: true})});
    case 'restore':
      return go(state, {name: 'opening', runbook: session, environment, operator}, {type: 'restore', session, operator});
    case 'watch':
      return watch(state, session, screen);
    case 'beside':
      return go(state, {name: 'beside', back: screen, field: emptyField});
    default:
      return unreachable(kind);
  }
}

/** Enter at the reason. */
export function beginBeside(state: State, {back, field}: Extract<Screen, {name: 'beside'}>): Next {
  const reason = fieldText(field).trim();
  if (reason === '') return stay(state, 'say why: whoever reads the record will ask');
  const sessions = back.occupants.map(({session}) => session);
  return go(state, {name: 'opening', runbook: back.begin.type === 'open' ? back.begin.runbook : back.begin.session, environment: back.environment, operator: back.begin.operator}, {...back.begin, beside: {sessions, reason}});
}
