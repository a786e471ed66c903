import {parseStrictJson} from '../../connector/strict-json.ts';
import type {Json} from '../../json.ts';

export type SmokeOutput = {ok: true; value: Json} | {ok: false; reason: string};

/**
 * The document in what a smoke command printed: the whole of it, or what follows the line that the
 * original prints before it without `--json` (protocol notes, section 11). As strict as with a gateway,
 * for it holds a gateway's answer. `printed` is undefined where there was more than is read.
 */
export function readSmokeDocument(printed: string | undefined): SmokeOutput {
  if (printed === undefined) return {ok: false, reason: 'it printed more than 1 MiB'};
  const text = printed.trim();
  if (text === '') return {ok: false, reason: 'it printed nothing'};
  const start = /^\{/m.exec(text)?.index;
  if (start === undefined) return {ok: false, reason: 'it printed no JSON document'};
  return parseStrictJson(Buffer.from(text.slice(start)));
}
