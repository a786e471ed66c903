import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import {furthestScroll} from './frame.ts';
import {toKey} from './key.ts';
import {Window} from './screens/window.tsx';
import type {State} from './state.ts';
import type {Store} from './store.ts';
import {untilContinued} from './suspend.ts';
import {asciiSymbols, unicodeSymbols, type Symbols} from './theme.ts';

/** The one input handler. It reports keys and sizes; what they mean is decided elsewhere. */
export function App({store, suspension}: {store: Store; /** Filled in here: only Ink can give the terminal back. */ suspension?: {suspend(): Promise<void>}}) {
  const {suspendTerminal} = useApp();
  const state = useSyncExternalStore(store.subscribe, store.state);
  const {columns, rows} = useWindowSize();
  useEffect(() => {
    store.dispatch({type: 'resized', columns, rows});
  }, [store, columns, rows]);
  useEffect(() => {
    if (suspension) suspension.suspend = () => suspendTerminal(untilContinued);
  }, [suspension, suspendTerminal]);
  useInput((input, key) => {
    const before = store.state();
    store.dispatch({type: 'key', key: toKey(input, key), furthest: furthestScroll(before, symbolsOf(before))});
  });
  usePaste(text => {
    store.dispatch({type: 'key', key: {kind: 'paste', text}});
  });
  return <Window state={state} symbols={symbolsOf(state)} />;
}

function symbolsOf({ascii}: State): Symbols {
  return ascii ? asciiSymbols : unicodeSymbols;
}
