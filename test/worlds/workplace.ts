import type {WantedSession} from '../../source/session/open-session.ts';
import type {Context} from '../../source/commands/context.ts';
import {recordKeeper} from '../../source/commands/record-incident.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import type {Workplace} from '../../source/workplace.ts';
import {testClock} from './test-clock.ts';

/** A quiet place: no variables, a clock that stands; records are written as the program does it. */
export function workplace(folder: string, change: Partial<Workplace> = {}): Workplace {
  const place: Workplace = {folder, variables: {}, clock: testClock(), ...change};
  const context = {place, mask: () => new SecretMask([]), tell: () => {}} as unknown as Context;
  return {...place, records: recordKeeper(context)};
}

/** What a test says otherwise, of the place or of what is wanted there. */
export type Change = Partial<Workplace & WantedSession>;
