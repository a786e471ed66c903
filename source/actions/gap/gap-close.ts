import {rotationWindowHours} from '../../connector/services.ts';
import {appendGap, gapFile, readGaps} from '../../ledger/gap-file.ts';
import type {Gap, GapClosed} from '../../ledger/gaps.ts';
import type {Entry} from '../../ledger/entry.ts';
import {formatTimestamp, hour, parseTimestamp} from '../../time.ts';
import type {Action, ActionFailure, ActionPlan, Ports} from '../action.ts';
import {shownPath} from '../plan-basis.ts';
import {failed, notPlanned} from '../failed-result.ts';
import {append, unreadableGaps} from './gap-note.ts';
import {tellGapLines} from './gap-probe.ts';
import {readGrowth} from '../ledger/ledger-reading.ts';

type Closing = {ok: true; path: string; gap: Gap; entries: GapClosed['entries']} | {ok: false; failure: ActionFailure};

/** Writes beside the ledger that drills are recorded again, and which entries show it. */
export const closeGap: Action = {
  signature: {name: 'gap.close', effect: 'changes', parameters: []},
  facts: {path: 'of the gap file', gap_id: 'of the gap', entries: 'how many lines show its end'},
  async plan(_parameters, ports) {
    const {environment} = ports;
    const closing = findClosing(ports);
    if (!closing.ok) return notPlanned(closing);
    const {path, gap: {opened}} = closing;
    const where = shownPath(environment, path);
    const plan: ActionPlan = {
      items: [{what: opened.gap_id, where, from: `open since ${opened.noted_at}`, to: 'closed'}],
      does: [`append one gap.closed line to ${where}: the fresh entries that the ledger has since`],
      byHand: false,
      basis: '',
      grows: {'the ledger': environment.places.ledger, 'the gap file': path},
    };
    return {ok: true, plan};
  },
  async probe({environment}, {at}) {
    return tellGapLines(gapFile(environment.places.ledger), 'gap.closed', at);
  },
  async *run(_parameters, ports) {
    const {environment, clock, earlier: {session}} = ports;
    const closing = findClosing(ports);
    if (!closing.ok) {
      yield {stage: 'gap', state: 'failed', text: closing.failure.problem};
      return {outcome: 'failed', facts: {}, failure: closing.failure, attachments: []};
    }
    const {path, gap: {opened: {gap_id}}, entries} = closing;
    const closed: Parameters<typeof appendGap>[1] = {
      event: 'gap.closed',
      gap_id,
      closed_at: formatTimestamp(clock.now()),
      session: session?.id ?? null,
      operator: session?.operator ?? null,
      entries: environment.mask().value(entries),
    };
    yield {stage: 'gap', state: 'running', text: path};
    const lost = append(path, closed);
    if (lost) return lost;
    yield {stage: 'gap', state: 'ok', text: `${gap_id} closed with ${counted(entries.length)}`};
    return {outcome: 'done', facts: environment.mask().value({path, gap_id, entries: entries.length}), attachments: []};
  },
};

/** This session's newest open gap, else the newest of any, and the good entries appended since it was noted. */
function findClosing(ports: Ports): Closing {
  const {environment, clock, earlier: {session}} = ports;
  const {ledger} = environment.places;
  const path = gapFile(ledger);
  const {gaps: {open}, trouble} = readGaps(path);
  if (trouble) return {ok: false, failure: unreadableGaps(trouble).failure};
  const gap = (session && open.findLast(({opened}) => opened.session === session.id)) ?? open.at(-1);
  if (!gap) return refused('no-open-gap', `no gap is open in ${path}`, 'The command ledger review shows the gaps. If MCP was never off there is nothing to close.');
  const read = readGrowth(ports, gap.opened.ledger_bytes ?? 0, `when ${gap.opened.gap_id} was noted`);
  if (!read.ok) return {ok: false, failure: read.result.failure};
  const entries = read.growth.entries.filter(entry => isFresh(entry, gap, clock.now())).map(toRecorded);
  return entries.length > 0
    ? {ok: true, path, gap, entries: entries.slice(-longestList)}
    : refused('no-fresh-entry', `the ledger has no fresh entry since ${gap.opened.gap_id} was noted at ${gap.opened.noted_at}`, 'Restore MCP and run the smoke checks, then close the gap.');
}

/** A note of a gap that stayed open for a year would otherwise list every night. */
const longestList = 300;

/** Within its 48 hours; what lies ahead is not among them. Where the note does not say how long the ledger was, its time decides. */
function isFresh({rotatedAt}: Entry, {opened}: Gap, now: number): boolean {
  if (rotatedAt === undefined || now - rotatedAt > rotationWindowHours * hour) return false;
  return opened.ledger_bytes !== null || rotatedAt >= (parseTimestamp(opened.noted_at) ?? now);
}

function toRecorded({connectorId, rotatedAtText}: Entry): GapClosed['entries'][number] {
  return {connector_id: connectorId, rotated_at: rotatedAtText ?? ''};
}

function refused(code: string, problem: string, next: string): {ok: false; failure: ActionFailure} {
  return {ok: false, failure: failed(code, problem, next).failure};
}

function counted(entries: number): string {
  return `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
}
