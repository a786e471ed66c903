import {createHmac, randomBytes} from 'node:crypto';
import {linkSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {AppendOnlyFile, syncFolder} from '../durable-file.ts';
import {readText, type Unread} from '../file-door.ts';
import type {Secret} from '../secret.ts';

const keyBytes = 32;

/**
 * 8 hex digits that change when a token changes. Keyed with a random key kept beside the ledger
 * (mode 0600), so that the digits cannot be tested against a list of likely tokens by whoever reads
 * an archived receipt. Undefined where the key can be neither read nor made.
 */
export function fingerprintWith(keyFile: string | undefined): (secret: Secret) => string | undefined {
  return secret => {
    if (keyFile === undefined) return undefined;
    const key = keyIn(keyFile);
    return key && secret.fingerprint(key);
  };
}

/**
 * 64 hex digits that change when a text does, with the same key: whoever starts again finds them as they were, and
 * nobody without it can try out what a text with a password in it says. Undefined where there is no key.
 */
export function digestWith(keyFile: string | undefined): (text: string) => string | undefined {
  return text => {
    const key = keyFile === undefined ? undefined : keyIn(keyFile);
    return key && createHmac('sha256', key).update(text).digest('hex');
  };
}

function keyIn(file: string): Buffer | undefined {
  const reading = readKey(file);
  return reading.ok ? reading.key : createKey(file);
}

/** What helps where a key is of no use. */
export const keyRemedy = 'Move that file away, or have its owner do it: a key of yours is made then, under which a token has another fingerprint than in earlier records.';

/** Why tokens have no fingerprints under this key; undefined where they have, and where it is only made with the first. */
export function keyFault(file: string): string | undefined {
  const reading = readKey(file);
  return reading.ok || reading.missing ? undefined : `tokens have no fingerprints: ${reading.reason}`;
}

function readKey(file: string): {ok: true; key: Buffer} | Unread {
  // Made by somebody else it would let them try out what token is behind the digits.
  const reading = readText(file, {most: 4096, whose: 'mine alone'});
  if (!reading.ok) return reading;
  const key = Buffer.from(reading.text.trim(), 'hex');
  return key.length === keyBytes ? {ok: true, key} : {ok: false, missing: false, reason: `it is no key of ${2 * keyBytes} hexadecimal digits`};
}

function createKey(file: string): Buffer | undefined {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const made = new AppendOnlyFile(draft, {open: 'create'});
    try {
      made.append(`${randomBytes(keyBytes).toString('hex')}\n`);
    } finally {
      made.close();
    }
    // The whole key at once, or not at all where another process was first (link(2)): nobody reads half of one.
    linkSync(draft, file);
    syncFolder(dirname(file));
  } catch {
    // Another process may have made it first; reading decides.
  }
  try {
    rmSync(draft, {force: true});
  } catch {
    // It was never made: its folder is none.
  }
  const reading = readKey(file);
  return reading.ok ? reading.key : undefined;
}
