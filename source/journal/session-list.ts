import {basename, dirname, join} from 'node:path';
import type {Trouble} from '../errors.ts';
import {mostOfOurs, readFile, type Unread} from '../file-door.ts';
import type {RawLine} from '../ledger/raw-line.ts';
import {readTail} from '../ledger/tail.ts';
import {ClosedSessions} from './closed-sessions.ts';
import {readEvent, type Body, type JournalEvent} from './event.ts';
import {readJournal, segmentName} from './read-journal.ts';
import {foundIn, holdsJournal, isPractised, namedIn, segmentsIn, sessionFolders, type FoundSession} from './session-folders.ts';
import {hindranceOf, unreadTrouble, type Hindrance, type UnreadSession} from './unread-session.ts';

/** What the ends of a journal tell: enough to list a session without replaying it. */
export type SessionEnds = FoundSession & {
  runbook: {id: string; title: string};
  /** Null where the first line does not tell. */
  class: JournalEvent['class'] | null;
  environment: string | null;
  operator: string;
  openedAt: string;
  lastAt: string;
  /** `not begun`: its first line never came to be whole, so nothing of it ran. */
  state: 'completed' | 'stopped' | 'thrown away' | 'unfinished' | 'unreadable' | 'not begun';
  /** It was a drill; how that ended, the roster of results knows. */
  drill?: true;
};

/** One that can be gone on with. */
export type OpenSession = SessionEnds & Pick<JournalEvent, 'class'> & {environment: string; state: 'unfinished'};

/** With what it belongs to, for which all of a journal may be read that is open or of an older version; as far as that can be, for `unread` tells the rest. */
export type SessionCard = SessionEnds & {incident: string | null; /** Id of the closed session that it goes on with. */ continues: string | null};

/** A first line is one write of at most some kilobytes. */
const longestFirstLine = 64 * 1024;

/** `unread`: where sessions are or may be that cannot be read, one sentence each, and what helps; never the same as none. */
export type SessionList<Told = SessionCard> = {sessions: Told[]; unread: UnreadSession[]};

/** All of them, newest first. */
export function listSessions(roots: readonly string[]): SessionList {
  const {found, unread} = foundIn(roots);
  const read = found.map(readCard);
  return {sessions: read.map(({card}) => card), unread: [...unread, ...read.flatMap(one => one.unread ?? [])]};
}

type Linked = Pick<SessionCard, 'id' | 'incident' | 'continues'>;

/** Those of an incident, or of one session by its id: with those that go on with one of them or with which one of them goes on, whatever these name. */
export function sessionsOf<Card extends Linked>(incident: string, all: readonly Card[]): Card[] {
  let found = all.filter(card => card.incident === incident || card.id === incident);
  for (let before = 0; before < found.length;) {
    before = found.length;
    const ids = new Set(found.map(({id}) => id));
    const named = new Set(found.map(({continues}) => continues));
    found = all.filter(({id, continues}) => ids.has(id) || named.has(id) || (continues !== null && ids.has(continues)));
  }
  return found;
}

/**
 * What the record of a session tells: its incident, or that of a session that it is linked with; where none of them
 * names one, the oldest of them. Undefined of a session that stands alone. `all`: newest first.
 */
export function storyAround(id: string, all: readonly Linked[]): {name: string; linked: boolean} | undefined {
  const linked = sessionsOf(id, all);
  const incident = linked.find(card => card.id === id)?.incident ?? linked.find(card => card.incident !== null)?.incident;
  const name = incident ?? (linked.length > 1 ? linked.at(-1)?.id : undefined);
  return name === undefined ? undefined : {name, linked: linked.length > 1};
}

/** The newest that are not practice, so many at most. */
export function newestSessions(roots: readonly string[], most: number): SessionCard[] {
  const lived = namedIn(roots).named.filter(found => !isPractised(found));
  return lived.values().filter(holdsJournal).take(most).map(cardOf).toArray();
}

/** The classes by what waits there while somebody is away. */
const urgency: ReadonlyArray<OpenSession['class']> = ['live', 'rehearsal', 'practice'];

