import {targets} from '../../connector/services.ts';
import {unchanged} from '../../journal/step-record.ts';
import {StorageError} from '../../durable-file.ts';
import {exitCode, type Trouble} from '../../errors.ts';
import type {JsonObject} from '../../json.ts';
import {appendGap, gapFile, newGapId, readGaps} from '../../ledger/gap-file.ts';
import type {Gap, GapConnector, GapOpened, Gaps} from '../../ledger/gaps.ts';
import {ledgerSize} from '../../ledger/pin.ts';
import {formatTimestamp} from '../../time.ts';
import type {Action, ActionPlan, ActionResult, Ports} from '../action.ts';
import {shownPath} from '../plan-basis.ts';
import {judgeImpact, windowEndText, type Impact} from '../ledger/doctrine-impact.ts';
import {failed, notPlanned} from '../failed-result.ts';
import {tellGapLines} from './gap-probe.ts';

const asks = {kind: 'text', text: 'Why does the ledger record no drills?'} as const;

/**
 * Writes beside the ledger that drills stop, why, and how far each connector's window still reaches
 * (decisions: "gap note during a rollback"). The ledger itself is not touched.
 */
export const noteGap: Action = {
  signature: {name: 'gap.note', effect: 'changes', parameters: []},
  facts: {path: 'of the gap file', gap_id: 'of the gap', connectors: 'with the ends of their windows'},
  asks,
  async plan(_parameters, ports, signal) {
    const {environment, clock} = ports;
    const path = gapFile(environment.places.ledger);
    const {gaps, trouble} = readGaps(path);
    if (trouble) return notPlanned(unreadableGaps(trouble));
    const judged = await judgeImpact(environment.places.ledger, clock.now(), signal);
    if (!judged.ok) return notPlanned(judged.result);
    const mine = openGapOf(gaps, ports);
    const plan: ActionPlan = {
      items: [{
        what: mine ? `gap note ${mine.opened.gap_id}` : 'gap note',
        where: shownPath(environment, path),
        from: mine ? `noted at ${mine.opened.noted_at}` : null,
        to: mine ? unchanged : 'one line more',
      }],
      does: mine ? [`leave ${shownPath(environment, path)} as it is: the gap of this session is noted`] : [`ask you for the reason, then append one gap.opened line to ${shownPath(environment, path)}: until when ${targets.join(', ')} are covered then`],
      byHand: false,
      basis: '',
      grows: {'the ledger': environment.places.ledger, 'the gap file': path},
    };
    return {ok: true, plan};
  },
  async probe({environment}, {at}) {
    return tellGapLines(gapFile(environment.places.ledger), 'gap.opened', at);
  },
  async *run(_parameters, ports, signal) {
    const {environment, clock, earlier} = ports;
    const path = gapFile(environment.places.ledger);
    const {gaps, trouble} = readGaps(path);
    if (trouble) return unreadableGaps(trouble);
    const mine = openGapOf(gaps, ports);
    if (mine) {
      yield {stage: 'gap', state: 'ok', text: `${mine.opened.gap_id} of this session is noted since ${mine.opened.noted_at}; nothing was written`};
      return done(ports, path, mine.opened);
    }
    const answer = await ports.ask(asks, signal);
    const reason = environment.mask().typed(answer?.trim() ?? '');
    if (reason === '') {
      return failed('no-reason', 'no reason was given for the gap, and a gap without one explains nothing', 'Run this step again and say in a sentence why MCP is off.');
    }
    const now = clock.now();
    const judged = await judgeImpact(environment.places.ledger, now, signal);
    if (!judged.ok) return judged.result;
    yield {stage: 'gap', state: 'running', text: path};
    const {session} = earlier;
    const opened: GapOpened = {
      event: 'gap.opened',
      gap_id: newGapId(gaps, now),
      noted_at: formatTimestamp(now),
      session: session?.id ?? null,
      incident: session?.incident ?? null,
      operator: session?.operator ?? null,
      reason,
      connectors: environment.mask().value(judged.impacts.map(toConnector)),
      ledger_bytes: ledgerSize(environment.places.ledger),
    };
    const lost = append(path, opened);
    if (lost) return lost;
    yield {stage: 'gap', state: 'ok', text: `${opened.gap_id} on disk`};
    return done(ports, path, opened);
  },
};

/** The gap that this session has noted and not closed: a walk that comes by again notes no second one. */
function openGapOf({open}: Gaps, {earlier}: Ports): Gap | undefined {
  const {session} = earlier;
  return session && open.findLast(({opened}) => opened.session === session.id);
}

function toConnector(impact: Impact): GapConnector {
  return {connector_id: impact.connectorId, last_rotated_at: impact.lastRotated, window_ends_at: windowEndText(impact)};
}

function done({environment}: Ports, path: string, {gap_id, connectors}: GapOpened): ActionResult {
  const facts: JsonObject = {path, gap_id, connectors: connectors.map(connector => ({...connector}))};
  return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
}

export function unreadableGaps({problem}: Trouble): ReturnType<typeof failed> {
  return failed('gaps-unreadable', problem, 'Correct what keeps it from being read, then run this step again.');
}

/** Undefined when the line is on disk. */
export function append(path: string, line: Parameters<typeof appendGap>[1]): ActionResult | undefined {
  try {
    appendGap(path, line);
    return undefined;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return failed('not-recorded', error.message, 'Make room or correct the permissions, then run this step again.', exitCode.notRecorded);
  }
}
