import {minute} from '../time.ts';

/** How long a plan may be looked at, milliseconds, before it has to be made, and agreed to, again. */
export const planAge = 5 * minute;
