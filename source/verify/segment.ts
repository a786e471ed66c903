import type {Findings, Place} from './findings.ts';
import {isDigest, type LineMembers} from './line-form.ts';
import {sha256Of} from './read-file.ts';

/** How a segment that is not the last one ended. `torn`: what follows its last LF. */
export type SegmentEnd = {name: string; bytes: number; torn: Buffer};

export type Segment = {name: string; number: number};

const segmentForm = /^journal(?:-([2-9]|[1-9]\d{1,8}))?\.jsonl$/;

export const segmentName = (number: number): string => (number === 1 ? 'journal.jsonl' : `journal-${number}.jsonl`);

/** The journal's files among the names in a folder, in the order they were written. */
export function segmentsAmong(names: readonly string[]): Segment[] {
  return names
    .flatMap(name => {
      const match = segmentForm.exec(name);
      return match ? [{name, number: Number(match[1] ?? 1)}] : [];
    })
    .sort((one, other) => one.number - other.number);
}

/** Names that look like a part of the journal and are none. */
export function strangersAmong(names: readonly string[]): string[] {
  return names.filter(name => name.startsWith('journal') && !segmentForm.test(name));
}

/** A recovery line quotes at most this much of a torn tail. */
const quotedBytes = 2048;

/**
 * Compares what a segment's first line says about the segment before it with that file.
 * @param head digest of the last whole line before it; undefined where that line is missing.
 * @param before the file before it; undefined where it is missing, which is found elsewhere.
 */
export function checkRecovery({body, prev}: LineMembers, head: string | undefined, before: SegmentEnd | undefined, place: Place, findings: Findings): void {
  const wrong = (what: string): void => findings.add('tampered', place, what);
  if (body.head !== (head ?? prev)) wrong('head is not the digest of the last whole line before this segment.');
  if (!before) return;
  const {name, bytes, torn} = before;
  if (body.segment !== name) wrong(`segment is not ${name}, the file before this one.`);
  if (body.bytes !== bytes) wrong(`${name} has ${bytes} bytes, which is not the length this line names: it grew or was cut since.`);
  const expected = torn.length === 0 ? null : torn.subarray(0, quotedBytes).toString('base64');
  if (body.torn !== expected) wrong(`The torn end of ${name} is not the one this line names.`);
  if ('torn_sha256' in body) {
    if (!isDigest(body.torn_sha256) || body.torn_sha256 !== sha256Of(torn)) wrong(`The torn end of ${name} does not have the digest this line names.`);
  } else if (torn.length > quotedBytes) {
    findings.remark(place, `Of the torn end of ${name} only the first ${quotedBytes} bytes and the length are named; no whole line is in it.`);
  }
}
