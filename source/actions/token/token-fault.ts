import type {Secret} from '../../secret.ts';

/** Characters; whatever is shorter is a slip of the keyboard, or protects nothing. */
const shortestToken = 8;

/** Why a typed token is not taken, without quoting it; undefined when it is. */
export function tokenFault(typed: string, live: Secret | undefined): string | undefined {
  if (typed === '') return 'it is empty';
  if (/[\s\p{Cc}]/u.test(typed)) return 'it holds white space or control characters';
  if ([...typed].length < shortestToken) return `it has fewer than ${shortestToken} characters`;
  return live?.matches(typed) ? 'it is the token that is live already' : undefined;
}
