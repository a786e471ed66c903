import {exitCode} from '../../errors.ts';
import {hasUnknown, isLooking} from '../state/viewed-step.ts';
import {go, phase, type Next} from './transitions.ts';
import type {Effect, Phase, Running, State, Walk} from '../state/state.ts';

/** What is journalled on leaving: nothing without a walk, and nothing after the line that closed it. */
export function leaving(walk: Walk | undefined, reason: string): Effect[] {
  return walk?.session.state === 'open' ? [{type: 'decide', decision: {kind: 'leave', reason}}] : [];
}

/** A walk that could not be recorded, or that has an unknown step, must not look like success. */
export function exitOf(walk: Walk | undefined): number {
  if (walk?.unrecorded !== undefined) return exitCode.notRecorded;
  if (walk && hasUnknown(walk)) return exitCode.unknown;
  const stopped = walk?.session.closed?.verdict === 'stopped';
  return stopped ? exitCode.checkFailed : exitCode.done;
}

/** Without a walk: of the one before. */
export function codeOf({walk, ended = exitCode.done}: State): number {
  return walk ? exitOf(walk) : ended;
}

/** A walk that was broken off: not recorded and unknown say more than how it was broken off. */
export function brokenOffExit(walk: Walk | undefined, code: number): number {
  const exit = exitOf(walk);
  return exit === exitCode.notRecorded || exit === exitCode.unknown ? exit : code;
}

const stoppingSoon = 'stopping when this step is done; ctrl-c again within 2 s stops it now';

/** Ctrl-c: lets a running step end, and a second press in time does not; anywhere else it leaves. */
export function interrupt(state: State): Next {
  const current = state.walk?.phase;
  if (current?.name === 'asking') {
    const [stopping, effects] = arm(state, {name: 'running', step: current.step, elapsed: 0, stopping: 'after this step'});
    return [stopping, [{type: 'answer', text: undefined}, ...effects]];
  }
  if (state.walk && current?.name === 'running' && isLooking(state.walk)) return phase(state, {...current, stopping: 'now'}, {type: 'stop running'});
  if (current?.name === 'running') {
    if (current.stopping === 'now') return [state, []];
    return current.armed ? phase(state, {...current, stopping: 'now', armed: false}, {type: 'stop running'}) : arm(state, current);
  }
  const exit = brokenOffExit(state.walk, exitCode.interrupted);
  return go(state, {name: 'left'}, ...leaving(state.walk, 'interrupted'), {type: 'exit', code: exit});
}

/** From here for two seconds one more press counts. */
function arm(state: State, running: Running): Next {
  return phase({...state, notice: stoppingSoon}, {...running, stopping: 'after this step', armed: true}, {type: 'await second press'});
}

/** The two seconds are over: the next press is a first one again. */
export function disarmed(state: State): Next {
  const current = state.walk?.phase;
  return current?.name === 'running' && current.armed ? phase(state, {...current, armed: false}) : [state, []];
}

/** The line is gone, or nothing can be shown any more: nobody waits at the terminal, and what runs may end or time out. Any signal wants us gone now. */
const mayEnd: ReadonlySet<number> = new Set([129, exitCode.notRecorded]);

/** The program was told to stop: the outcome of a running step comes before the last line. */
export function signalled(state: State, exit: number): Next {
  const {walk} = state;
  if (walk?.phase.name === 'running' || walk?.phase.name === 'asking') {
    const stopping = mayEnd.has(exit) && !isLooking(walk) ? 'after this step' : 'now';
    const phase: Phase = {name: 'running', step: walk.phase.step, elapsed: 0, stopping, exit};
    const asked: Effect[] = walk.phase.name === 'asking' ? [{type: 'answer', text: undefined}] : [];
    return [{...state, walk: {...walk, phase}}, stopping === 'now' ? [{type: 'stop running'}] : asked];
  }
  return [{...state, screen: {name: 'left'}}, [...leaving(walk, 'the program was told to stop'), {type: 'exit', code: brokenOffExit(walk, exit)}]];
}
