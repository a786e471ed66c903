import {isJsonObject, type Json, type JsonObject} from '../json.ts';

export type ParsedLine = {ok: true; object: JsonObject} | {ok: false; reason: string};

/** Deeper nesting than any writer produces would exhaust the stack of whoever prints the entry. */
const deepestNesting = 64;

/** A shorter line cannot nest deep enough to harm anybody, so it is not looked through first. */
const harmlessLength = 1024;

/** White space only. Such lines separate nothing and count as nothing (protocol notes, section 10). */
export function isBlank(text: string): boolean {
  return text.length === 0 || text.trim() === '';
}

/** One line of the ledger as an object, or why it is none, in words that stay the same. */
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
  return isJsonObject(value) ? {ok: true, object: value} : {ok: false, reason: 'not a JSON object'};
}

/** The parser's own message would quote the line and change with its version. */
function faultOf(text: string): string {
  if (text.startsWith('\uFEFF')) return 'starts with a byte order mark';
  if (!text.trimStart().startsWith('{')) return 'not a JSON object';
  const {end} = outline(text);
  if (end === undefined) return 'cut off: the object does not end';
  const rest = text.slice(end).trimStart();
  if (rest === '') return 'not JSON';
  const at = text.length - rest.length + 1;
  const what = rest.startsWith('{') ? 'a second object on the same line' : 'more text after the object';
  return `${what}, at character ${at}`;
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
