import {exitCode} from '../errors.ts';
import {hasUnknown} from './mode.ts';
import type {Effect, Phase, State, Walk} from './state.ts';

/** What is journalled on leaving: nothing without a walk, and nothing after the line that closed it. */
export function leaving(walk: Walk | undefined, reason: string): Effect[] {
  return walk?.session.state === 'open' ? [{type: 'leave', reason}] : [];
}

/** A walk that could not be recorded, or that has an unknown step, must not look like success. */
export function exitOf(walk: Walk | undefined): number {
  if (walk?.unrecorded !== undefined) return exitCode.notRecorded;
  if (walk && hasUnknown(walk)) return exitCode.unknown;
  const failed = walk?.session.state === 'closed' && walk.session.steps.some(({status}) => status === 'failed');
  return failed ? exitCode.checkFailed : exitCode.done;
}

/** A walk that was broken off: not recorded and unknown say more than how it was broken off. */
export function brokenOffExit(walk: Walk | undefined, code: number): number {
  const exit = exitOf(walk);
  return exit === exitCode.notRecorded || exit === exitCode.unknown ? exit : code;
}

/** The line is gone, nobody waits at the terminal: what runs may end or time out. Any other signal wants us gone now. */
const hangup = 129;

/** The program was told to stop: the outcome of a running step comes before the last line. */
export function signalled(state: State, exit: number): [State, Effect[]] {
  const {walk} = state;
  if (walk?.phase.name === 'running' || walk?.phase.name === 'asking') {
    const stopping = exit === hangup ? 'after this step' : 'now';
    const phase: Phase = {name: 'running', step: walk.phase.step, elapsed: 0, stopping, exit};
    const asked: Effect[] = walk.phase.name === 'asking' ? [{type: 'answer', text: undefined}] : [];
    return [{...state, walk: {...walk, phase}}, stopping === 'now' ? [{type: 'stop running'}] : asked];
  }
  return [{...state, screen: {name: 'left'}}, [...leaving(walk, 'the program was told to stop'), {type: 'exit', code: brokenOffExit(walk, exit)}]];
}
