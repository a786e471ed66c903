import {exitCode} from '../../errors.ts';
import type {Message, Screen, State, Walk, WatchingScreen} from '../state/state.ts';
import {go, type Next} from './transitions.ts';

/** Somebody else's walk on the same screens, read only, until it is left. */
export function watch(state: State, session: string, back: Screen | undefined): Next {
  return go(state, {name: 'watching', scroll: 0, session, walk: undefined, whose: undefined, back}, {type: 'watch session', session});
}

/** What has been written since, also where something has come over it meanwhile. */
export function watched(state: State, message: Extract<Message, {type: 'watched'}>): State {
  const {walk} = message;
  const still = state.motion || walk.phase.name !== 'running' ? walk : {...walk, phase: {...walk.phase, elapsed: 0}};
  return {...state, screen: within(state.screen, {...message, walk: still})};
}

function within(screen: Screen, message: Extract<Message, {type: 'watched'}>): Screen {
  if (screen.name === 'help' || screen.name === 'story') return {...screen, back: within(screen.back, message)};
  if (screen.name !== 'watching' || screen.session !== message.session) return screen;
  const {viewing, follows} = placeOf(screen.walk, message);
  const walk: Walk = {...message.walk, viewing, unrecorded: undefined, exceeded: {step: undefined, budgets: 0, told: 0}, called: [], announced: 0, hinted: [], notRun: undefined};
  return {...screen, walk, whose: message.whose, scroll: follows ? 0 : screen.scroll};
}

/** Whoever looks at the open step goes along with it; whoever looks back stays there. */
function placeOf(before: Walk | undefined, {walk: {session, runbook}}: Extract<Message, {type: 'watched'}>): {viewing: string; follows: boolean} {
  const open = session.current ?? runbook.closing;
  if (before && before.viewing !== (before.session.current ?? runbook.closing)) return {viewing: before.viewing, follows: false};
  return {viewing: open, follows: before?.viewing !== open};
}

/** Another step's page, from its top; the walk itself goes on where it is. */
export function viewWatched(state: State, screen: WatchingScreen, viewing: string): State {
  return screen.walk ? {...state, screen: {...screen, scroll: 0, walk: {...screen.walk, viewing}}} : state;
}

/** Back to where it was begun; whoever started the program to watch is at its end. */
export function stopWatching(state: State, {back}: WatchingScreen): Next {
  const stop = {type: 'stop watching'} as const;
  return back ? go(state, back, stop) : go(state, {name: 'left'}, stop, {type: 'exit', code: exitCode.done});
}
