import type {WantedAgreement} from '../../walk/ask-agreement.ts';
import type {State} from '../state/state.ts';
import {withWalk, type Next} from './transitions.ts';

/** While a second person is waited for, one at another desk is too; without a team there is none. */
function wantedOf({walk}: State): WantedAgreement | undefined {
  if (!walk?.shared || (walk.phase.name !== 'naming' && walk.phase.name !== 'approving')) return undefined;
  const {plan, allowance} = walk.phase;
  return {step: walk.viewing, plan, allowance};
}

/** Begins to ask at other desks, and ends it, whatever it was that led there and away. */
export function withDesks(before: State, [state, effects]: Next): Next {
  const [was, is] = [wantedOf(before), wantedOf(state)];
  if (was?.plan === is?.plan) return [state, effects];
  const next = withWalk(state, walk => ({...walk, desks: undefined}));
  // Whoever closes the walk ends all that belongs to it.
  const stopping = was && state.walk ? [{type: 'stop asking'} as const] : [];
  return [next, [...stopping, ...effects, ...(is ? [{type: 'ask desks', ...is} as const] : [])]];
}
