import type {Entry} from './entry.ts';
import type {FlagKind} from './flags.ts';

/** One line of the ledger as a reviewer sees it, by its number from 1. Text is raw. */
export type Drill = {
  line: number;
  connectorId: string;
  /** Milliseconds since 1970. */
  rotatedAt: number | undefined;
  rotatedAtText: string | undefined;
  flags: readonly FlagKind[];
};

/** The entry of a connector that was appended last, whatever its stamp says. Text is raw. */
export type NewestEntry = Drill & {
  windowHours: number | undefined;
  windowId: string | undefined;
  startedAt: string | undefined;
  expiresAt: string | undefined;
  stageBRunId: string | undefined;
  summaryPath: string | undefined;
};

/** What stays of an entry when its line has been reviewed. */
export function toNewest(entry: Entry, line: number, flags: readonly FlagKind[]): NewestEntry {
  return {
    line,
    connectorId: entry.connectorId,
    rotatedAt: entry.rotatedAt,
    rotatedAtText: entry.rotatedAtText,
    flags,
    windowHours: entry.windowHours,
    windowId: entry.rotationWindow?.windowId,
    startedAt: entry.rotationWindow?.startedAt,
    expiresAt: entry.rotationWindow?.expiresAt,
    stageBRunId: entry.stageBRunId,
    summaryPath: entry.summaryPath,
  };
}
