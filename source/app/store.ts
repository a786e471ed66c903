import {frameOf, type Frame} from './screens/frame.ts';
import {symbolsFor} from './screens/theme.ts';
import type {Effect, Message, State} from './state/state.ts';
import type {Trace} from './trace.ts';
import {update} from './update/update.ts';

/** Holds the state, folds messages into it, hands effects to the one place that performs them. */
export type Store = {
  state(): State;
  /** As the state is drawn; laid out once. */
  frame(): Frame;
  dispatch(message: Message): void;
  subscribe(listener: () => void): () => void;
};

/** `fail` gets what only a mistake of ours can throw; the terminal must be given back before it is told. */
export function createStore(
  initial: State,
  perform: (effect: Effect, dispatch: (message: Message) => void) => void,
  fail: (error: unknown) => void,
  trace?: Trace,
): Store {
  let state = initial;
  trace?.begin(initial);
  let drawn: {state: State; frame: Frame} | undefined;
  const frame = (): Frame => {
    if (drawn?.state !== state) drawn = {state, frame: frameOf(state, symbolsFor(state))};
    return drawn.frame;
  };
  const listeners = new Set<() => void>();
  const dispatch = (message: Message): void => {
    try {
      trace?.message(message, state);
      const [next, effects] = update(state, message, () => frame().sight);
      const changed = next !== state;
      state = next;
      for (const effect of effects) {
        trace?.effect(effect);
        perform(effect, dispatch);
      }
      if (changed) for (const listener of listeners) listener();
    } catch (error) {
      fail(error);
    }
  };
  return {
    state: () => state,
    frame,
    dispatch,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
