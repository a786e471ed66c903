import {setTimeout as sleep} from 'node:timers/promises';

/** Milliseconds between two looks at whether a group is gone. */
const lookEvery = 20;

/** Milliseconds that a killed group gets to vanish. Dead ones that nobody collects stay in sight: then it takes that long. */
const lastWait = 300;

/** Sends a signal to a process and everything it started (kill(2), negative pid). False when none is left. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    // Others' processes in the group can be seen but not signalled (EPERM): they are there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Ends a process group: asks with SIGTERM, waits for `grace` milliseconds, then SIGKILL. A descendant
 * that made a session of its own (setsid(2)) is out of reach.
 */
export async function stopGroup(leader: number, grace: number): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  if (await isGone(leader, grace)) return;
  signalGroup(leader, 'SIGKILL');
  await isGone(leader, lastWait);
}

async function isGone(leader: number, limit: number): Promise<boolean> {
  for (let waited = 0; signalGroup(leader, 0); waited += lookEvery) {
    if (waited >= limit) return false;
    await sleep(lookEvery);
  }
  return true;
}
