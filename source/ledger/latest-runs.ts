import type {NewestEntry} from './drill.ts';

/** What wrote lines together: a smoke run by its id, else a window by its own. Texts are raw. */
export type LatestRun = {
  runId: string | undefined;
  windowId: string | undefined;
  connectors: readonly string[];
  /** Of its last line, from 1. */
  line: number;
};

/** Where earlier ones stand, the ledger itself says. */
const shownRuns = 5;

/** The newest runs and the windows that they recorded, oldest first: lines of one run and window are told once. */
export function latestRuns(recent: readonly NewestEntry[]): LatestRun[] {
  const runs = new Map<string, LatestRun>();
  for (const {stageBRunId: runId, windowId, connectorId, line} of recent) {
    if (runId === undefined && windowId === undefined) continue;
    const key = JSON.stringify([runId ?? null, windowId ?? null]);
    const connectors = new Set([...(runs.get(key)?.connectors ?? []), connectorId]);
    // A window that is recorded again counts from its last line.
    runs.delete(key);
    runs.set(key, {runId, windowId, connectors: [...connectors], line});
  }
  return [...runs.values()].slice(-shownRuns);
}
