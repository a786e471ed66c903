import {unreachable} from '../../errors.ts';
import {turnOf} from '../../walk/next-step.ts';
import type {Decision} from '../../walk/conductor.ts';
import type {Departure} from '../state/departure.ts';
import {emptyField} from '../state/text-field.ts';
import {openWalk} from '../state/viewed-step.ts';
import {phase, type Next} from './transitions.ts';
import {begin} from './begin-step.ts';
import type {State} from '../state/state.ts';
import {shownWays} from '../state/list-rows.ts';

/** The selected way is taken once it was said why. */
export function chooseWay(state: State, selected: number): Next {
  const way = shownWays(state)[selected];
  if (!way) return [state, []];
  return phase({...state, screen: {name: 'step', scroll: 0}}, {name: 'departing', way, field: emptyField});
}

export function depart(state: State, way: Departure, reason: string): Next {
  const step = openWalk(state).viewing;
  const decide = (decision: Decision): Next => phase(state, {name: 'reading'}, {type: 'decide', decision});
  switch (way.kind) {
    case 'branch': {
      const taken = decide({kind: 'take way', step, branch: way.branch, reason});
      return turnOf(way.branch).kind === 'stop' ? ending(taken) : taken;
    }
    case 'otherwise':
      return begin(state, {otherwise: reason});
    case 'break glass':
      return begin(state, {breakGlass: reason});
    case 'accept':
      return decide({kind: 'settle', step, settlement: 'accepted', note: reason, probe: undefined});
    case 'skip':
      return decide({kind: 'skip', step, reason});
    case 'out of order':
      return decide({kind: 'go to', step, reason});
    case 'throw away':
      return ending(decide({kind: 'end', reason, away: true}));
    case 'end':
      return ending(decide({kind: 'end', reason}));
    default:
      return unreachable(way);
  }
}

/** The last line is written, and the summary shows how it ended. */
function ending([state, effects]: Next): Next {
  return [{...state, screen: {name: 'summary', scroll: 0}}, effects];
}
