import type {Clock} from '../../clock.ts';
import {followWalk} from './follow-walk.ts';
import type {Watch} from './open-watch.ts';
import {bannerOf, whoseWalk, type Whose} from './whose.ts';
import {watchedLines} from './watched-lines.ts';

/** Prints each line of somebody's walk as it comes, until it is closed or nobody wants to know. Answers why it cannot be read, where it cannot. */
export async function watchPlainly(watch: Watch, clock: Pick<Clock, 'now' | 'sleep'>, signal: AbortSignal, print: (text: string) => void): Promise<string | undefined> {
  let shown = 0;
  let standing: Whose['standing'] | undefined;
  for await (const looked of followWalk(watch, clock, signal)) {
    if (!looked.ok) return looked.reason;
    const {events, session} = looked.seen;
    const whose = whoseWalk(looked.seen);
    if (standing === undefined) print(`${session.opened.runbook.title}, ${session.id}`);
    for (const event of events.slice(shown)) for (const line of watchedLines(event, session)) print(line);
    const {sign, text} = bannerOf(whose, clock.now());
    if (whose.standing !== standing) print(`${sign} ${text}`);
    shown = events.length;
    ({standing} = whose);
  }
  return undefined;
}
