import type {Json} from '../json.ts';
import {findFlaw, isKept, type ScanTerms} from '../json-scanner.ts';

/** Largest answer we take, in bytes (decisions: "time limits"). */
export const longestBody = 256 * 1024;

/** Deepest nesting we take: this many arrays and objects open at once. */
export const deepestNesting = 32;

export type StrictJson = {ok: true; value: Json} | {ok: false; reason: string};

/**
 * JSON as the gateway may send it, and whoever else answers us (decisions: "time limits"): UTF-8 without byte-order mark, at most
 * {@link longestBody} bytes and {@link deepestNesting} levels, no name twice in one object however it
 * is spelled, no `__proto__`, no number that we would write as another one. `JSON.parse` alone takes
 * all of these. The reason says where and what was expected; names from outside pass `quote` first.
 * Our own: no library in good care refuses them all. With `anyNumber` such a number is NaN, for who may not need it.
 */
export function parseStrictJson(bytes: Uint8Array, terms: Pick<ScanTerms, 'quote' | 'anyNumber'> = {}): StrictJson {
  if (bytes.length > longestBody) return refuse(`longer than ${longestBody} bytes`);
  const decoded = decode(bytes);
  return decoded.ok ? parseStrictText(decoded.text, terms) : decoded;
}

/** The same of a text, however long. */
export function parseStrictText(text: string, {deepest = deepestNesting, quote, anyNumber}: Partial<ScanTerms> = {}): StrictJson {
  if (text.startsWith('\uFEFF')) return refuse('begins with a byte-order mark');
  const flaw = findFlaw(text, {deepest, quote, anyNumber});
  if (flaw) return refuse(`${place(text, flaw.at)}: ${flaw.reason}`);
  return {ok: true, value: JSON.parse(text, anyNumber ? unlessKept : undefined) as Json};
}

function unlessKept(_: string, value: Json, {source = ''}: {source?: string} = {}): Json {
  return typeof value === 'number' && !isKept(source) ? Number.NaN : value;
}

function refuse(reason: string): {ok: false; reason: string} {
  return {ok: false, reason};
}

function place(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}

function decode(bytes: Uint8Array): {ok: true; text: string} | {ok: false; reason: string} {
  try {
    return {ok: true, text: new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)};
  } catch {
    return refuse(`not UTF-8 at byte ${firstBadByte(bytes)}`);
  }
}

/** Offset of the byte that completes the first wrong sequence; the length when the end cuts one. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isPrefixOfUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isPrefixOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes, {stream: true});
    return true;
  } catch {
    return false;
  }
}
