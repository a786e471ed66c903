import {join} from 'node:path';
import {mostOfOurs, namesIn, readEnd, readFile, statusOf as fileStatus} from '../file-door.ts';
import type {JournalEvent} from '../journal/event.ts';
import {holderOf, isHeld} from '../journal/lock.ts';
import {readJournal, segmentName, segmentsAmong} from '../journal/read-journal.ts';
import {endsOf, sessionForm} from '../journal/session-list.ts';
import {parseTimestamp} from '../time.ts';
import {rehearsal, toggleOf, type UnreadWalk, type WalkTold} from './status.ts';
import {walkFacts} from './walk-facts.ts';

export type ReadWalks = {walks: WalkTold[]; unread: UnreadWalk[]; /** Where somebody walked, by the journals alone. */ environments: Array<Pick<WalkTold, 'environment' | 'class' | 'root'>>};

/** Whether somebody has a walk open at this moment. */
export type IsOpen = (session: string, folder: string) => boolean;

const isHeldHere: IsOpen = (_, folder) => isHeld(folder);

/** Bytes: a closing line has at most 4 KiB of body and a frame around it, and nearly always less than one. */
const longestEnd = 5 * 1024;
const usualEnd = 1024;

/** Of one environment so many closed walks are looked into for what the newest do not say, but for who has left MCP off. */
const enough = 12;

/** The end of a journal, before anything else of it is read. */
type End = {session: string; folder: string; environment: string; lastAt: string};

/**
 * What the walks under a root say of its environments. Of each journal the end is read, and in full only
 * what is open, and of each environment the newest until nothing older can say more: the cost of the rest
 * is that of opening a file (design, section 15), unless MCP is off and whoever set it is still looked for. Practice has a world of its own in each session.
 */
export function readWalks(root: string, isOpen: IsOpen = isHeldHere): ReadWalks {
  const kind = join(root, 'logs', 'sessions');
  const names = namesIn(kind);
  const result: ReadWalks = {walks: [], unread: [], environments: []};
  if (!names.ok) {
    if (!names.missing) result.unread.push({root, session: kind, environment: undefined, says: `${kind} cannot be read, and there may be sessions in it: ${names.reason}`, written: undefined});
    return result;
  }
  const closed: End[] = [];
  for (const session of names.names) {
    if (!sessionForm.test(session)) continue;
    const folder = `${kind}/${session}`;
    const end = endOf(session, folder);
    if (end) closed.push(end);
    else if (holdsJournal(folder)) take({root, isOpen}, session, folder, result);
  }
  for (const ends of Map.groupBy(closed, ({environment}) => environment).values()) readNewest({root, isOpen}, ends, result);
  return result;
}

/** Of a walk that was closed; undefined where it was not, or where its end does not say. */
function endOf(session: string, folder: string): End | undefined {
  const line = lastLineIn(`${folder}/${segmentName(1)}`, usualEnd) ?? lastLineIn(`${folder}/${segmentName(1)}`, longestEnd);
  if (!line?.includes('"type":"session.closed"')) return undefined;
  try {
    const {at, body} = JSON.parse(line) as {at?: unknown; body?: {environment?: unknown}};
    const environment = typeof body?.environment === 'string' ? body.environment : endsOf({id: session, folder, root: ''}).environment;
    return typeof at !== 'string' || environment === '' ? undefined : {session, folder, environment, lastAt: at};
  } catch {
    // Reading all of it tells what is wrong.
    return undefined;
  }
}

/** Undefined where so many bytes do not hold all of it. */
function lastLineIn(path: string, most: number): string | undefined {
  const read = readEnd(path, most);
  if (!read.ok) return '';
  const text = read.bytes.toString('latin1', 0, read.bytes.at(-1) === 0x0a ? read.bytes.length - 1 : read.bytes.length);
  const start = text.lastIndexOf('\n');
  return start === -1 && read.cut ? undefined : text.slice(start + 1);
}

/** What is named like a session and holds no file of a journal is none; what cannot be looked into may be one. */
function holdsJournal(folder: string): boolean {
  const names = namesIn(folder, 'mine');
  return names.ok ? segmentsAmong(names.names).length > 0 : !names.missing && names.code !== 'ENOTDIR';
}

type Reading = {root: string; isOpen: IsOpen};

function take({root, isOpen}: Reading, session: string, folder: string, result: ReadWalks): WalkTold | undefined {
  const events: JournalEvent[] = [];
  const reading = readJournal(folder, event => events.push(event));
  if (!reading.ok) {
    // Killed as it was opened: it changed nothing, and would be asked about for ever.
    if (reading.unbegun) return undefined;
    const environment = endsOf({id: session, folder, root}).environment || undefined;
    result.unread.push({root, session, environment, says: `the session ${session} cannot be read: ${reading.reason}`, written: writtenAt(folder)});
    return undefined;
  }
  const facts = walkFacts(reading.session, events);
  const held = facts.state === 'open' && isOpen(session, folder);
  const walk = {...facts, root, held, holder: held ? holderOf(folder) : undefined};
  result.walks.push(walk);
  name(result, walk);
  return walk;
}

/** Where it can be seen: a folder of somebody else's cannot. */
function writtenAt(folder: string): number | undefined {
  const names = namesIn(folder);
  const times = names.ok ? segmentsAmong(names.names).map(segment => fileStatus(join(folder, segment))?.mtimeMs) : [];
  return times.length === 0 || times.includes(undefined) ? undefined : Math.max(...times.map(time => time ?? 0));
}

/** From the newest end back, until nothing older can say anything newer and what is looked for was found. */
function readNewest(reading: Reading, ends: readonly End[], result: ReadWalks): void {
  let looked = 0;
  const newestFirst = ends.toSorted((one, other) => (one.lastAt < other.lastAt ? 1 : -1));
  for (const {session, folder, lastAt, environment} of newestFirst) {
    const here = result.walks.filter(walk => walk.environment === environment);
    const said = Math.max(0, ...here.flatMap(({toggle}) => toggle).map(({seen}) => parseTimestamp(seen.at) ?? 0));
    const isOlder = said >= (parseTimestamp(lastAt) ?? 0);
    if (isOlder && looked >= mostFor(here)) return;
    if (isOlder && looked >= enough && !maySet(folder)) continue;
    take(reading, session, folder, result);
    looked += 1;
  }
}

/** Told from the text alone, since most walks set nothing; what cannot be read may have. */
function maySet(folder: string): boolean {
  const names = namesIn(folder);
  const files = names.ok ? segmentsAmong(names.names).map(segment => readFile(join(folder, segment), {most: mostOfOurs, whose: 'mine'})) : [];
  return !names.ok || files.some(file => !file.ok || file.bytes.includes('"toggle.set"'));
}

/** So many closed walks, by what is told already: who has left MCP off, the last smoke run and the last rehearsal. */
function mostFor(walks: readonly WalkTold[]): number {
  const toggle = toggleOf(walks, []);
  const setterMissing = 'value' in toggle && toggle.value === 'off' && !toggle.since;
  if (setterMissing && !toggle.weak) return Number.POSITIVE_INFINITY;
  const told = walks.some(({smoke}) => smoke) && walks.some(({runbook, state}) => runbook.id === rehearsal && state !== 'open');
  return told && !setterMissing ? 1 : enough;
}

function name({environments}: ReadWalks, {environment, class: where, root}: WalkTold): void {
  if (environments.every(one => one.environment !== environment)) environments.push({environment, class: where, root});
}

