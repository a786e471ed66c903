import {join} from 'node:path';
import {isLink, markOf, mostOfOurs, namesIn, readEnd, readFile} from '../file-door.ts';
import {isJsonObject, objectIn} from '../json.ts';
import {readKept, writeKept} from '../kept-twice.ts';
import {segmentName, segmentsAmong} from './read-journal.ts';

/** What the last line of a closed session tells of it. `environment`: null where an older version left it out. */
export type ClosedEnd = {environment: string | null; lastAt: string};

/**
 * What is kept of one, a list since there are thousands of them. `mark`: of the file with the last line, when that
 * was read; `sets`: whether a toggle may have been set in the session, null where nobody has looked.
 */
type Kept = [session: string, file: string, mark: string, environment: string | null, lastAt: string, sets: boolean | null];

const keptIn = '.closed.json';

/** So many ends are read anew each time, before what is kept of them is worth being written. */
const fewEnough = 32;

/** Bytes: a closing line has at most 4 KiB of body and a frame around it, and nearly always less than one. */
const longestEnd = 5 * 1024;
const usualEnd = 1024;

/**
 * The closed sessions of a folder, so that a long history costs a look at each file and not its content: a closed
 * session never changes, and what its end said is kept beside them all. A journal that is not the very file that was
 * read (inode, length, time of its last change) is read again, and so is everything where what is kept cannot be used.
 * Whoever verifies a session never asks here.
 */
export class ClosedSessions {
  readonly #folder: string;
  readonly #before = new Map<string, Kept>();
  readonly #found = new Map<string, Kept>();
  #learned = 0;

  constructor(folder: string) {
    this.#folder = folder;
    const kept = readKept(join(folder, keptIn))?.closed;
    if (!Array.isArray(kept)) return;
    for (const each of kept) if (isKept(each)) this.#before.set(each[0], each);
  }

  /** Undefined of a session that is not closed, or whose end does not say. */
  endOf(session: string): ClosedEnd | undefined {
    const known = this.#before.get(session);
    const kept = known && markOf(`${this.#folder}/${session}/${known[1]}`) === known[2] ? known : this.#read(session);
    if (!kept) return undefined;
    if (kept !== known) this.#learned += 1;
    this.#found.set(session, kept);
    return {environment: kept[3], lastAt: kept[4]};
  }

  /** Whether a toggle may have been set in a session that is closed: told from its text, since most set none; what cannot be read may have. */
  maySet(session: string): boolean {
    const kept = this.#found.get(session);
    if (typeof kept?.[5] === 'boolean') return kept[5];
    const folder = join(this.#folder, session);
    const files = segmentsIn(folder)?.map(segment => readFile(join(folder, segment), {most: mostOfOurs, whose: 'mine'}));
    if (!files || files.some(file => !file.ok)) return true;
    const sets = files.some(file => file.ok && file.bytes.includes('"toggle.set"'));
    if (kept) {
      kept[5] = sets;
      this.#learned += 1;
    }
    return sets;
  }

  /** For the next time, where it is worth it. */
  keep(): void {
    if (this.#learned > fewEnough) writeKept(join(this.#folder, keptIn), {v: 1, closed: [...this.#found.values()]});
  }

  #read(session: string): Kept | undefined {
    // A link leads to another place, and is told as that.
    if (isLink(join(this.#folder, session))) return undefined;
    const first = this.#closing(session, segmentName(1));
    if (first) return first;
    const last = segmentsIn(join(this.#folder, session))?.at(-1);
    return last === undefined || last === segmentName(1) ? undefined : this.#closing(session, last);
  }

  #closing(session: string, file: string): Kept | undefined {
    const path = join(this.#folder, session, file);
    // Before it is read: what is written meanwhile makes the mark old, and not the content.
    const mark = markOf(path);
    const line = mark === undefined ? '' : (lastLineIn(path, usualEnd) ?? lastLineIn(path, longestEnd));
    if (mark === undefined || !line?.includes('"type":"session.closed"')) return undefined;
    const {type, at, body} = objectIn(line) ?? {};
    if (type !== 'session.closed' || typeof at !== 'string') return undefined;
    return [session, file, mark, isJsonObject(body) && typeof body.environment === 'string' ? body.environment : null, at, null];
  }
}

/** By their places: taking thousands of lists apart costs more than reading them. */
function isKept(value: unknown): value is Kept {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const list = value as unknown[];
  return typeof list[0] === 'string' && typeof list[1] === 'string' && typeof list[2] === 'string' && typeof list[4] === 'string'
    && (list[3] === null || typeof list[3] === 'string') && (list[5] === null || typeof list[5] === 'boolean') && !list[1].includes('/');
}

function segmentsIn(folder: string): string[] | undefined {
  const names = namesIn(folder, 'mine');
  return names.ok ? segmentsAmong(names.names) : undefined;
}

/** Undefined where so many bytes do not hold all of it. */
function lastLineIn(path: string, most: number): string | undefined {
  const read = readEnd(path, most);
  if (!read.ok) return '';
  const text = read.bytes.toString('latin1', 0, read.bytes.at(-1) === 0x0a ? read.bytes.length - 1 : read.bytes.length);
  const start = text.lastIndexOf('\n');
  return start === -1 && read.cut ? undefined : text.slice(start + 1);
}
