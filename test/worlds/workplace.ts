import type {Wanted} from '../../source/session/open-session.ts';
import type {Workplace} from '../../source/workplace.ts';
import {testClock} from './test-clock.ts';

/** A quiet place: no variables, a clock that stands. */
export function workplace(folder: string, change: Partial<Workplace> = {}): Workplace {
  return {folder, variables: {}, clock: testClock(), ...change};
}

/** What a test says otherwise, of the place or of what is wanted there. */
export type Change = Partial<Workplace & Wanted>;
