import {tool} from '../carried.ts';
import {hasEntry, markOf} from '../file-door.ts';
import {segmentName} from '../journal/read-journal.ts';
import {readKept, writeKept} from '../kept-twice.ts';
import type {WalkFacts} from './walk-facts.ts';

/** `marks`: of the files of its journal, in their order. */
type Kept = [session: string, marks: string[], facts: WalkFacts];

/** `lines`: so many were replayed for it. */
export type WalkRead = {facts: WalkFacts; lines: number};

/** Raised with whatever the same journal is told otherwise by. */
const form = 4;

/** Lines: where no more are read anew each time, writing down what they said costs as much. A walk has some forty. */
const fewEnough = 48;

/**
 * What the walks that count said when their journals were read in full, for as long as these are the very files that
 * were read (inode, length, time of the last change): so nobody replays a long walk to tell the same of it again. Of
 * another version of this program nothing is used, nor is anything of a journal that could not be read.
 */
export class KeptWalks {
  readonly #folder: string;
  readonly #file: string;
  readonly #by = `${form} ${tool().version}`;
  readonly #before = new Map<string, Kept>();
  readonly #now: Kept[] = [];
  #learned = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = `${folder}/.walks.json`;
    const kept = readKept(this.#file);
    if (kept?.by !== this.#by || !Array.isArray(kept.walks)) return;
    for (const each of kept.walks as unknown as Kept[]) this.#before.set(each[0], each);
  }

  /** Undefined where `read` answers that. */
  factsOf(session: string, read: () => WalkRead | undefined): WalkFacts | undefined {
    // Before it is read: what is written meanwhile makes the marks old, and not the facts.
    const marks = marksIn(`${this.#folder}/${session}`);
    const known = this.#before.get(session);
    if (known && marks?.length === known[1].length && marks.every((mark, index) => mark === known[1][index])) {
      this.#now.push(known);
      return known[2];
    }
    const found = read();
    if (!found) return undefined;
    if (marks) this.#now.push([session, marks, found.facts]);
    this.#learned += found.lines;
    return found.facts;
  }

  /** For the next time, where it is worth it. */
  keep(): void {
    if (this.#learned > fewEnough) writeKept(this.#file, {by: this.#by, walks: this.#now});
  }
}

/** Of the files that a journal is read from; undefined where one of them is no file. */
function marksIn(folder: string): string[] | undefined {
  const marks: string[] = [];
  for (let number = 1; ; number += 1) {
    const path = `${folder}/${segmentName(number)}`;
    const mark = markOf(path);
    if (mark === undefined) return hasEntry(path) ? undefined : marks;
    marks.push(mark);
  }
}
