import type {JsonObject} from '../json.ts';
import {archiveTimestamp, compactTimestamp} from '../time.ts';

/** The runs that leave a folder under `logs/stage_b` (protocol notes, section 14.1). */
export const archiveSlugs = {
  packet: 'stage_b2_sonic_rehearsal',
  smoke: 'stage_b3_connector_rotation',
} as const;

export type ArchiveSlug = (typeof archiveSlugs)[keyof typeof archiveSlugs];

/** Name of a run's folder: `YYYYMMDDTHHMMSSZ-<slug>`. */
export function runId(now: number, slug: ArchiveSlug): string {
  return `${compactTimestamp(now)}-${slug}`;
}

export type ArchivedRun = {
  slug: ArchiveSlug;
  runId: string;
  command: readonly string[];
  /** Exit code of the command; null when it could not be started, and then `spawnError` says why. */
  returncode: number | null;
  spawnError?: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  completedAt: number;
  /** By a clock that does not jump. */
  milliseconds: number;
  logDir: string;
  stdoutPath: string;
  stderrPath: string;
  /** What the run printed, masked. */
  stdout: string;
  stderr: string;
  /** One sentence on how it went. */
  summary?: string;
  /** Name to path. */
  artifacts?: Record<string, string>;
  metrics?: JsonObject;
  /** Why there are no metrics. */
  metricsError?: string;
};

const tailLines = 10;

/**
 * `summary.json` of a run, members in the order automation knows (protocol notes, section 14.1).
 * The run is a success when the command exits 0 and its metrics could be taken. Where the original
 * copies the last printed line into `summary`, ours is a sentence, since that line is a lone brace.
 */
export function archiveSummary(run: ArchivedRun): JsonObject {
  const {returncode, summary, artifacts, metrics, metricsError} = run;
  const error = errorOf(run);
  const failure = error !== undefined && {error};
  return {
    status: error === undefined ? 'success' : 'error',
    stage: run.slug,
    run_id: run.runId,
    command: [...run.command],
    returncode,
    ...(returncode === null && failure),
    started_at: archiveTimestamp(run.startedAt),
    completed_at: archiveTimestamp(run.completedAt),
    duration_seconds: Math.round(run.milliseconds * 1000) / 1_000_000,
    log_dir: run.logDir,
    stdout_path: run.stdoutPath,
    stderr_path: run.stderrPath,
    stdout_lines: linesOf(run.stdout).length,
    stderr_lines: linesOf(run.stderr).length,
    stderr_tail: linesOf(run.stderr).slice(-tailLines),
    ...(summary !== undefined && {summary}),
    ...(run.stderr.trim() !== '' && {stderr: run.stderr}),
    ...(returncode !== null && failure),
    ...(artifacts && {artifacts}),
    ...(metrics && {metrics}),
    ...(metricsError !== undefined && {metrics_error: metricsError}),
  };
}

function errorOf({slug, returncode, spawnError, metricsError}: ArchivedRun): string | undefined {
  if (returncode === null) return `failed to spawn command: ${spawnError ?? 'no reason given'}`;
  if (returncode !== 0) return `${slug} exited with code ${returncode}`;
  return metricsError === undefined ? undefined : `${slug} metrics extraction failed: ${metricsError}`;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
