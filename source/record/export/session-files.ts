import {hash} from 'node:crypto';
import type {IncidentRecord} from '../facts/incident-record.ts';
import {gapLinesName, gapLinesOf} from '../facts/gap-copy.ts';
import {ledgerLinesName, ledgerLinesSince, type LedgerLines} from '../facts/ledger-copy.ts';
import {tellLines, type Telling} from '../facts/read-lines.ts';
import {takeSnapshot, type Snapshot} from '../facts/snapshot.ts';

/** Where a session lies; `ledger`: path of its environment's. `leftOut`: paths of the record that stay out of it. */
export type SessionSource = {id: string; folder: string; ledger: string; leftOut: readonly string[]; /** As the team's database has them. */ teamLines?: Buffer | undefined};

/** All that a record takes from a session's folder and from its ledger, at one moment. */
export type SessionFiles = {
  id: string;
  folder: string;
  snapshot: Snapshot;
  told: Telling;
  ledger: LedgerLines;
  gapNotes: IncidentRecord['gap_notes'];
  /** Paths in the record and their bytes. */
  copies: ReadonlyMap<string, Buffer>;
};

/** @throws UnreadableSession */
export function gatherSession({id, folder, ledger: path, leftOut, teamLines}: SessionSource): SessionFiles {
  const snapshot = withoutEvidence(takeSnapshot(folder), leftOut);
  const told = tellLines(snapshot.segments);
  const since = ledgerLinesSince(path, told.lines);
  const ledger: LedgerLines = leftOut.includes(ledgerLinesName) ? {facts: {...since.facts, copied: null, why_not: leftOutBecause}, bytes: undefined} : since;
  const gaps = gapLinesOf(path, id);
  const gapLines = leftOut.includes(gapLinesName) ? {facts: {...gaps.facts, file: null, sha256: null, problem: leftOutBecause}, bytes: undefined} : gaps;
  const copies = new Map<string, Buffer>([
    ...snapshot.segments.map(({name, bytes}): [string, Buffer] => [name, bytes]),
    ...[...snapshot.evidence].map(([sha256, bytes]): [string, Buffer] => [`evidence/${sha256}`, bytes]),
    ...(ledger.bytes ? [[ledgerLinesName, ledger.bytes] as const] : []),
    ...(gapLines.bytes ? [[gapLinesName, gapLines.bytes] as const] : []),
    ...(teamLines ? [['team-lines.jsonl', teamLines] as const] : []),
  ]);
  return {id, folder, snapshot, told, ledger, gapNotes: gapLines.facts, copies};
}

const leftOutBecause = 'left out of this record on purpose, since it holds what is or looks like a secret';

/** What was left out is told as what cannot be read is: named, and not there. */
function withoutEvidence(snapshot: Snapshot, leftOut: readonly string[]): Snapshot {
  const left = [...snapshot.evidence.keys()].filter(sha256 => leftOut.includes(`evidence/${sha256}`));
  return {
    ...snapshot,
    evidence: new Map([...snapshot.evidence].filter(([sha256]) => !left.includes(sha256))),
    unreadable: new Map([...snapshot.unreadable, ...left.map(sha256 => [sha256, leftOutBecause] as const)]),
  };
}

/** Digests of the files, of the journal's lines, and those that the journal names. */
export function digestsIn(copies: ReadonlyMap<string, Buffer>): Set<string> {
  const known = new Set<string>();
  for (const [path, bytes] of copies) {
    known.add(hash('sha256', bytes, 'hex'));
    const name = path.replace(/^sessions\/[^/]+\//, '');
    if (name.startsWith('evidence/')) known.add(name.slice('evidence/'.length));
    if (!name.startsWith('journal')) continue;
    const text = bytes.toString('latin1');
    for (const line of text.split('\n')) known.add(hash('sha256', Buffer.from(line, 'latin1'), 'hex'));
    for (const [, digest = ''] of text.matchAll(/"(?:prev|head|digest|sha256)":"([0-9a-f]{64})"/g)) known.add(digest);
  }
  return known.add('0'.repeat(64));
}

