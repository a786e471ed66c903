import type {Clock} from '../clock.ts';
import {awayText} from './away.ts';
import type {Agreed, Asked, TeamStore} from './team-store.ts';

/** What comes of asking at other desks. `late`: the plan has run out, and nobody is asked any longer. */
export type FromDesks = {state: 'asked'} | {state: 'away'; why: string} | {state: 'late'} | ({state: 'agreed'} & Agreed);

export type DeskPorts = {
  open(dropped: AbortSignal): Promise<TeamStore>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  /** How long to wait after so many failures in a row, milliseconds. */
  pauseAfter(failures: number): number;
};

/** Milliseconds between two looks: news come by themselves, but for a pooler that swallows them. */
const interval = 700;

/** Milliseconds that saying so may take once nobody waits any longer. */
const patience = 500;

/**
 * Asks the team for agreement to a plan until it is told to stop, beside whoever types at this keyboard; over a
 * connection of its own, since others listen and write meanwhile. Each agreement is told once, and it goes on.
 */
export async function askDesks(asked: Asked, ports: DeskPorts, heard: (what: FromDesks) => void, signal: AbortSignal): Promise<void> {
  const {clock} = ports;
  const told = new Set<string>();
  const tell = (what: FromDesks): void => {
    if (!signal.aborted) heard(what);
  };
  // How far the server's clock, by which others are late, is ahead of this one; the same as long as it is waited, since until when it holds tells one request from another.
  let ahead: number | undefined;
  const isWaitedFor = (): boolean => !signal.aborted && clock.now() < asked.until;
  for (let failures = 0; isWaitedFor(); ) {
    try {
      await during(ports, signal, async store => {
        ahead ??= (await store.now()) - clock.now();
        const request = await store.ask({...asked, until: asked.until + ahead});
        let wake = (): void => {};
        await store.follow(({what, session}) => {
          if (what === 'agree' && session === asked.session) wake();
        });
        failures = 0;
        tell({state: 'asked'});
        try {
          while (isWaitedFor()) {
            const rest = new AbortController();
            wake = () => rest.abort();
            for (const agreed of await store.agreed(request)) {
              if (told.has(agreed.by)) continue;
              told.add(agreed.by);
              tell({state: 'agreed', ...agreed});
            }
            await clock.sleep(interval, AbortSignal.any([signal, rest.signal])).catch(() => {});
          }
        } finally {
          // After a look that failed it is asked for again, and what was withdrawn nobody can agree to.
          if (!isWaitedFor()) await within(patience, clock, store.withdraw(request));
        }
      });
    } catch (error) {
      failures += 1;
      tell({state: 'away', why: awayText(error)});
      await clock.sleep(ports.pauseAfter(failures), signal).catch(() => {});
    }
  }
  tell({state: 'late'});
}

/** While it is opened the signal drops it; after that whoever uses it says goodbye first. */
async function during({open}: DeskPorts, signal: AbortSignal, use: (store: TeamStore) => Promise<void>): Promise<void> {
  const dropped = new AbortController();
  const drop = (): void => dropped.abort();
  signal.addEventListener('abort', drop);
  const store = await open(dropped.signal).finally(() => signal.removeEventListener('abort', drop));
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

/** Whatever comes of it. */
async function within(milliseconds: number, clock: Pick<Clock, 'sleep'>, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  await Promise.race([work.catch(() => {}), clock.sleep(milliseconds, done.signal).catch(() => {})]);
  done.abort();
}
