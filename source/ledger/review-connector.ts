import {rotationWindowHours, targets} from '../connector/services.ts';
import {hour} from '../time.ts';
import type {NewestEntry} from './drill.ts';
import type {Silences} from './silence.ts';

type Verdict = 'fresh' | 'stale' | 'future' | 'missing' | 'unreadable';

export type ConnectorReview = {
  connectorId: string;
  /** One of the three that Stage B rehearses. */
  target: boolean;
  entries: number;
  /** Of these, lines ahead of now, which are not judged. */
  ahead: number;
  /** Appended last of those that are not ahead; of those that are, where there are no others. */
  newest: NewestEntry | undefined;
  verdict: Verdict;
  /** Times of more than 48 hours without a drill of it, up to the newest one. */
  silences: Silences;
  /** Milliseconds since the rotation, negative for a stamp in the future. */
  age: number | undefined;
  /** End of the 48 hours, milliseconds since 1970. */
  deadline: number | undefined;
  /** Milliseconds until the deadline, negative once it is over. */
  remaining: number | undefined;
};

/**
 * The 48 hours run from `rotated_at`, whatever window the line itself names: that is the rule the
 * nightly check applies (protocol notes, section 12), and a line that claims another window is
 * flagged for it.
 */
export function reviewConnector(
  connectorId: string,
  {entries, ahead, newest, silences}: Pick<ConnectorReview, 'entries' | 'ahead' | 'newest' | 'silences'>,
  now: number,
): ConnectorReview {
  const target = (targets as readonly string[]).includes(connectorId);
  const rotatedAt = newest?.rotatedAt;
  const deadline = rotatedAt === undefined ? undefined : rotatedAt + rotationWindowHours * hour;
  return {
    connectorId,
    target,
    entries,
    ahead,
    newest,
    verdict: verdictOf(newest, now),
    silences,
    age: rotatedAt === undefined ? undefined : now - rotatedAt,
    deadline,
    remaining: deadline === undefined ? undefined : deadline - now,
  };
}

/** Exactly 48 hours is still fresh; a stamp in the future never is, and is all there is then (decisions: "other writers of the ledger"). */
function verdictOf(newest: NewestEntry | undefined, now: number): Verdict {
  if (!newest) return 'missing';
  if (newest.rotatedAt === undefined) return 'unreadable';
  if (newest.rotatedAt > now) return 'future';
  return now - newest.rotatedAt > rotationWindowHours * hour ? 'stale' : 'fresh';
}
