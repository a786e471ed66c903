import {quoted, type Findings, type Place} from './findings.ts';
import {isCount, isDigest, isObject, knownTypes, readLine, sealHolds, type LineMembers} from './line-form.ts';
import {sha256Of} from './read-file.ts';
import {checkRecovery, type SegmentEnd} from './segment.ts';

/** A file that a line names as kept in `evidence/`. `bytes`: undefined where the line names no length. */
export type EvidenceReference = {sha256: string; bytes: number | undefined; place: Place};

/** Where a line stands. `first`: of its segment. `before`: the files that end before it and no line has named yet. */
export type LinePosition = {place: Place; first: boolean; later: boolean; before: readonly SegmentEnd[]};

const beforeFirst = '0'.repeat(64);

/** Follows the lines of one session from file to file. */
export class Chain {
  readonly evidence: EvidenceReference[] = [];
  readonly #findings: Findings;
  /** Digests wanted by their beginning: the head that the operator copied. */
  readonly #wanted: string | undefined;
  #lines = 0;
  #head: string | undefined;
  /** Undefined after a missing file: whatever comes is taken as the new start. */
  #due: {seq: number; prev: string} | undefined = {seq: 0, prev: beforeFirst};
  #first: LineMembers | undefined;
  #at = '';
  #closed = false;
  #wantedLine: number | undefined;
  #isTaken = false;

  constructor(findings: Findings, wanted: string | undefined) {
    this.#findings = findings;
    this.#wanted = wanted;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Digest of the last whole line. */
  get head(): string | undefined {
    return this.#head;
  }

  /** The first line that could be read. */
  get first(): LineMembers | undefined {
    return this.#first;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Some line says that another console took it over. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Number of the newest line, from 1 over all files, whose digest begins as wanted. */
  get wantedLine(): number | undefined {
    return this.#wantedLine;
  }

  /** A file between is missing: what it held cannot be followed. */
  breakOff(): void {
    this.#due = undefined;
  }

  take(bytes: Buffer, position: LinePosition): void {
    const {place} = position;
    const reading = readLine(bytes);
    if (this.#closed) this.#findings.add('tampered', place, 'The line comes after the closing line.');
    if (reading.ok) this.#follow(reading.members, bytes, position);
    else this.#findings.add(reading.severity, place, reading.what);
    const seq = reading.ok ? reading.members.seq : (this.#due?.seq ?? 0);
    this.#head = sha256Of(bytes);
    this.#due = {seq: seq + 1, prev: this.#head};
    this.#lines += 1;
    if (this.#wanted !== undefined && this.#head.startsWith(this.#wanted)) this.#wantedLine = this.#lines;
  }

  #follow(members: LineMembers, bytes: Buffer, position: LinePosition): void {
    this.#checkLink(members, position.place);
    this.#checkHeader(members, position.place);
    this.#checkType(members, position);
    const {body, type} = members;
    if (type === 'session.recovered' && position.first && position.later) this.#recover(members, position);
    if (type === 'session.closed') {
      if (!sealHolds(bytes)) this.#tampered(position.place, 'The closing line does not have the digest it names of itself.');
      this.#closed = true;
    }
    if (type === 'session.opened') {
      this.#referRunbook(body.runbook, position.place);
      if (body.drill !== undefined) this.#referDrill(body.drill, position.place);
    }
    if (type === 'evidence.added') this.#refer([body.evidence], position.place);
    if (type === 'step.finished') this.#refer(body.evidence, position.place);
  }

  #checkLink({prev, seq}: LineMembers, place: Place): void {
    if (!this.#due) return;
    if (seq !== this.#due.seq) {
      this.#tampered(place, `seq is ${seq} where ${this.#due.seq} is due: lines are missing, doubled or moved.`);
    }
    if (prev === this.#due.prev) return;
    this.#tampered(place, this.#lines === 0
      ? 'prev is not 64 zeros: lines before this one are missing.'
      : 'prev is not the digest of the line before: that line was changed, or lines were removed, added or moved between them.');
  }

  #checkHeader(members: LineMembers, place: Place): void {
    this.#first ??= members;
    for (const name of ['session', 'class'] as const) {
      if (members[name] === this.#first[name]) continue;
      this.#tampered(place, `${name} is ${quoted(members[name])}, and ${quoted(this.#first[name])} on the first line.`);
    }
    // Both are of one fixed form, so the order of the texts is the order of the times.
    if (members.at < this.#at) this.#findings.remark(place, `The clock ran backwards: ${members.at} after ${this.#at}.`);
    this.#at = members.at;
  }

  #checkType({type}: LineMembers, {place, first, later}: LinePosition): void {
    if (!knownTypes.has(type)) this.#findings.add('cannot tell', place, `type ${quoted(type)} is not known to this tool.`);
    const begins = first && (later ? 'session.recovered' : 'session.opened');
    if (begins && type !== begins) this.#tampered(place, `The file does not begin with ${begins}.`);
    if (!begins && (type === 'session.opened' || type === 'session.recovered')) this.#tampered(place, `${type} stands inside a file.`);
    if (type === 'session.opened' && later) this.#tampered(place, 'The session is opened twice.');
  }

  #recover(members: LineMembers, {place, before}: LinePosition): void {
    this.#isTaken ||= isObject(members.body.taken);
    for (const {name, torn} of before.slice(0, -1)) {
      if (torn.length > 0) this.#findings.remark(place, `No line names the ${torn.length} bytes of the torn end of ${name}, since the file after it holds no whole line.`);
    }
    checkRecovery(members, this.#due?.prev, before.at(-1), place, this.#findings);
  }

  /** The runbook's text as it was walked; the first line names it by its digest alone. */
  #referRunbook(runbook: unknown, place: Place): void {
    if (isObject(runbook) && isDigest(runbook.sha256)) this.evidence.push({sha256: runbook.sha256, bytes: undefined, place});
    else this.#tampered(place, 'The first line does not name the text of its runbook.');
  }

  /** The drill's page; earlier versions did not keep it. */
  #referDrill(drill: unknown, place: Place): void {
    if (!isObject(drill) || drill.sha256 === undefined) return;
    if (isDigest(drill.sha256)) this.evidence.push({sha256: drill.sha256, bytes: undefined, place});
    else this.#tampered(place, 'The first line does not name the page of its drill by a digest.');
  }

  #refer(references: unknown, place: Place): void {
    if (!Array.isArray(references)) return this.#tampered(place, 'The line does not list its evidence.');
    for (const reference of references) {
      if (isObject(reference) && isDigest(reference.sha256) && isCount(reference.bytes)) {
        this.evidence.push({sha256: reference.sha256, bytes: reference.bytes, place});
      } else this.#tampered(place, 'The line names evidence without digest and length.');
    }
  }

  #tampered(place: Place, what: string): void {
    this.#findings.add('tampered', place, what);
  }
}
