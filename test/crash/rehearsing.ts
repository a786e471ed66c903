import {OperatorError} from '../../source/errors.ts';
import type {Conductor} from '../../source/walk/conductor.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {openSession} from '../../source/session/open-session.ts';
import {unattended} from '../../source/walk/unattended.ts';
import {walk, type Driver} from '../../source/walk/walk.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';
import {rehearsal} from './continuing.ts';

/** A whole rehearsal in this process. `acknowledged` gets each line's event when somebody could first hear of it. */
export type Rehearsal = {kind: 'not opened'; error: OperatorError} | {kind: 'walked'; conductor: Conductor; exit: number};

export async function rehearse(root: string, acknowledged: (events: readonly JournalEvent[]) => void): Promise<Rehearsal> {
  const events: JournalEvent[] = [];
  const opening = await openSession(workplace(root, {clock: testClock(Date.now())}), rehearsal).catch((error: unknown) => {
    if (error instanceof OperatorError) return error;
    throw error;
  });
  if (opening instanceof OperatorError) return {kind: 'not opened', error: opening};
  const {conductor, close} = opening;
  try {
    const report: Driver['report'] = told => {
      if (told.kind !== 'written') return;
      events.push(told.event);
      acknowledged(events);
    };
    const exit = await walk(conductor, {...unattended({confirmed: 'practice'}), ask: async () => undefined, report}, new AbortController().signal);
    return {kind: 'walked', conductor, exit};
  } finally {
    await close();
  }
}
