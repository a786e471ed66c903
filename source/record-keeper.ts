import type {ExitCode, Trouble} from './errors.ts';

/** A record that was written, and what it says of itself. */
export type RecordMade = {
  /** Absolute, as is `page`, which a browser opens. */
  folder: string;
  page: string;
  files: number;
  /** Of its journals and of the ledger that they pinned, the worst; a walk that is still open is as it should be where it asked for the record. */
  verdict: 'intact' | 'unfinished' | 'gap' | 'tampered' | 'cannot tell';
  /** What is named and not in it, but the end of the walk that asked for it. */
  missing: readonly string[];
  /** Whose end is not in it, since it is not closed: that of the walk that asked for it, else of another. */
  unclosed: 'this walk' | 'another walk' | undefined;
  /** For the incident channel. */
  sentence: string;
  /** What else stands on top of it, a line each. */
  says: readonly string[];
};

/** Where records lie: the newest of a session or of its incident, if any, and the place of the next. Absolute. */
export type RecordPlace = {newest: string | undefined; next: string};

/** Writes records, for those who know nothing of how they are made. `session`: its id; the record is that of its incident where it belongs to one. */
export type RecordKeeper = {
  look(session: string): Promise<RecordPlace>;
  write(session: string): Promise<{ok: true; record: RecordMade} | ({ok: false; code: string; exit: ExitCode} & Trouble)>;
};
