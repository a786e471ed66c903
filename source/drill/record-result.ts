import {AppendOnlyFile, StorageError, type FileCalls} from '../durable-file.ts';
import type {Scenario} from '../runbook/scenario.ts';
import type {Trouble} from '../errors.ts';
import type {Conductor} from '../walk/conductor.ts';
import type {JournalEvent} from '../journal/event.ts';
import {readJournal} from '../journal/read-journal.ts';
import {debriefOf, type Debrief} from './debrief.ts';
import {readPinnedDrill} from './pinned-drill.ts';
import {readRoster, resultLine, resultOf, rosterPath} from './roster.ts';

export type DrillResult = {
  /** Undefined where the journal cannot be read. */
  debrief: Debrief | undefined;
  /** Whether the roster has it. `not over`: a drill that is left waits for its end. */
  recorded: 'now' | 'already' | 'not over' | 'no';
  /** Why it has not; nothing else is lost with it. */
  trouble?: Trouble;
};

/**
 * Whoever closes a drill calls this: the debrief from what is on disk, and one line for the roster, once
 * for each session. The page that was kept counts; `drill` where none was. Never throws for a disk.
 */
export function recordResult(conductor: Pick<Conductor, 'folder' | 'session' | 'ports'>, drill: Scenario, calls?: FileCalls): DrillResult {
  const reading = readDebrief(conductor, drill);
  if (!reading.ok) return {debrief: undefined, recorded: 'no', trouble: {problem: `the drill has no debrief: ${reading.reason}`, next: `Look at the journal in ${conductor.folder}.`}};
  const {debrief} = reading;
  if (debrief.closed_at === null) return {debrief, recorded: 'not over'};
  const {root} = conductor.ports.environment.places;
  if (readRoster(root).results.some(result => result.session === debrief.session)) return {debrief, recorded: 'already'};
  try {
    append(rosterPath(root), resultLine(resultOf(debrief)), calls);
    return {debrief, recorded: 'now'};
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return {debrief, recorded: 'no', trouble: {problem: `the result is not in the roster: ${error.message}`, next: 'The debrief stays with the session. See to that file before the next drill.'}};
  }
}

type DebriefReading = {ok: true; debrief: Debrief} | {ok: false; reason: string};

/** The debrief of what is on disk, by the page that was kept, or by `drill` where none was. */
function readDebrief({folder, session}: Pick<Conductor, 'folder' | 'session'>, drill: Scenario): DebriefReading {
  const events: JournalEvent[] = [];
  const reading = readJournal(folder, event => events.push(event));
  if (!reading.ok) return reading;
  const pinned = readPinnedDrill(folder, session.opened);
  const debrief = debriefOf(events, pinned.ok ? pinned.scenario : drill);
  return debrief ? {ok: true, debrief} : {ok: false, reason: 'its first line is missing'};
}

/** A line that another writer tore must not take ours with it. */
function append(path: string, line: string, calls?: FileCalls): void {
  const roster = new AppendOnlyFile(path, {open: 'extend'}, calls);
  try {
    roster.append(roster.endsLine ? line : `\n${line}`);
  } finally {
    roster.close();
  }
}
