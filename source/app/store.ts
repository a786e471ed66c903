import type {Effect, Message, State} from './state.ts';
import {update} from './update.ts';

/** Holds the state, folds messages into it, hands effects to the one place that performs them. */
export type Store = {
  state(): State;
  dispatch(message: Message): void;
  subscribe(listener: () => void): () => void;
};

export function createStore(initial: State, perform: (effect: Effect, dispatch: (message: Message) => void) => void): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  const dispatch = (message: Message): void => {
    const [next, effects] = update(state, message);
    const changed = next !== state;
    state = next;
    for (const effect of effects) perform(effect, dispatch);
    if (changed) for (const listener of listeners) listener();
  };
  return {
    state: () => state,
    dispatch,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
