import type {Body, JournalEvent} from '../../journal/event.ts';
import type {Verification} from '../../verify/verify-session.ts';
import {tellDeviations} from './deviations.ts';
import {tellDrill} from './drill-story.ts';
import {tellGaps, tellMissing} from './record-gaps.ts';
import type {IncidentRecord, Opening} from './incident-record.ts';
import {tellEvidence} from './evidence-list.ts';
import type {GapNotes, LedgerFacts} from './incident-record.ts';
import type {Snapshot} from './snapshot.ts';
import {tellSteps} from './step-stories.ts';
import {readable, stampOf, type Telling, type ToldEvent} from './read-lines.ts';

export type Told = Telling & {
  session: string;
  snapshot: Snapshot;
  ledger: LedgerFacts;
  gapNotes: GapNotes;
  verification: Verification;
  vouched: IncidentRecord['vouched'];
};

/** Puts together what the pages and `record.json` say. */
export function tellRecord({session, lines, journal, snapshot, ledger, gapNotes, verification, vouched}: Told): IncidentRecord {
  const events = readable(lines);
  const closing = events.findLast(isOf('session.closed'));
  const evidence = tellEvidence(lines, snapshot);
  return {
    format: 'mcp-runbook incident record',
    v: 1,
    session,
    class: events[0]?.event.class ?? null,
    opened: toOpening(events[0]),
    state: closing?.event.body.verdict ?? 'unfinished',
    closed: closing ? {...stampOf(closing), reason: closing.event.body.reason, steps: closing.event.body.steps} : null,
    drill: tellDrill(lines, snapshot),
    last_at: events.at(-1)?.event.at ?? null,
    operators: [...new Set(events.map(({event}) => event.operator))],
    journal,
    verification,
    deviations: tellDeviations(lines),
    steps: tellSteps(lines, snapshot),
    named: events.filter(isOf('incident.named')).map(told => ({...stampOf(told), incident: told.event.body.incident})),
    notes: events.filter(isOf('note.added')).map(told => ({...stampOf(told), step: told.event.body.step, text: told.event.body.text, said_by: told.event.body.said_by ?? null})),
    gaps: tellGaps(lines, journal, ledger, snapshot),
    evidence,
    ledger,
    gap_notes: gapNotes,
    missing: tellMissing(lines, {journal, ledger, evidence}, snapshot.unreadable),
    vouched,
  };
}

function isOf<Type extends JournalEvent['type']>(type: Type) {
  return (told: ToldEvent): told is ToldEvent<Extract<JournalEvent, {type: Type}>> => told.event.type === type;
}

function toOpening(told: ToldEvent | undefined): Opening | null {
  if (told?.event.type !== 'session.opened') return null;
  const {runbook, tool, host, environment, mode, incident, toggles, earlier}: Body<'session.opened'> = told.event.body;
  return {...stampOf(told), runbook, tool, host, environment, mode, incident, toggles, earlier};
}
