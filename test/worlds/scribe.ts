import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export type Members = {[name: string]: unknown};

type Reference = {sha256: string; bytes: number; name: string; media_type: string};

/** A journal's line as the format describes it, written a second time so that no mistake is shared. */
function print(value: unknown): string {
  let line = '';
  for (const character of JSON.stringify(value)) {
    for (let index = 0; index < character.length; index += 1) {
      const unit = character.charCodeAt(index);
      line += unit < 0x7f ? character[index] : `\\u${unit.toString(16).padStart(4, '0')}`;
    }
  }
  return line;
}

/** Writes one session's record in memory, file by file, as an operator's tool would leave it. */
export class Scribe {
  readonly session: string;
  readonly class: string;
  /** Paths inside the session's folder. */
  readonly files: Record<string, Buffer> = {'journal.jsonl': Buffer.alloc(0)};
  /** Digests of the lines so far. */
  readonly heads: string[] = [];
  at = '2025-11-20T09:00:00Z';
  operator = 'mara';
  #segment = 'journal.jsonl';
  #segments = 1;

  constructor(session = '20251120T090000Z-drill-0001', environmentClass = 'rehearsal') {
    this.session = session;
    this.class = environmentClass;
  }

  get head(): string {
    return this.heads.at(-1) ?? '0'.repeat(64);
  }

  /** The file that is written to. */
  get segment(): string {
    return this.#segment;
  }

  open(earlier: ReadonlyArray<{session: string; head: string}> = []): this {
    return this.line('session.opened', {runbook: {id: 'drill', sha256: this.keep('# The drill\n').sha256}, earlier});
  }

  line(type: string, body: Members, instead: Members = {}): this {
    return this.raw(print({...this.members(), type, body, ...instead}));
  }

  members(): Members {
    const {session, operator, at} = this;
    return {v: 1, session, seq: this.heads.length, prev: this.head, at, operator, class: this.class};
  }

  note(text: string): this {
    return this.line('note.added', {step: null, text});
  }

  step(evidence: readonly Reference[] = [], step = 'smoke'): this {
    this.line('step.started', {step, attempt: 1});
    return this.line('step.finished', {step, attempt: 1, outcome: 'done', evidence});
  }

  attach(reference: Reference): this {
    return this.line('evidence.added', {step: null, evidence: reference});
  }

  /** Keeps a file as evidence; no line names it yet. */
  keep(text: string): Reference {
    const digest = sha256(text);
    this.files[`evidence/${digest}`] = Buffer.from(text);
    return {sha256: digest, bytes: Buffer.byteLength(text), name: 'result.json', media_type: 'application/json'};
  }

  close(instead: Members = {}): this {
    const members = {...this.members(), type: 'session.closed', body: {verdict: 'completed', reason: null, digest: '0'.repeat(64), ...instead}};
    const unsealed = print(members);
    return this.raw('digest' in instead ? unsealed : unsealed.replace(`${'0'.repeat(64)}"}}`, `${sha256(unsealed)}"}}`));
  }

  /** Any line at all; the next one follows it. */
  raw(line: string): this {
    this.heads.push(sha256(Buffer.from(line, 'latin1')));
    return this.tear(Buffer.from(`${line}\n`, 'latin1'));
  }

  /** Bytes of a line that did not get to its end. */
  tear(bytes: Buffer): this {
    this.files[this.#segment] = Buffer.concat([this.files[this.#segment] ?? Buffer.alloc(0), bytes]);
    return this;
  }

  /** The next file; without `recover` it stays without a line. */
  nextSegment(): this {
    this.#segments += 1;
    this.#segment = `journal-${this.#segments}.jsonl`;
    this.files[this.#segment] = Buffer.alloc(0);
    return this;
  }

  /** A new file whose first line names the one before. */
  recover(instead: Members = {}): this {
    const segment = this.#segment;
    const old = this.files[segment] ?? Buffer.alloc(0);
    const torn = old.subarray(old.lastIndexOf(0x0a) + 1);
    return this.nextSegment().line('session.recovered', {
      segment,
      bytes: old.length,
      head: this.head,
      torn: torn.length === 0 ? null : torn.subarray(0, 2048).toString('base64'),
      ...instead,
    });
  }

  /** Lays the files into the session's folder, in place of what was there. */
  write(sessions: string, name = this.session): string {
    const folder = join(sessions, name);
    lay(folder, this.files);
    return folder;
  }
}

export function lay(folder: string, files: Readonly<Record<string, Buffer>>): void {
  if (existsSync(folder)) rmSync(folder, {recursive: true});
  mkdirSync(folder, {recursive: true});
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, bytes);
  }
}

/** A closed session of seven lines with one file of evidence. */
export function closedSession(): Scribe {
  const scribe = new Scribe().open();
  return scribe.step([scribe.keep('{"ok": true}\n')]).note('d\u00e9j\u00e0 vu').attach(scribe.keep('the log')).note('"JJ*" \u202e \u007f').close();
}

/** One that was torn and continued, then closed: two files, eight lines. */
export function recoveredSession(): Scribe {
  const scribe = new Scribe().open().step();
  return scribe.tear(Buffer.from('{"v":1,"session":"2025')).recover().note('continued').step([scribe.keep('after')]).close();
}
