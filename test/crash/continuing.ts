import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {resumeSession} from '../../source/session/resume-session.ts';
import type {WantedSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import type {Settlement} from '../../source/walk/report.ts';
import {unattended} from '../../source/walk/unattended.ts';
import {walk} from '../../source/walk/walk.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';

export const settlements: readonly Settlement[] = ['not done', 'cannot tell', 'done'];

/** Names of the practice sessions below a root; whoever was killed early left none. */
export function sessionsIn(root: string): string[] {
  try {
    // The key of the fingerprints lies beside the sessions.
    return readdirSync(join(root, 'logs', 'practice')).filter(name => !name.startsWith('.'));
  } catch {
    return [];
  }
}

export const rehearsal = {
  runbook: 'stage-b-rehearsal',
  environment: 'practice',
  operator: 'ines',
  mode: 'auto',
} as const satisfies WantedSession;

const never = new AbortController().signal;

const driver = {ask: async () => undefined, report: () => {}};

/** Walks an open session to its end, as a person would who answers every question about an unknown step alike. */
async function walkToEnd({conductor}: Pick<HeldSession, 'conductor'>, settlement: Settlement): Promise<number> {
  const {steps, current} = conductor.session;
  const unknown = steps.find(({id, status}) => id === current && status === 'unknown');
  if (unknown) {
    const probe = await conductor.probe(unknown.id);
    conductor.record({kind: 'settle', step: unknown.id, settlement, note: 'asked the one who was there', probe: probe.join(' ')});
  }
  return walk(conductor, {...unattended({confirmed: 'practice'}), ...driver}, never);
}

/** Goes on with a session of this root and walks it to its end. @throws OperatorError when it cannot be continued. */
export async function continueToEnd(root: string, session: string, settlement: Settlement): Promise<void> {
  const open = await resumeSession(workplace(root, {clock: testClock(Date.now())}), {session, operator: rehearsal.operator});
  try {
    await walkToEnd(open, settlement);
  } finally {
    await open.close();
  }
}
