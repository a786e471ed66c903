import {createHash} from 'node:crypto';
import {openLedger, type OpenLedger} from '../../ledger/open-ledger.ts';
import {isJsonObject} from '../../json.ts';
import type {LedgerFacts} from './incident-record.ts';
import {readable, type ToldLine} from './read-lines.ts';

export type Pin = {line: number; bytes: number; sha256: string};

/** Beginnings of the ledger that lines name as `ledger: {bytes, sha256}`, in the order of the journal; since it is this console's. */
export function pinsIn(lines: readonly ToldLine[]): Pin[] {
  const all = readable(lines);
  const moved = all.findLastIndex(({event}) => event.type === 'session.resumed' && event.body.another_ledger === true);
  return all.slice(Math.max(0, moved)).flatMap(({number, event: {body}}) => {
    const ledger: unknown = 'ledger' in body ? body.ledger : undefined;
    if (!isJsonObject(ledger) || typeof ledger.sha256 !== 'string' || typeof ledger.bytes !== 'number') return [];
    return [{line: number, bytes: ledger.bytes, sha256: ledger.sha256}];
  });
}

/** Whether the ledger still begins as each pin says; growth is normal and says nothing about the session. */
export function judgePins(path: string, lines: readonly ToldLine[]): LedgerFacts['pins'] {
  const pins = pinsIn(lines);
  const found = digestsOf(path, pins.map(({bytes}) => bytes));
  return pins.map(pin => {
    if (!found) return {...pin, state: 'unreadable'};
    const digest = found.get(pin.bytes);
    return {...pin, state: digest === undefined ? 'shorter' : digest === pin.sha256 ? 'holds' : 'changed'};
  });
}

/** Digests of the ledger's beginnings of these lengths, in one pass; none for those it does not reach. */
function digestsOf(path: string, lengths: readonly number[]): Map<number, string> | undefined {
  const ledger = openLedger(path);
  if (ledger.kind === 'unreadable') return undefined;
  const digests = new Map([[0, createHash('sha256').digest('hex')]]);
  if (ledger.kind === 'missing') return digests;
  try {
    const due = [...new Set(lengths)].filter(length => length > 0 && length <= ledger.size).sort((one, other) => one - other);
    hashUpTo(ledger, due, digests);
    return digests;
  } catch {
    return undefined;
  } finally {
    ledger.close();
  }
}

/** What the pins say of the ledger as it is now. */
export function standingOf(path: string, pins: LedgerFacts['pins']): LedgerFacts['standing'] {
  const changed = pins.find(({state}) => state === 'changed');
  const lost = pins.findLast(({state}) => state === 'shorter');
  if (changed) return {state: 'changed', says: `LEDGER CHANGED: its first ${changed.bytes} bytes are not what line ${changed.line} of the journal pinned.`};
  if (lost) {
    const missing = openOrMissing(path) === 'missing';
    return missing
      ? {state: 'missing', says: `LEDGER MISSING: line ${lost.line} of the journal pinned ${lost.bytes} bytes of it, and there is no ledger.`}
      : {state: 'cut', says: `LEDGER CUT: it is shorter than the ${lost.bytes} bytes that line ${lost.line} of the journal pinned.`};
  }
  if (pins.some(({state}) => state === 'unreadable')) return {state: 'unreadable', says: 'LEDGER UNREADABLE: nobody can say whether it is what the journal pinned.'};
  return {state: 'holds', says: null};
}

function openOrMissing(path: string): 'open' | 'missing' | 'unreadable' {
  const ledger = openLedger(path);
  if (ledger.kind === 'open') ledger.close();
  return ledger.kind;
}

const blockSize = 1024 * 1024;

function hashUpTo(ledger: OpenLedger, due: readonly number[], digests: Map<number, string>): void {
  const hash = createHash('sha256');
  const block = Buffer.alloc(blockSize);
  let position = 0;
  for (const end of due) {
    while (position < end) {
      const length = ledger.read(block, Math.min(blockSize, end - position), position);
      if (length === 0) return;
      hash.update(block.subarray(0, length));
      position += length;
    }
    digests.set(end, hash.copy().digest('hex'));
  }
}
