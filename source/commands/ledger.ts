import {exitCode} from '../errors.ts';
import {gapFile, readGaps} from '../ledger/gap-file.ts';
import {gapLines} from '../ledger/gap-text.ts';
import type {RawLine} from '../ledger/raw-line.ts';
import type {LedgerLine} from '../ledger/entry.ts';
import {readEntriesBack} from '../ledger/read-entries.ts';
import {checkRecency} from '../ledger/recency.ts';
import {reviewDocument, reviewRemarks} from '../ledger/review-document.ts';
import {reviewLedger} from '../ledger/review-file.ts';
import {formatSpan} from '../time.ts';
import type {Context} from './context.ts';
import {withTarget, type TargetFlags} from './target.ts';
import {usage} from './usage.ts';

/** `mcp-runbook ledger review`: every line read and judged. */
function ledgerReview(context: Context, flags: TargetFlags): Promise<number> {
  return withTarget(context, flags, async ({places}) => {
    const review = await reviewLedger(places.ledger, context.place.clock.now(), context.signal);
    const gaps = readGaps(gapFile(places.ledger));
    const document = reviewDocument(review, gaps);
    if (flags.json) {
      context.printDocument(document);
    } else {
      context.print(String(document.summary));
      const {columns} = await import('./output/columns.ts');
      context.printPage(
        columns([
          ['connector', 'verdict', 'entries', 'newest', 'line', 'left of 48 h', 'window', 'run'],
          ...review.connectors.map(({connectorId, verdict, entries, newest, remaining}) => [
            connectorId,
            verdict,
            String(entries),
            newest?.rotatedAtText ?? '-',
            newest === undefined ? '-' : String(newest.line),
            remaining === undefined ? '-' : formatSpan(remaining),
            newest?.windowId ?? '-',
            newest?.stageBRunId ?? '-',
          ]),
        ]),
      );
      for (const remark of reviewRemarks(review)) context.print(remark);
      for (const line of gapLines(review.recent, gaps)) context.print(line);
    }
    return review.ok ? exitCode.done : exitCode.checkFailed;
  });
}

/** `mcp-runbook ledger tail`: the newest lines, oldest first, as they stand; bad ones are marked. */
function ledgerTail(context: Context, flags: TargetFlags & {lines: number}): Promise<number> {
  return withTarget(context, flags, async ({places}) => {
    const newestFirst: Array<{line: LedgerLine; raw: RawLine}> = [];
    const read = readEntriesBack(places.ledger, (line, raw) => newestFirst.push({line, raw}) === flags.lines);
    if (read.kind !== 'read' || newestFirst.length === 0) {
      const condition = read.kind !== 'read' ? read.kind : read.size === 0 ? 'empty' : 'blank';
      if (flags.json) context.printDocument({ok: false, condition, lines: []});
      else context.tell(`${places.ledger}: ${condition}`);
      return exitCode.checkFailed;
    }
    const lines = newestFirst.reverse();
    const {torn} = read;
    const ok = lines.every(({line}) => line.kind === 'entry') && !torn;
    if (flags.json) {
      const shown = lines.map(({raw, line}) => ({offset: raw.offset, ...(line.kind === 'entry' ? {entry: line.entry.raw} : {malformed: line.kind === 'malformed' ? line.reason : 'blank', ...(raw.kind === 'text' && {text: raw.text})})}));
      context.printDocument({ok, condition: 'readable', torn, lines: shown});
    } else {
      for (const {raw, line} of lines) context.printPage(line.kind === 'malformed' ? `malformed (${line.reason}): ${raw.kind === 'text' ? raw.text : raw.kind}` : raw.kind === 'text' ? raw.text : raw.kind);
      if (torn) context.tell('The last line lacks its end: a writer was cut off.');
    }
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}

/** `mcp-runbook ledger check`: the nightly recency check, its exact texts. Reads the end of the file only. */
function ledgerCheck(context: Context, flags: TargetFlags): Promise<number> {
  return withTarget(context, flags, async ({places}) => {
    const {ok, kind, text, ahead, note} = checkRecency(places.ledger, context.place.clock.now());
    if (flags.json) context.printDocument({ok, verdict: kind, message: text, ahead});
    else context.print(note === undefined ? text : `${text}\n${note}`);
    return ok ? exitCode.done : exitCode.checkFailed;
  });
}

const views = {review: ledgerReview, check: ledgerCheck} as const;

/** The view by its name. @throws OperatorError for an unknown one, or a count that is none. */
export function ledger(context: Context, view: string, flags: TargetFlags & {lines: string}): Promise<number> {
  if (view === 'review' || view === 'check') return views[view](context, flags);
  if (view === 'tail' && /^[1-9]\d{0,5}$/.test(flags.lines)) return ledgerTail(context, {...flags, lines: Number(flags.lines)});
  const message = view === 'tail' ? `--lines ${flags.lines}: not a count from 1 to 999999` : `ledger ${view}: no such view`;
  throw usage(message, 'Use: ledger review, ledger tail -n COUNT, or ledger check.');
}
