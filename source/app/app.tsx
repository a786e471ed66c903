import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {memo, useEffect, useSyncExternalStore} from 'react';
import {sightOf} from './screens/frame.ts';
import {toKey} from './state/key.ts';
import {Window} from './screens/window.tsx';
import type {State} from './state/state.ts';
import type {Store} from './store.ts';
import {untilContinued} from './effects/suspend.ts';
import {asciiSymbols, unicodeSymbols, type Symbols} from './screens/theme.ts';

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
  useInput((input, pressed) => {
    const key = toKey(input, pressed);
    const before = store.state();
    // No other key scrolls, and text is typed fast.
    store.dispatch({type: 'key', key, sight: key.kind === 'named' ? sightOf(before, symbolsOf(before)) : undefined});
  });
  usePaste(text => {
    store.dispatch({type: 'key', key: {kind: 'paste', text}});
  });
  return <Drawn state={state} symbols={symbolsOf(state)} />;
}

/** What Ink tells after the first frame changes nothing: a state that was drawn is not drawn again. */
const Drawn = memo(Window);

function symbolsOf({ascii}: State): Symbols {
  return ascii ? asciiSymbols : unicodeSymbols;
}
