import type {Key} from '../state/key.ts';
import type {Phase, Said} from '../state/phase.ts';
import type {State} from '../state/state.ts';
import {modeOf, openWalk} from '../state/viewed-step.ts';
import {answered} from './submit.ts';
import {phase, stay, type Next} from './transitions.ts';

type Asking = Extract<Phase, {name: 'asking'}>;

/** A reply counts once no other key has followed for a moment, or at once with enter. */
export function holds(said: Said): (state: State) => Next {
  return state => {
    const {phase: current} = openWalk(state);
    return current.name === 'asking' ? listening(state, current, said) : stay(state);
  };
}

/**
 * A letter beside others was typed for something else, whether they come in one read or one by one: nothing is stated.
 * Undefined where the key means what it means anywhere.
 */
export function hear(state: State, key: Key): Next | undefined {
  if (modeOf(state) !== 'stating') return undefined;
  const {phase: current} = openWalk(state);
  if (current.name !== 'asking') return undefined;
  const held = saidIn(current);
  if (key.kind === 'named') {
    if (held === undefined || key.name === 'ctrl-c') return undefined;
    return key.name === 'enter' ? answered(state, current.step, {type: 'answer', text: held}) : takenBack(state, current);
  }
  return current.heard === undefined ? undefined : takenBack(state, current);
}

/** A key that means nothing here may be the beginning of a word. */
export function unheard([state, effects]: Next): Next {
  const current = state.walk?.phase;
  if (current?.name !== 'asking' || modeOf(state) !== 'stating') return [state, effects];
  const [next, more] = listening(state, current, 'other');
  return [next, [...effects, ...more]];
}

const takenBack = (state: State, current: Asking): Next => listening({...state, notice: 'y or x among other keys was typed for something else: nothing is stated; press it alone'}, current, 'other');

const listening = (state: State, current: Asking, heard: Said | 'other'): Next => phase(state, {...current, heard}, {type: 'await quiet'});

const saidIn = ({heard}: Asking): Said | undefined => (heard === 'other' ? undefined : heard);

/** No key has come for a moment. */
export function quiet(state: State): Next {
  const current = state.walk?.phase;
  if (current?.name !== 'asking' || current.heard === undefined) return [state, []];
  const said = saidIn(current);
  if (said !== undefined) return answered(state, current.step, {type: 'answer', text: said});
  const {heard: _, ...rest} = current;
  return phase(state, rest);
}
