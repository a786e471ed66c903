import {setImmediate as turn} from 'node:timers/promises';

/** Long enough to keep the process alive while the shell has the terminal. */
const heartbeat = 60_000;

/**
 * Stops like any job under ctrl-z and resolves when it is continued. Called while Ink has given the
 * terminal back. Stdin is paused by its own event: a plain `pause()` leaves it reading, and the shell
 * would lose keys to us.
 */
export async function untilContinued(): Promise<void> {
  process.stdin.emit('pause');
  await turn();
  const alive = setInterval(() => {}, heartbeat);
  try {
    await new Promise<void>(resolve => {
      process.once('SIGCONT', () => resolve());
      process.kill(process.pid, 'SIGTSTP');
    });
  } finally {
    clearInterval(alive);
  }
}
