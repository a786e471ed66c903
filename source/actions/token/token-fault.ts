import {tokenFormFault} from '../../environment/token-form.ts';
import type {Secret} from '../../secret.ts';

/** Characters; whatever is shorter is a slip of the keyboard, or protects nothing. */
const shortestToken = 8;

/** Why a typed token is not taken, without quoting it; undefined when it is. */
export function tokenFault(typed: string, live: Secret | undefined): string | undefined {
  const fault = tokenFormFault(typed);
  if (fault !== undefined) return `it ${fault}`;
  if ([...typed].length < shortestToken) return `it has fewer than ${shortestToken} characters`;
  return live?.matches(typed) ? 'it is the token that is live already' : undefined;
}
