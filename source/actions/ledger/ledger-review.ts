import type {Environment} from '../../environment/environment.ts';
import {mcpToggle} from '../../environment/toggles.ts';
import {gapFile, readGaps} from '../../ledger/gap-file.ts';
import type {Gap} from '../../ledger/gaps.ts';
import {reviewDocument} from '../../ledger/review-document.ts';
import {formatSpan} from '../../time.ts';
import type {Action, Earlier, Progress} from '../action.ts';
import {readWholeLedger} from './ledger-reading.ts';

/** Reads the whole ledger and judges each connector's newest entry. */
export const reviewLedgerAction: Action = {
  signature: {name: 'ledger.review', effect: 'reads', parameters: [], command: 'mcp-runbook ledger review'},
  facts: {
    ok: 'whether it holds what a reviewer wants',
    condition: 'of the file',
    summary: 'all of it in one sentence',
    reviewed_at: 'when it was read',
    size: 'bytes',
    torn: 'whether the last line lacks its end',
    lines: 'all of them',
    entries: 'lines that record a rotation',
    blank: 'lines with nothing in them',
    malformed: 'lines that cannot be read',
    'generations.*': 'entries of each form that a ledger line has had',
    'connectors.operator_api.verdict': 'fresh, stale, future, missing or unreadable, and so for each connector',
    'connectors.operator_api.entries': 'lines of it',
    'connectors.operator_api.ahead': 'lines ahead of now, which are not judged',
    'connectors.operator_api.age_seconds': 'since its newest entry',
    'connectors.operator_api.remaining_seconds': 'of its window',
    'connectors.operator_api.deadline': 'when its window ends',
    'connectors.operator_api.window_hours': 'as its newest entry says',
    'connectors.operator_api.newest.*': 'its newest entry',
    'connectors.operator_api.silences': 'times of more than 48 hours without a drill of it',
    'connectors.operator_api.newest_silences': 'the last of them',
    other_connectors: 'entries of ids that are no target',
    unlisted_entries: 'entries of such ids that are not shown',
    'flags.*': 'how many lines have each flag',
    flagged_lines: 'what a reviewer should look at',
    recent: 'the newest drills',
    latest_runs: 'the newest runs, each with its window and its connectors',
    'gaps.open': 'gaps that are not closed',
    'gaps.closed': 'gaps that are',
    'gaps.bad_lines': 'lines of the gap file that cannot be read',
    'gaps.counts.*': 'how many of each',
    'gaps.problem': 'why the gap file cannot be read',
    'gaps.next': 'what to do about that',
    'gaps.timeline': 'drills and gaps in their order',
  },
  async *run(_parameters, {environment, clock, earlier: {session}}, signal) {
    yield {stage: 'ledger', state: 'running', text: environment.places.ledger};
    const read = await readWholeLedger(environment.places.ledger, clock.now(), signal);
    if (!read.ok) return read.result;
    const {review} = read;
    yield {stage: 'ledger', state: review.entries > 0 ? 'ok' : 'failed', text: `${review.entries} entries in ${review.lines} lines`};
    for (const {connectorId, target, verdict, remaining} of review.connectors) {
      if (!target) continue;
      const left = remaining === undefined ? '' : remaining < 0 ? `, over for ${formatSpan(-remaining)}` : `, ${formatSpan(remaining)} left`;
      yield {stage: connectorId, state: verdict === 'fresh' ? 'ok' : 'failed', text: `${verdict}${left}`};
    }
    const gaps = readGaps(gapFile(environment.places.ledger));
    for (const gap of gaps.gaps.open) yield tellOpenGap(gap, environment, session);
    return {outcome: 'done', facts: environment.mask().value(reviewDocument(review, gaps)), attachments: []};
  },
};

/** A gap is as it should be while MCP is off, and until the session that noted it has closed it; else somebody forgot it. */
function tellOpenGap({opened: {gap_id: stage, session: by, noted_at: at, reason}}: Gap, {toggles}: Pick<Environment, 'toggles'>, session: Earlier['session']): Progress {
  const told = (state: Progress['state'], why: string): Progress => ({stage, state, text: `open since ${at}, ${why}: ${reason}`});
  if (by === session?.id) return told('ok', 'noted in this session and not closed yet');
  if (!mcpToggle(toggles).on) return told('ok', 'as long as MCP is off');
  return told('failed', 'though MCP is on');
}
