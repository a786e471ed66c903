import {hash} from 'node:crypto';
import type {SecretMask} from '../../secret-mask.ts';
import {findLookalikes, lineCounter, type Lookalike} from '../../secret-shapes.ts';

/** `mark` is null for a live secret: nobody can vouch for that one. */
export type SecretHit = {file: string; line: number; shape: string; mark: string | null};

export type ScanOptions = {
  /** Knows the secrets that are set at this moment. */
  mask: Pick<SecretMask, 'find'>;
  known: ReadonlySet<string>;
  /** Marks of lookalikes that somebody vouched for. */
  vouched: ReadonlySet<string>;
};

export type Scan = {hits: SecretHit[]; vouched: Lookalike[]};

/** Looks through each file for live secrets, by the mask that hides them elsewhere, and for what looks like a token. Files may be of any bytes. */
export function scanFiles(files: ReadonlyMap<string, Buffer>, {mask, known, vouched}: ScanOptions): Scan {
  const scan: Scan = {hits: [], vouched: []};
  for (const [file, bytes] of files) {
    const text = bytes.toString('utf8');
    const {live, placed} = findSecrets(text, mask);
    if (live !== undefined) scan.hits.push({file, line: live, shape: 'a secret that is in use', mark: null});
    for (const lookalike of [...placed, ...findLookalikes(text, known)]) {
      if (vouched.has(lookalike.mark)) scan.vouched.push(lookalike);
      else scan.hits.push({file, line: lookalike.line, shape: lookalike.shape, mark: lookalike.mark});
    }
  }
  return scan;
}

/** The line of the first live secret, and each text that only its place gives away. What has a shape is found by its shape. */
function findSecrets(text: string, mask: ScanOptions['mask']): {live: number | undefined; placed: Lookalike[]} {
  const found = mask.find(text);
  const lineAt = lineCounter(text);
  const lines = found.map(({start}) => lineAt(start));
  const first = found.findIndex(({known}) => known === 'by value');
  const placed = found.flatMap(({start, end, known, shape}, index): Lookalike[] =>
    known === 'by place' ? [{shape, line: lines[index] ?? 1, mark: hash('sha256', text.slice(start, end), 'hex').slice(0, 8)}] : [],
  );
  return {live: first === -1 ? undefined : lines[first], placed};
}
