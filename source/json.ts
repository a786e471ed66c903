/** JSON values and the three ways we write them, all ASCII so that no reader's encoding matters. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = {[name: string]: Json};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a text is; undefined where it is not JSON, or other JSON. For texts of our own: the gateway's are read strictly. */
export function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** DEL, C1, bidi marks and everything else above ASCII; JSON.stringify leaves them raw. */
const notPlainAscii = /[\u007F-\uFFFF]/g;

function escapeNonAscii(text: string): string {
  return text.replaceAll(notPlainAscii, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A document for people and programs: two spaces of indent, no final newline. */
export function jsonDocument(value: unknown): string {
  return escapeNonAscii(JSON.stringify(value, undefined, 2));
}

/** One line without spaces, as the journal hashes it. */
export function jsonLine(value: unknown): string {
  return escapeNonAscii(JSON.stringify(value));
}

/**
 * One line with `", "` and `": "` between parts, as the ledger's other writers print it (protocol
 * notes, section 10). Members that are undefined are left out.
 */
export function ledgerJson(value: unknown): string {
  return escapeNonAscii(spaced(JSON.parse(JSON.stringify(value)) as Json));
}

function spaced(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}
