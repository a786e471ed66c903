import {nameFault} from '../../person-name.ts';
import {chooseDoing} from './answer-occupied.ts';
import {watch} from './watching.ts';
import {chooseWay} from './take-way.ts';
import {shownDrills} from '../state/drill-rows.ts';
import {shownSessions} from '../state/history-rows.ts';
import {shownEnvironments} from '../state/list-rows.ts';
import {go, refuse, stay, type Next} from './transitions.ts';
import {lesson, picksOf, type Pick} from '../state/picker-rows.ts';
import {emptyField} from '../state/text-field.ts';
import type {Effect, GoesOn, State} from '../state/state.ts';

/** Where drills are walked and keys are learnt. */
const practice = 'practice';

/** Opens the row that is selected. */
export function choose(state: State): Next {
  const {screen} = state;
  if (screen.name === 'picker') {
    const pick = picksOf(state)[screen.selected];
    if (!pick) return stay(state);
    if (pick.kind === 'off') return goOnWith(state, pick);
    if (pick.kind === 'session') return resume(state, pick.card.id, pick.card.environment);
    const {card} = pick;
    if (card.trouble) return refuse(state, {title: `${card.id} cannot be walked`, ...card.trouble});
    if (card.id === lesson) return opening(state, {runbook: lesson, environment: practice});
    return go(state, {name: 'environment', runbook: card.id, selected: lastEnvironment(state)});
  }
  if (screen.name === 'history') {
    const card = shownSessions(screen)[screen.selected];
    return card ? go(state, {name: 'story', scroll: 0, session: card.id, page: undefined, back: screen}, {type: 'tell session', session: card.id}) : stay(state);
  }
  if (screen.name === 'drills') {
    const card = shownDrills(screen)[screen.selected];
    return card ? opening(state, {runbook: card.runbook, environment: practice, drill: card.id}) : stay(state);
  }
  if (screen.name === 'occupied') return chooseDoing(state, screen);
  if (screen.name === 'ways') return chooseWay(state, screen.selected);
  if (screen.name !== 'environment') return stay(state);
  const environment = shownEnvironments(state)[screen.selected];
  if (!environment) return stay(state);
  if (environment.trouble) return refuse(state, {title: `The environments of ${environment.name} cannot be used`, ...environment.trouble});
  const [next, effects] = opening(state, {runbook: screen.runbook, environment: environment.name});
  return [next, [{type: 'remember', preferences: {environment: environment.name}}, ...effects]];
}

/** Where MCP is off: its walk goes on here, is read where somebody else has it, or is put back where it was closed. */
function goOnWith(state: State, {card, session}: Extract<Pick, {kind: 'off'}>): Next {
  const walk = card.walks.find(open => open.session === session);
  if (!walk) return go(state, {name: 'opening', runbook: `the restore after ${session}`, environment: card.environment}, {type: 'restore', session, operator: state.operator});
  return walk.held || walk.elsewhere ? watch(state, session, state.screen) : resume(state, session, card.environment);
}

function resume(state: State, session: string, environment: string): Next {
  return go(state, {name: 'opening', runbook: session, environment}, {type: 'resume', session, operator: state.operator, ...(state.named && {said: true})});
}

/** Where the list of environments begins: the one used last, where it is still there. */
function lastEnvironment({environments}: State): number {
  return Math.max(0, environments.findIndex(({last}) => last));
}

/** Nothing was written: who goes on is asked, and nobody is offered. */
export function anotherHadIt(state: State, {last, begin}: GoesOn): Next {
  return go(state, {name: 'operator', field: emptyField, goesOn: {last, begin}});
}

/** For this walk alone: whose console it is stays so. */
function goOnAs(state: State, {last, begin}: GoesOn, operator: string): Next {
  return go(state, {name: 'opening', runbook: last.session, environment: last.environment, operator}, {...begin, operator, said: true});
}

/** A name for the record. */
export function nameOperator(state: State, operator: string): Next {
  const fault = nameFault(operator);
  if (fault !== undefined) return stay(state, `${fault}: type one`);
  if (state.screen.name === 'operator' && state.screen.goesOn) return goOnAs(state, state.screen.goesOn, operator);
  const [named, effects] = begin({...state, operator, named: true});
  return [named, [{type: 'remember', preferences: {operator}}, ...effects]];
}

/** The first screen once somebody is named: what the command line asked for, else the picker. */
export function begin(state: State): Next {
  const {runbook, drill, seed, session, operator, despite} = state.wanted;
  const environment = state.wanted.environment ?? (drill === undefined && runbook !== lesson ? undefined : practice);
  if (session !== undefined && !state.walk) {
    const named = operator !== undefined && {operator};
    return go(state, {name: 'opening', runbook: session, environment: 'its environment', ...named}, {type: 'resume', session, operator: operator ?? state.operator, ...(named && {said: true}), ...(despite !== undefined && {despite})});
  }
  if (runbook === undefined || state.walk) return go(state, {name: 'picker', selected: 0});
  if (state.runbooks.every(({id}) => id !== runbook)) {
    return refuse(state, {
      title: `There is no runbook ${runbook}`,
      problem: `Known: ${state.runbooks.map(({id}) => id).join(', ')}`,
      next: 'Press enter to choose one.',
    });
  }
  if (runbook === lesson && environment !== practice) {
    return refuse(state, {title: 'Nothing was started', problem: `${lesson} sets a toggle to show how that is confirmed, so it is walked in practice alone.`, next: 'Press enter to choose one.'});
  }
  if (environment === undefined) return go(state, {name: 'environment', runbook, selected: lastEnvironment(state)});
  return opening(state, {runbook, environment, drill, seed});
}

type Opening = Omit<Extract<Effect, {type: 'open'}>, 'type' | 'operator'>;

function opening(state: State, begin: Opening): Next {
  return go(state, {name: 'opening', runbook: begin.runbook, environment: begin.environment}, {type: 'open', operator: state.operator, ...begin});
}