/** All that can be gone on with, whatever is newer: live before rehearsal before practice, of each the newest first. Only their ends are read, and nothing of what was closed before. */
export function unfinishedSessions(roots: readonly string[]): SessionList<OpenSession> {
  const {named, unread} = namedIn(roots);
  const closed = new Map(roots.flatMap(sessionFolders).map(folder => [folder, new ClosedSessions(folder)]));
  const open = named.filter(({id, folder}) => !closed.get(dirname(folder))?.endOf(id));
  for (const each of closed.values()) each.keep();
  const read = open.filter(holdsJournal).filter(({folder}) => !isClosing(lastLine(folder))).map(readEnds);
  const sessions = read.map(({ends}) => ends).filter((ends): ends is OpenSession => ends.state === 'unfinished');
  return {
    sessions: sessions.sort((one, other) => urgency.indexOf(one.class) - urgency.indexOf(other.class)),
    unread: [...unread, ...read.flatMap(one => one.unread ?? [])],
  };
}

/** Told from the text alone, since most of what is looked at is closed; who writes only looks like it is read in full. */
function isClosing(last: ReturnType<typeof lastLine>): boolean {
  return last.ok && last.line?.includes('"type":"session.closed"') === true && eventOf(last.line)?.type === 'session.closed';
}

/** A session by its id or the beginning of it; undefined when none or several fit. */
export function findSession(roots: readonly string[], id: string): FoundSession | undefined {
  const fitting = foundIn(roots, id).found;
  return fitting.find(found => found.id === id) ?? (fitting.length === 1 ? fitting[0] : undefined);
}

/** Where sessions may be that cannot be seen, one sentence each; for whoever is told that there is none. */
export function unseenSessions(roots: readonly string[]): Trouble[] {
  return foundIn(roots).unread;
}

function cardOf(found: FoundSession): SessionCard {
  return readCard(found).card;
}

/** One session by the ends of its journal. */
export function endsOf(found: FoundSession): SessionEnds {
  return readEnds(found).ends;
}

type Opening = Extract<JournalEvent, {type: 'session.opened'}>;

type ReadEnds = {ends: SessionEnds; opening: Opening | undefined; closing: Body<'session.closed'> | undefined; unread: UnreadSession | undefined};

function readCard(found: FoundSession): {card: SessionCard; unread: UnreadSession | undefined} {
  const {ends, opening, closing, unread} = readEnds(found);
  const named = opening && closing?.incident === undefined ? lastNamedIn(found.folder) : undefined;
  const said = named?.ok ? named.incident : closing?.incident;
  const incident = said === undefined ? (opening?.body.incident ?? null) : said;
  return {card: {...ends, incident, continues: opening?.body.continues?.session ?? null}, unread: unread ?? (named?.ok === false ? named.unread : undefined)};
}

function readEnds(found: FoundSession): ReadEnds {
  const segments = segmentsIn(found.folder);
  const first = segments.ok ? firstLine(join(found.folder, segmentName(1))) : segments;
  const last = first.ok ? lastLine(found.folder) : first;
  const begun = first.ok ? eventOf(first.line) : undefined;
  const opening = begun?.type === 'session.opened' ? begun : undefined;
  const end = eventOf(last.ok ? last.line : undefined);
  const closing = opening && end?.type === 'session.closed' ? end.body : undefined;
  const unread = !last.ok ? hinderedIn(found.folder, last) : opening && end ? undefined : damageIn(found.folder);
  const ends = endsFrom(found, opening, end);
  return unread === 'not begun' ? {ends: {...ends, state: unread}, opening, closing, unread: undefined} : {ends, opening, closing, unread};
}

function hinderedIn(folder: string, last: Unread): UnreadSession {
  return last.missing ? unreadIn(folder, `${segmentName(1)} is missing`, 'damaged') : unreadIn(folder, last.reason, hindranceOf(last));
}

/** Of a line that says nothing whoever replays the journal is told why: so nobody hears another reason, or none. */
export function damageIn(folder: string): UnreadSession | 'not begun' | undefined {
  const reading = readJournal(folder);
  if (reading.ok) return undefined;
  return reading.unbegun ? 'not begun' : unreadIn(folder, reading.reason, reading.hindrance);
}

function unreadIn(folder: string, why: string, hindrance: Hindrance): UnreadSession {
  const practised = isPractised({folder});
  return unreadTrouble(`the ${practised ? 'practice ' : ''}session ${folder} cannot be read: ${why}`, hindrance, {session: basename(folder), ...(practised && {practised})});
}

