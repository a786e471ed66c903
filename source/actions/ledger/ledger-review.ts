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
    condition: 'of the file',
    entries: 'lines that record a rotation',
    malformed: 'lines that cannot be read',
    'connectors.operator_api.verdict': 'fresh, stale, future, missing or unreadable, and so for each connector',
    flags: 'what a reviewer should look at',
    'connectors.operator_api.ahead': 'lines ahead of now, which are not judged',
    'connectors.operator_api.silences': 'times of more than 48 hours without a drill of it',
    gaps: 'open and closed ones',
    'gaps.problem': 'why the gap file cannot be read',
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
