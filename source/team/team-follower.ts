import type {Clock} from '../clock.ts';
import {awayText} from './away.ts';
import {pauseAfter} from './sender.ts';
import type {TeamStore} from './team-store.ts';

export type FollowerPorts = {
  open(dropped: AbortSignal): Promise<TeamStore>;
  clock: Pick<Clock, 'sleep'>;
  /** From 0 up to 1. */
  chance: () => number;
};

/** Milliseconds after which the team is asked though it told nothing: how long somebody has been silent is told by nobody, and what is told may be swallowed between. */
const asking = {hears: 5000, hearsNothing: 700};

/** Milliseconds between two looks, however much is told. */
const pause = 200;

/** Looks each time the team tells of something, and each while it tells nothing, until it is stopped. `away`: why it could not be asked; undefined once it could. */
export function followTeam({open, clock, chance}: FollowerPorts, look: (store: TeamStore) => Promise<boolean>, told: (away: string | undefined) => void): {stop(): void; stopped: Promise<void>} {
  const over = new AbortController();
  const {signal} = over;
  let wake = (): void => {};
  const tellAway = (error: unknown): void => void (signal.aborted || told(awayText(error)));
  const run = async (): Promise<void> => {
    let store: TeamStore | undefined;
    let failures = 0;
    let isAway: boolean | undefined;
    let interval = asking.hearsNothing;
    while (!signal.aborted) {
      try {
        if (!store) {
          store = await open(signal);
          interval = (await store.follow(() => wake())) ? asking.hears : asking.hearsNothing;
        }
        const heard = new AbortController();
        wake = () => heard.abort();
        const isNew = await look(store);
        if (isNew || isAway !== false) told(undefined);
        isAway = false;
        failures = 0;
        await clock.sleep(pause, signal).catch(() => {});
        await clock.sleep(interval - pause, AbortSignal.any([signal, heard.signal])).catch(() => {});
      } catch (error) {
        const broken = store;
        store = undefined;
        failures += 1;
        tellAway(error);
        isAway = true;
        await broken?.close().catch(() => {});
        await clock.sleep(pauseAfter(failures, chance()), signal).catch(() => {});
      }
    }
    await store?.close().catch(() => {});
  };
  return {stop: () => over.abort(), stopped: run()};
}