function endsFrom(found: FoundSession, first: Opening | undefined, last: JournalEvent | undefined): SessionEnds {
  if (!first) return {...found, runbook: {id: '', title: ''}, class: null, environment: null, operator: '', openedAt: '', lastAt: '', state: 'unreadable'};
  return {
    ...found,
    runbook: first.body.runbook,
    class: first.class,
    environment: first.body.environment.name,
    operator: last?.operator ?? first.operator,
    openedAt: first.at,
    lastAt: last?.at ?? first.at,
    ...(first.body.drill && {drill: true}),
    state: last === undefined ? 'unreadable' : last.type === 'session.closed' ? (last.body.thrown_away ? 'thrown away' : last.body.verdict) : 'unfinished',
  };
}

const naming = '"type":"incident.named"';

/** What the session was last said to belong to while it was walked, null for nothing; undefined where nobody said it. */
function lastNamedIn(folder: string): {ok: true; incident: string | null | undefined} | {ok: false; unread: UnreadSession} {
  const segments = segmentsIn(folder);
  if (!segments.ok) return {ok: false, unread: unreadIn(folder, segments.reason, hindranceOf(segments))};
  for (const segment of segments.names.toReversed()) {
    const reading = readFile(join(folder, segment), {most: mostOfOurs, whose: 'mine'});
    // An earlier file may name what is not so since.
    if (!reading.ok) return {ok: false, unread: unreadIn(folder, `${segment}: ${reading.reason}`, hindranceOf(reading))};
    const {bytes} = reading;
    for (let at = bytes.lastIndexOf(naming); at > 0; at = bytes.lastIndexOf(naming, at - 1)) {
      const [start, end] = [bytes.lastIndexOf(0x0a, at) + 1, bytes.indexOf(0x0a, at)];
      const event = end === -1 ? undefined : eventOf(bytes.toString('latin1', start, end));
      if (event?.type === 'incident.named') return {ok: true, incident: event.body.incident};
    }
  }
  return {ok: true, incident: undefined};
}

/** What a line says; undefined where it is torn or foreign, of which verifying that session tells. */
export function eventOf(line: string | undefined): JournalEvent | undefined {
  try {
    const reading = line === undefined ? undefined : readEvent(JSON.parse(line));
    return reading?.ok ? reading.event : undefined;
  } catch {
    return undefined;
  }
}

/** How a session began; undefined where its first line cannot be read. */
export function openingOf(folder: string): Opening | undefined {
  const first = firstLine(join(folder, segmentName(1)));
  const event = first.ok ? eventOf(first.line) : undefined;
  return event?.type === 'session.opened' ? event : undefined;
}

function firstLine(file: string): {ok: true; line: string | undefined} | Unread {
  const reading = readFile(file, {most: longestFirstLine, whose: 'mine', part: true});
  if (!reading.ok) return reading;
  const end = reading.bytes.indexOf(0x0a);
  return {ok: true, line: end === -1 ? undefined : reading.bytes.toString('latin1', 0, end)};
}

/** The last whole line of the last file that has one, empty where it is no text; undefined where there is none. */
export function lastLine(folder: string): {ok: true; line: string | undefined} | Unread {
  const segments = segmentsIn(folder);
  return segments.ok ? lastLineOf(folder, segments.names) : segments;
}

function lastLineOf(folder: string, segments: readonly string[]): ReturnType<typeof lastLine> {
  for (const segment of segments.toReversed()) {
    const tail = readTail(join(folder, segment), 2);
    // What an earlier file says last is no answer: it may be over since.
    if (tail.kind === 'unreadable' || tail.kind === 'missing') return {ok: false, missing: false, reason: `${segment}: ${tail.kind === 'missing' ? 'its link leads nowhere' : tail.reason}`};
    if (tail.kind !== 'lines') continue;
    const {newest, lines} = tail;
    // A closing line pins itself: that an editor took its line feed away changes nothing.
    const whole = !tail.torn || eventOf(textOf(newest))?.type === 'session.closed' ? newest : lines.at(-2);
    if (whole) return {ok: true, line: textOf(whole)};
  }
  return {ok: true, line: undefined};
}

function textOf(line: RawLine): string {
  return line.kind === 'text' ? line.text : '';
}
