import {hintCost, nextHint} from '../../drill/next-hint.ts';
import {parseTimestamp} from '../../time.ts';
import {openWalk} from '../state/viewed-step.ts';
import {stay, withWalk, type Next} from './transitions.ts';
import type {State, Time, Walk} from '../state/state.ts';

/** A hint whose time has come is said to be there, once, when nobody types and nothing runs. It is not shown. */
export function announce(state: State, {now}: Time): State {
  const {walk} = state;
  if (!walk?.drill || state.screen.name !== 'step' || walk.phase.name !== 'reading') return state;
  const began = parseTimestamp(walk.session.openedAt) ?? now;
  const there = walk.drill.hints.filter(({after}) => now - began >= after).length;
  if (there <= Math.max(walk.announced, walk.session.hints)) return state;
  return {...withWalk(state, open => ({...open, announced: there})), notice: `a hint is there: h, for ${hintCost} points`};
}

/** Asks for the next hint of the drill; it is shown when it is in the journal. */
export function takeHint(state: State): Next {
  const {drill, session, viewing} = openWalk(state);
  const hint = nextHint(drill, session);
  return hint ? [state, [{type: 'decide', decision: {kind: 'hint', step: viewing, ...hint}}]] : stay(state, noneLeft);
}

/** What is said when it is in the journal: the page shows it on top. */
export function hintTaken({drill}: Walk, number: number): string {
  return `hint ${number} of ${drill?.hints.length ?? number}, on top of the page: -${hintCost} points`;
}

const noneLeft = 'there is no other hint: go on without one';

/** Why no hint can be asked for; undefined where there is one. */
export function withoutHint({drill, session}: Walk): string | undefined {
  return nextHint(drill, session) ? undefined : noneLeft;
}

export function hintLabel({drill, session}: Walk): string {
  return nextHint(drill, session) ? `hint (-${hintCost})` : 'hint';
}

/** What was taken before the session was left stands on the page on which it goes on. */
export function hintsSoFar({drill, session: {hints, current}}: Pick<Walk, 'drill' | 'session'>): Walk['hinted'] {
  return current === undefined ? [] : (drill?.hints ?? []).slice(0, hints).map((_, index) => ({step: current, number: index + 1}));
}
