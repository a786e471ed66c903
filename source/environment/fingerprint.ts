import {randomBytes} from 'node:crypto';
import {linkSync, readFileSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {AppendOnlyFile, syncFolder} from '../durable-file.ts';
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
    const key = readKey(keyFile) ?? createKey(keyFile);
    return key && secret.fingerprint(key);
  };
}

function readKey(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    return key.length === keyBytes ? key : undefined;
  } catch {
    return undefined;
  }
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
  return readKey(file);
}
