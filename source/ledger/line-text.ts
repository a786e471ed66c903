import {findFlaw} from '../json-scanner.ts';
import {isJsonObject, type Json, type JsonObject} from '../json.ts';

export type ParsedLine = {ok: true; object: JsonObject} | {ok: false; reason: string};

/** Deeper nesting than any writer produces would exhaust the stack of whoever prints the entry. */
const deepestNesting = 64;

const scan = {deepest: deepestNesting, anyName: true};

/** A shorter line cannot nest deep enough to harm anybody, so it is not looked through first. */
const harmlessLength = 1024;

/** White space only. Such lines separate nothing and count as nothing (protocol notes, section 10). */
export function isBlank(text: string): boolean {
  return text.length === 0 || text.trim() === '';
}

/**
 * One line of the ledger as an object, or why it is none, in words that stay the same. A name that stands twice, or
 * a number that would be rounded, makes it none: nobody can tell which of two times counts.
 */
export function parseObject(text: string): ParsedLine {
  if (text.length > harmlessLength && outline(text).deepest > deepestNesting) {
    return {ok: false, reason: `nested deeper than ${deepestNesting} levels`};
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return {ok: false, reason: faultOf(text)};
  }
  if (!isJsonObject(value)) return {ok: false, reason: 'not a JSON object'};
  // A review reads a million lines, and the scanner is the slowest of all that is done with one.
  const flaw = namesIn(text) === membersOf(value) ? undefined : findFlaw(text, scan);
  return flaw ? {ok: false, reason: flaw.reason} : {ok: true, object: value};
}

/** The parser's own message would quote the line and change with its version. */
function faultOf(text: string): string {
  if (text.startsWith('\uFEFF')) return 'starts with a byte order mark';
  if (!text.trimStart().startsWith('{')) return 'not a JSON object';
  const {end} = outline(text);
  if (end === undefined) return 'cut off: the object does not end';
  const rest = text.slice(end).trimStart();
  if (rest === '') return misfitOf(text);
  const at = text.length - rest.length + 1;
  const what = rest.startsWith('{') ? 'a second object on the same line' : 'more text after the object';
  return `${what}, at character ${at}`;
}

function misfitOf(text: string): string {
  const {at, reason} = findFlaw(text, scan) ?? {at: 0, reason: 'it cannot be read'};
  // The original's platform writes and reads these (protocol notes, section 10).
  const word = /^(?:NaN|-?Infinity)/.exec(text.slice(at))?.[0];
  return word === undefined ? `not JSON: ${reason}, at character ${at + 1}` : `not JSON: ${word} is no number, at character ${at + 1}`;
}

const [quote, colon, zero, nine, dot, upperE, lowerE] = [0x22, 0x3a, 0x30, 0x39, 0x2e, 0x45, 0x65];

/** A whole number of so many digits is held as it stands. */
const exactDigits = 15;

/** How often a line names a member; undefined where a glance does not tell: an escape, a long number, a fraction, a power. */
function namesIn(text: string): number | undefined {
  if (text.includes('\\')) return undefined;
  let names = 0;
  let digits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= zero && unit <= nine) {
      digits += 1;
      if (digits > exactDigits) return undefined;
    } else if (unit === quote) {
      index = text.indexOf('"', index + 1);
    } else {
      if (unit === colon) names += 1;
      else if (digits > 0 && (unit === dot || unit === lowerE || unit === upperE)) return undefined;
      digits = 0;
    }
  }
  return names;
}

/** Members of a value and of all that it holds. */
function membersOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) for (const item of value) members += membersOf(item);
  else for (const name in value) members += 1 + membersOf(value[name] ?? null);
  return members;
}

/** How deep brackets nest outside strings, and where the first value that opened one closes again. */
function outline(text: string): {deepest: number; end: number | undefined} {
  let depth = 0;
  let deepest = 0;
  let end: number | undefined;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) end ??= index + 1;
    }
  }
  return {deepest, end};
}
