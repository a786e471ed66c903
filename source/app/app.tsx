import {useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import {toKey} from './key.ts';
import {Window} from './screens/window.tsx';
import type {Store} from './store.ts';
import {asciiSymbols, unicodeSymbols} from './theme.ts';

/** The one input handler. It reports keys and sizes; what they mean is decided elsewhere. */
export function App({store}: {store: Store}) {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const {columns, rows} = useWindowSize();
  useEffect(() => {
    store.dispatch({type: 'resized', columns, rows});
  }, [store, columns, rows]);
  useInput((input, key) => {
    store.dispatch({type: 'key', key: toKey(input, key)});
  });
  usePaste(text => {
    store.dispatch({type: 'key', key: {kind: 'paste', text}});
  });
  return <Window state={state} symbols={state.ascii ? asciiSymbols : unicodeSymbols} />;
}
