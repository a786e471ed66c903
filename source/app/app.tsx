import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {memo, useEffect, useSyncExternalStore} from 'react';
import {toKey} from './state/key.ts';
import {Coloured} from './screens/rows.tsx';
import {Window} from './screens/window.tsx';
import type {Store} from './store.ts';
import {untilContinued} from './effects/suspend.ts';

type AppProps = {
  store: Store;
  /** Filled in here: only Ink can give the terminal back. */
  suspension?: {suspend(): Promise<void>};
  coloured?: boolean;
  /** Knows whether the key that is read came by itself. */
  keyboard?: {alone: boolean};
};

/** The one input handler. It reports keys and sizes; what they mean is decided elsewhere. */
export function App({store, suspension, keyboard, coloured = true}: AppProps) {
  const {suspendTerminal} = useApp();
  const state = useSyncExternalStore(store.subscribe, store.state);
  const {columns, rows} = useWindowSize();
  useEffect(() => {
    store.dispatch({type: 'resized', columns, rows});
  }, [store, columns, rows]);
  useEffect(() => {
    if (suspension) suspension.suspend = () => suspendTerminal(untilContinued);
  }, [suspension, suspendTerminal]);
  useInput((input, pressed) => store.dispatch({type: 'key', key: toKey(input, pressed, keyboard?.alone)}));
  usePaste(text => store.dispatch({type: 'key', key: {kind: 'paste', text}}));
  return (
    <Coloured value={coloured}>
      <Drawn state={state} frame={store.frame()} />
    </Coloured>
  );
}

/** What Ink tells after the first frame changes nothing: a state that was drawn is not drawn again. */
const Drawn = memo(Window);
