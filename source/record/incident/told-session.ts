import {isJsonObject} from '../../json.ts';
import {replay} from '../../journal/session.ts';
import type {JournalEvent} from '../../journal/event.ts';
import {walkFacts, type WalkFacts} from '../../status/walk-facts.ts';
import {linesIn} from '../../ledger/read-entries.ts';
import type {Receipt, TeamWitness} from '../../team/compare-record.ts';
import {formatTimestamp} from '../../time.ts';
import {valueAt} from '../../runbook/proof.ts';
import type {IncidentRecord} from '../facts/incident-record.ts';
import {resultOf} from '../facts/run-findings.ts';
import {readable, type ToldLine} from '../facts/read-lines.ts';
import type {Snapshot} from '../facts/snapshot.ts';

/** One session of an incident: its own record, and what its lines say of the environment. `facts`: undefined where its first line cannot be read. */
export type ToldSession = {record: IncidentRecord; events: readonly JournalEvent[]; facts: WalkFacts | undefined; windows: readonly WindowSeen[]; /** In the ledger since the session opened. */ drills: ReadonlyArray<{connector: string; at: string}>; /** What a team's database knows of its lines. */ received: ReadonlyMap<JournalEvent, Receipt>};

/** A connector's 48 hours, as a step has judged them. */
export type WindowSeen = {connector: string; last: string | null; ends: string | null; verdict: string; at: string; session: string};

export function toldSession(record: IncidentRecord, lines: readonly ToldLine[], snapshot: Snapshot, ledger: Buffer | undefined, received: TeamWitness['received'] = new Map()): ToldSession {
  const events = readable(lines).map(({event}) => event);
  const session = events[0]?.type === 'session.opened' ? replay(events) : undefined;
  return {record, events, facts: session && walkFacts(session, events), windows: windowsIn(events, snapshot), drills: drillsIn(ledger), received: receivedIn(lines, received)};
}

/** By the digest of a line: of one that the team has otherwise nothing is known. */
function receivedIn(lines: readonly ToldLine[], received: TeamWitness['received']): ToldSession['received'] {
  return new Map(lines.flatMap(({event, sha256}) => {
    const receipt = received.get(sha256);
    return event && receipt ? [[event, receipt] as const] : [];
  }));
}

function drillsIn(ledger: Buffer | undefined): ToldSession['drills'] {
  return [...linesIn(ledger ?? Buffer.alloc(0))].flatMap(({line}) => {
    const entry = line.kind === 'entry' ? line.entry : undefined;
    return entry?.rotatedAt === undefined ? [] : [{connector: entry.connectorId, at: formatTimestamp(entry.rotatedAt)}];
  });
}

/** By the result that `doctrine.impact` left as evidence; the last of each session. */
function windowsIn(events: readonly JournalEvent[], snapshot: Snapshot): WindowSeen[] {
  const assessing = new Set(events.flatMap(event => (event.type === 'step.started' && event.body.action?.name === 'doctrine.impact' ? [event.body.step] : [])));
  const ended = events.findLast(event => event.type === 'step.finished' && event.body.outcome === 'done' && assessing.has(event.body.step));
  if (ended?.type !== 'step.finished') return [];
  const connectors = resultOf(ended.body.evidence, snapshot)?.connectors;
  if (!isJsonObject(connectors)) return [];
  return Object.entries(connectors).map(([connector, told]) => {
    const textAt = (name: string): string | null => {
      const found = valueAt(told, name);
      return typeof found === 'string' ? found : null;
    };
    return {connector, last: textAt('last_rotated'), ends: textAt('window_ends'), verdict: textAt('verdict') ?? 'not known', at: ended.at, session: ended.session};
  });
}
