import {unreachable} from '../../errors.ts';
import {turnOf} from '../../walk/next-step.ts';
import type {Departure} from '../state/way.ts';
import {emptyField} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import {phase, type Next} from './transitions.ts';
import {begin} from './begin-step.ts';
import type {Effect, State} from '../state/state.ts';
import {departuresFrom} from '../state/way-menu.ts';

/** The selected way is taken once it was said why. */
export function chooseWay(state: State, selected: number): Next {
  const way = departuresFrom(openWalk(state))[selected];
  if (!way) return [state, []];
  return phase({...state, screen: {name: 'step', scroll: 0}}, {name: 'departing', way, field: emptyField});
}

export function depart(state: State, way: Departure, reason: string): Next {
  const step = openWalk(state).viewing;
  const write = (...effects: Effect[]): Next => phase(state, {name: 'reading'}, ...effects);
  switch (way.kind) {
    case 'branch': {
      const [reading, effects] = write({type: 'take way', step, branch: way.branch, reason});
      return (turnOf(way.branch)?.kind ?? 'stop') === 'stop' ? ending(reading, reason, effects) : [reading, effects];
    }
    case 'otherwise':
      return begin(state, {otherwise: reason});
    case 'break glass':
      return begin(state, {breakGlass: reason});
    case 'accept':
      return write({type: 'settle', step, settlement: 'accepted', note: reason, probe: undefined});
    case 'skip':
      return write({type: 'skip', step, reason});
    case 'out of order':
      return write({type: 'go to', step, reason});
    case 'end':
      return ending(write()[0], reason);
    default:
      return unreachable(way);
  }
}

/** The last line is written, and the summary shows how it ended. */
function ending(state: State, reason: string, effects: Effect[] = []): Next {
  return [{...state, screen: {name: 'summary', scroll: 0}}, [...effects, {type: 'end session', reason}]];
}
