import {lstatSync, type Stats} from 'node:fs';
import {readText} from '../../file-door.ts';
import {isJsonObject, objectIn} from '../../json.ts';

/** Bytes; a packet has some thousands. */
const longestPacket = 1024 * 1024;

/** Why what stands there is not replaced by a packet; undefined where nothing is lost but an older one. */
export function keepsBecause(path: string): string | undefined {
  const found = lookAt(path);
  if (!found || (found.isFile() && found.size === 0)) return undefined;
  if (found.isSymbolicLink()) return 'it is a link';
  if (!found.isFile()) return 'it is no file';
  const other = 'it holds something else than a rehearsal packet';
  if (found.size > longestPacket) return other;
  const reading = readText(path, {most: longestPacket, whose: 'mine'});
  if (!reading.ok) return `it cannot be read: ${reading.reason}`;
  return isPacket(reading.text) ? undefined : other;
}

/** Where nobody can look, nobody can write either, and that is told then. */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** As this program and the original write it (protocol notes, section 16). */
function isPacket(text: string): boolean {
  const {generated_at: generated, stage, connectors} = objectIn(text) ?? {};
  return typeof generated === 'string' && stage === 'B' && isJsonObject(connectors ?? null);
}
