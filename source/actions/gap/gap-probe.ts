import {inOneText} from '../../errors.ts';
import {readGaps} from '../../ledger/gap-file.ts';
import {parseTimestamp} from '../../time.ts';

/** Which lines of one kind the gap file gained since `at`, as sentences. */
export function tellGapLines(path: string, event: 'gap.opened' | 'gap.closed', at: string): string[] {
  const {gaps, trouble} = readGaps(path);
  if (trouble) return [inOneText(trouble)];
  const since = parseTimestamp(at) ?? 0;
  const lines = [...gaps.open, ...gaps.closed]
    .flatMap(({opened, closed}) => (event === 'gap.opened' ? [{id: opened.gap_id, at: opened.noted_at}] : closed ? [{id: opened.gap_id, at: closed.closed.closed_at}] : []))
    .filter(line => (parseTimestamp(line.at) ?? 0) >= since);
  const what = event === 'gap.opened' ? 'noted' : 'closed';
  if (lines.length === 0) return [`No gap was ${what} since the step began: it can be run again.`];
  return lines.map(line => `${line.id} was ${what} at ${line.at}, after the step began.`);
}
