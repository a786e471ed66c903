import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';

/**
 * Whether the other writers of these documents count the value as given: false, 0, '', null, an
 * empty list and an empty object do not count (protocol notes, section 5).
 */
export function isGiven(value: Json | undefined): value is Json {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The value if it is an object, else an empty one. */
export function objectOrEmpty(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function isFilledText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Order of Unicode code points, which differs from the order of UTF-16 units above U+FFFF. */
export function byCodePoint(left: string, right: string): number {
  const rights = [...right];
  for (const [index, character] of [...left].entries()) {
    const other = rights[index];
    if (other === undefined) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return [...left].length - rights.length;
}
