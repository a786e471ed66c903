import type {Json, JsonObject} from '../json.ts';
import {isJsonObject} from '../json.ts';

/** A file as it was read. */
export type Reading = {
  /** As failures name it: absolute, or `shipped:...`. */
  path: string;
  /** Left out when the file is missing or cannot be read. */
  text?: string;
};

/** What doctrine compares the connectors with (protocol notes, section 1). */
export type DoctrineDocuments = {
  /** Only its existence matters. */
  audit: Reading;
  connectorIndex: Reading;
  componentIndex: Reading;
  /** The file behind a link of the connector index, relative to the index. */
  schema(link: string): Reading;
};

export type ParsedObject = {ok: true; value: JsonObject} | {ok: false; reason: string};

/** A JSON document that has to be an object; the reason is ours, the same on every platform. */
export function parseObject(text: string): ParsedObject {
  if (text.trim() === '') return {ok: false, reason: 'the document is empty'};
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return {ok: false, reason: 'the text is not JSON'};
  }
  return isJsonObject(value) ? {ok: true, value} : {ok: false, reason: `expected an object, found ${kindOf(value)}`};
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
