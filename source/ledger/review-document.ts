import {display} from '../display.ts';
import {unreachable} from '../errors.ts';
import type {Json, JsonObject} from '../json.ts';
import {formatTimestamp, hour} from '../time.ts';
import type {Drill, NewestEntry} from './drill.ts';
import type {GapReading} from './gap-file.ts';
import {gapsDocument} from './gap-timeline.ts';
import type {LedgerReview} from './review.ts';
import type {ConnectorReview} from './review-connector.ts';

/** One sentence that sums the review up, safe to show. */
export function reviewSentence(review: LedgerReview): string {
  const {condition, entries, malformed} = review;
  switch (condition.kind) {
    case 'missing':
      return 'There is no ledger yet: no rotation drill was ever recorded here.';
    case 'empty':
      return 'The ledger is empty.';
    case 'blank':
      return 'The ledger holds blank lines only.';
    case 'binary':
      return 'The ledger is not text; no line of it can be read.';
    case 'unreadable':
      return `The ledger cannot be read: ${display(condition.reason)}.`;
    case 'readable': {
      const verdicts = review.connectors
        .filter(({target}) => target)
        .map(({connectorId, verdict}) => `${connectorId} ${verdict}`);
      const bad = malformed === 0 ? '' : `, ${counted(malformed, 'malformed line', 'malformed lines')}`;
      const end = review.torn ? ', the last line lacks its end' : '';
      const {future} = review.flags.counts;
      const ahead = future === 0 ? '' : ` Not judged: ${counted(future, 'line', 'lines')} ahead of now, as the live service dates what it writes.`;
      return `${counted(entries, 'entry', 'entries')}${bad}${end}: ${verdicts.join(', ')}.${ahead}`;
    }
    default:
      return unreachable(condition);
  }
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * The review for programs: instants canonical, spans in whole seconds. The targets are members of
 * `connectors`, so that a proof can name them; other ids stand in a list, since they may be any text.
 * With `gaps` the notes of the gap file stand between the drills.
 */
export function reviewDocument(review: LedgerReview, gaps?: GapReading): JsonObject {
  const {condition, flags} = review;
  const targets = review.connectors.filter(({target}) => target);
  return {
    ok: review.ok,
    condition: condition.kind,
    ...(condition.kind === 'unreadable' ? {reason: condition.reason} : {}),
    summary: reviewSentence(review),
    reviewed_at: formatTimestamp(review.now),
    size: review.size,
    torn: review.torn,
    lines: review.lines,
    entries: review.entries,
    blank: review.blank,
    malformed: review.malformed,
    generations: {...review.generations},
    connectors: Object.fromEntries(targets.map(connector => [connector.connectorId, connectorDocument(connector)])),
    other_connectors: review.connectors
      .filter(({target}) => !target)
      .map(connector => ({connector_id: connector.connectorId, ...connectorDocument(connector)})),
    unlisted_entries: review.unlistedEntries,
    flags: Object.fromEntries(Object.entries(flags.counts).map(([flag, count]) => [snake(flag), count])),
    flagged_lines: flags.examples.map(({line, flag, text}) => ({line, flag: snake(flag), text})),
    recent: review.recent.map(drillDocument),
    latest_runs: review.runs.map(({runId, windowId, connectors, line}) => ({run_id: runId ?? null, window_id: windowId ?? null, connectors: [...connectors], line})),
    ...(gaps && {gaps: gapsDocument(review.recent, gaps)}),
  };
}

function connectorDocument({entries, ahead, verdict, age, deadline, remaining, newest, silences}: ConnectorReview): JsonObject {
  return {
    verdict,
    entries,
    ahead,
    age_seconds: seconds(age),
    remaining_seconds: seconds(remaining),
    deadline: deadline === undefined ? null : formatTimestamp(deadline),
    window_hours: newest?.windowHours ?? null,
    newest: newest ? newestDocument(newest) : null,
    silences: silences.count,
    newest_silences: silences.newest.map(({from, to, line}) => ({from: formatTimestamp(from), to: formatTimestamp(to), hours: hoursOf(from, to), line})),
  };
}

function newestDocument(newest: NewestEntry): JsonObject {
  return {
    ...drillDocument(newest),
    window_hours: newest.windowHours ?? null,
    window_id: newest.windowId ?? null,
    started_at: newest.startedAt ?? null,
    expires_at: newest.expiresAt ?? null,
    stage_b_run_id: newest.stageBRunId ?? null,
    stage_b_summary_path: newest.summaryPath ?? null,
  };
}

function drillDocument({line, connectorId, rotatedAt, rotatedAtText, flags}: Drill): JsonObject {
  return {
    line,
    connector_id: connectorId,
    rotated_at: rotatedAt === undefined ? (rotatedAtText ?? null) : formatTimestamp(rotatedAt),
    flags: flags.map(snake),
  };
}

function snake(flag: string): string {
  return flag.replaceAll(' ', '_');
}

function seconds(span: number | undefined): Json {
  return span === undefined ? null : Math.floor(span / 1000);
}

/** What is told of the review beside its table: the latest runs and their windows, past silences, then the flags, and of both what is left out here. Safe to show. */
export function reviewRemarks({connectors, flags, runs}: LedgerReview): string[] {
  const silent = connectors.flatMap(({connectorId, silences: {count, newest}}) => [
    ...newest.map(({from, to, line}) => `${display(connectorId)} was silent for ${hoursOf(from, to)} h, more than 48: from ${formatTimestamp(from)} to ${formatTimestamp(to)}, line ${line}`),
    ...leftOut(count - newest.length, `earlier silences of ${display(connectorId)}`),
  ]);
  const counts = Object.entries(flags.counts).map(([flag, count]) => ({flag, left: count - flags.examples.filter(example => example.flag === flag).length}));
  return [
    ...runs.map(({runId, windowId, connectors: wrote, line}) => `run ${display(runId ?? 'not named')}: window ${display(windowId ?? 'none')}, ${wrote.map(id => display(id)).join(', ')}, up to line ${line}`),
    ...silent,
    ...flags.examples.map(({line, flag, text}) => `line ${line} ${flag}: ${text}`),
    ...counts.flatMap(({flag, left}) => leftOut(left, `later lines with the flag ${flag}`)),
  ];
}

/** To a tenth: one of 48.3 hours is a silence, too. */
function hoursOf(from: number, to: number): number {
  return Math.round(((to - from) / hour) * 10) / 10;
}

function leftOut(count: number, what: string): string[] {
  return count > 0 ? [`not shown: ${count} ${what}`] : [];
}
