import type {SecretMask} from '../../secret.ts';
import {findLookalikes, lineCounter, type Lookalike} from './token-shapes.ts';

/** `mark` is null for a live secret: nobody can vouch for that one. */
export type SecretHit = {file: string; line: number; shape: string; mark: string | null};

export type ScanOptions = {
  /** Knows the secrets that are set at this moment. */
  mask: Pick<SecretMask, 'text'>;
  known: ReadonlySet<string>;
  /** Marks of lookalikes that somebody vouched for. */
  vouched: ReadonlySet<string>;
};

export type Scan = {hits: SecretHit[]; vouched: Lookalike[]};

/** Looks through each file for live secrets and for what looks like a token. Files may be of any bytes. */
export function scanFiles(files: ReadonlyMap<string, Buffer>, {mask, known, vouched}: ScanOptions): Scan {
  const scan: Scan = {hits: [], vouched: []};
  for (const [file, bytes] of files) {
    const text = bytes.toString('utf8');
    const live = lineOfLive(text, mask.text(text));
    if (live !== undefined) scan.hits.push({file, line: live, shape: 'a secret that is in use', mark: null});
    for (const lookalike of findLookalikes(text, known)) {
      if (vouched.has(lookalike.mark)) scan.vouched.push(lookalike);
      else scan.hits.push({file, line: lookalike.line, shape: lookalike.shape, mark: lookalike.mark});
    }
  }
  return scan;
}

/** The line of the first place where masking changed something. */
function lineOfLive(text: string, masked: string): number | undefined {
  if (text === masked) return undefined;
  let index = 0;
  while (text[index] === masked[index]) index += 1;
  return lineCounter(text)(index);
}
