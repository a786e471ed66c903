import {hash} from 'node:crypto';
import {gapFile} from '../../ledger/gap-file.ts';
import {readGapLine} from '../../ledger/gaps.ts';
import {scanLedger} from '../../ledger/scan.ts';
import type {GapNotes} from './incident-record.ts';

export const gapLinesName = 'gap-lines.jsonl';

/** What this session wrote beside the ledger: why no drill was recorded, and that they are again. Bytes as they stand there. */
export function gapLinesOf(ledger: string, session: string): {facts: GapNotes; bytes: Buffer | undefined} {
  const lines: string[] = [];
  const notes: GapNotes['notes'] = [];
  const scan = scanLedger(gapFile(ledger), raw => {
    const read = raw.kind === 'text' ? readGapLine(raw.text) : undefined;
    if (raw.kind !== 'text' || (read?.kind !== 'opened' && read?.kind !== 'closed')) return;
    const note = read.kind === 'opened' ? read.opened : read.closed;
    if (note.session !== session) return;
    lines.push(raw.text);
    notes.push({
      at: 'noted_at' in note ? note.noted_at : note.closed_at,
      gap_id: note.gap_id,
      event: note.event,
      operator: note.operator,
      reason: 'reason' in note ? note.reason : null,
      connectors: 'connectors' in note ? note.connectors : [],
    });
  });
  const problem = scan.kind === 'unreadable' ? `the gap notes cannot be read: ${scan.reason}` : null;
  if (lines.length === 0) return {facts: {file: null, sha256: null, problem, notes}, bytes: undefined};
  const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
  return {facts: {file: gapLinesName, sha256: hash('sha256', bytes, 'hex'), problem, notes}, bytes};
}
