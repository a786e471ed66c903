import type {Clock} from '../../clock.ts';
import {causeOf, type Trouble} from '../../errors.ts';
import {jsonLine} from '../../json.ts';
import type {SecretMask} from '../../secret-mask.ts';
import type {JournalEvent} from '../../journal/event.ts';
import {clip} from '../../journal/clip.ts';
import type {Session} from '../../journal/session.ts';
import {noticeAt, noticeOf, nothingOff, type Notice, type Occasion, type McpStanding, type Switching} from './notice.ts';
import {formatTimestamp} from '../../time.ts';
import {hostOf, type Post, type Posted} from './post.ts';

export type NoticesOptions = {
  /** Where the environment wants notices; undefined: nowhere. */
  url: string | undefined;
  clock: Clock;
  /** Masks every token that is set at this moment. */
  mask: () => SecretMask;
  post: Post;
  /** What is so in the environment as the record says, with the line that is told of. */
  standing?: (() => McpStanding) | undefined;
};

/** Notices that did not arrive, and why the last one did not. */
export type Undelivered = {count: number; last: string};

export type Notices = {
  /**
   * Looks at a line that was written, or could not be (`unrecorded` says why), and posts a notice where it is worth one.
   * Returns at once, and never throws.
   */
  observe(event: JournalEvent, session: Session, head: string, unrecorded?: string): void;
  /** Posts what no line tells yet, each once; otherwise as `observe`. */
  tell(occasion: Occasion, session: Session, head: string): void;
  undelivered(): Undelivered | undefined;
  /** Waits for what is under way, a second at most; may be called again. Nothing is posted afterwards. */
  close(): Promise<void>;
};

/** Of each post, milliseconds. */
const deadline = 3000;

/** How long leaving waits, milliseconds. */
const patience = 1000;

const mostQueued = 20;

/** As written, in bytes. */
const longestText = 2000;

/**
 * Tells others by posting JSON, one notice after the other in the order of the journal. A notice is a
 * courtesy: whatever happens to it, no step waits for it or fails.
 */
export function openNotices({url, clock, mask, post, standing = nothingOff}: NoticesOptions): Notices {
  const queue: string[] = [];
  const stop = new AbortController();
  const told = new Set<string>();
  let switching: Switching = new Map();
  let sending: Promise<void> | undefined;
  let closing = false;
  let failed: Undelivered | undefined;
  const fail = (last: string): void => {
    failed = {count: (failed?.count ?? 0) + 1, last};
  };

  const send = async (to: string): Promise<void> => {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
      const text = body;
      const posted = stop.signal.aborted ? leftBehind : await within(clock, stop.signal, signal => post(to, text, signal), to);
      if (!posted.ok) fail(posted.reason);
    }
    sending = undefined;
  };

  const enqueue = (to: string, notice: Notice): void => {
    if (closing) return fail(leftBehind.reason);
    if (queue.length >= mostQueued) return fail(`more than ${mostQueued} were waiting for ${hostOf(to)}`);
    queue.push(bodyOf(notice, mask()));
    // The step that wrote the line goes on first.
    sending ??= Promise.resolve().then(() => send(to));
  };

  return {
    observe(event, session, head, unrecorded) {
      if (url === undefined) return;
      try {
        const noticed = noticeOf(switching, event, session, head, {unrecorded, standing});
        switching = noticed.switching;
        if (noticed.notice) enqueue(url, noticed.notice);
      } catch (error) {
        fail(causeOf(error));
      }
    },
    tell(occasion, session, head) {
      const once = `${occasion.kind} ${occasion.step} ${'digits' in occasion ? occasion.digits : Math.floor(occasion.milliseconds / occasion.budget)}`;
      if (url === undefined || told.has(once)) return;
      told.add(once);
      try {
        enqueue(url, noticeAt(occasion, {at: formatTimestamp(clock.now()), session, head, ...standing()}));
      } catch (error) {
        fail(causeOf(error));
      }
    },
    undelivered: () => failed,
    async close() {
      closing = true;
      const waited = new AbortController();
      await Promise.race([sending, clock.sleep(patience, waited.signal).catch(() => undefined)]);
      waited.abort();
      stop.abort();
      await sending;
    },
  };
}

/** For the exit summary; undefined when all arrived. */
export function undeliveredTrouble(undelivered: Undelivered | undefined): Trouble | undefined {
  if (!undelivered) return undefined;
  const {count, last} = undelivered;
  const problem = count === 1 ? `1 notice was not delivered (${last})` : `${count} notices were not delivered (last: ${last})`;
  return {problem, next: 'Tell those who rely on notices yourself.'};
}

const leftBehind = {ok: false, reason: 'the program ended first'} as const;

/** What outside wrote is masked; words of ours, times and digests are what they are. */
function bodyOf(notice: Notice, mask: SecretMask): string {
  const {runbook, environment, operator, incident, text} = notice;
  const masked = mask.value({runbook, environment, operator, incident, text});
  return jsonLine({...notice, ...masked, text: clip(masked.text, longestText)});
}

/** One post, given up after its deadline or when the program leaves, whether it listens to its signal or not. */
async function within(clock: Clock, stop: AbortSignal, post: (signal: AbortSignal) => Promise<Posted>, to: string): Promise<Posted> {
  const late = new AbortController();
  const answered = new AbortController();
  const signal = AbortSignal.any([late.signal, stop]);
  const givenUp = new Promise<Posted>(resolve => {
    const reason = (): string => (late.signal.aborted ? `${hostOf(to)} did not answer within ${deadline / 1000} s` : leftBehind.reason);
    signal.addEventListener('abort', () => resolve({ok: false, reason: reason()}), {once: true});
  });
  clock.sleep(deadline, answered.signal).then(() => late.abort(), () => undefined);
  try {
    return await Promise.race([givenUp, post(signal)]);
  } catch (error) {
    return {ok: false, reason: causeOf(error)};
  } finally {
    answered.abort();
  }
}
