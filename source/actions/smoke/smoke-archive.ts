import {mkdirSync} from 'node:fs';
import {basename, join, relative} from 'node:path';
import {archiveSlugs, archiveSummary, runId, type ArchivedRun} from '../../connector/archive.ts';
import {AppendOnlyFile, makeFolder, StorageError, syncFolder, writeDurably} from '../../durable-file.ts';
import type {Places} from '../../environment/places.ts';
import {jsonDocument, jsonLine, type JsonObject} from '../../json.ts';
import {ledgerName} from '../../ledger/open-ledger.ts';
import {formatTimestamp} from '../../time.ts';

const receiptName = 'stage_b_smoke.json';
const telemetryName = 'telemetry.jsonl';
const summaryName = 'summary.json';

/** Readers of other users gather these runs, as they do the ledger: the modes are its own. */
const [sharedFile, sharedFolder] = [0o644, 0o755];

export type ArchiveEnd = Pick<ArchivedRun, 'command' | 'returncode' | 'completedAt' | 'milliseconds' | 'stderr'> &
  Partial<Pick<ArchivedRun, 'summary' | 'metrics' | 'metricsError' | 'spawnError'>> & {
    /** What was printed, masked; the receipt where it is left out. */
    stdout?: string;
    /** This run's lines of the ledger as they stand there, masked. */
    lines: readonly string[];
  };

/** The folder of one smoke run, `logs/stage_b/<run_id>/`: receipt, telemetry, what was printed, this run's ledger lines, summary. */
export class SmokeArchive {
  readonly runId: string;
  readonly folder: string;
  readonly receiptPath: string;
  /** Relative to the root, as ledger entries name it. */
  readonly summaryPath: string;
  readonly #startedAt: number;
  readonly #telemetry: AppendOnlyFile;

  /**
   * Made before anything is sent, first line included, so that a full disk is found while nothing has
   * happened yet: names can still be made on one, bytes cannot be written. @throws StorageError
   */
  constructor(places: Places, startedAt: number) {
    const {id, folder} = makeRunFolder(places.archive, startedAt);
    this.runId = id;
    this.folder = folder;
    this.receiptPath = join(folder, receiptName);
    this.summaryPath = relative(places.root, join(folder, summaryName));
    this.#startedAt = startedAt;
    this.#telemetry = new AppendOnlyFile(join(folder, telemetryName), {open: 'create', mode: sharedFile});
    this.record(startedAt, {level: 'INFO', event: 'smoke.started', stage: 'B', run_id: id});
  }

  /** One line, on disk when this returns. @throws StorageError */
  record(at: number, telemetry: JsonObject): void {
    this.#telemetry.append(`${jsonLine({at: formatTimestamp(at), ...telemetry})}\n`);
  }

  /** Writes the receipt where there is one and what the run left, then the summary. @throws StorageError */
  close(receipt: JsonObject | undefined, {lines, ...end}: ArchiveEnd): void {
    this.#telemetry.close();
    const document = receipt === undefined ? '' : `${jsonDocument(receipt)}\n`;
    if (receipt !== undefined) this.#write(receiptName, document);
    const stdout = end.stdout ?? document;
    const log = lines.map(line => `${line}\n`).join('');
    const summary = archiveSummary({
      slug: archiveSlugs.smoke,
      runId: this.runId,
      startedAt: this.#startedAt,
      logDir: this.folder,
      stdoutPath: this.#write(`${archiveSlugs.smoke}.stdout.log`, stdout),
      stderrPath: this.#write(`${archiveSlugs.smoke}.stderr.log`, end.stderr),
      ...(log !== '' && {artifacts: {rotation_log: this.#write(basename(ledgerName), log)}}),
      ...end,
      stdout,
    });
    this.#write(summaryName, `${jsonDocument(summary)}\n`);
  }

  #write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeDurably(path, text, sharedFile);
    return path;
  }
}

/** A second run within one second gets a folder of its own. */
function makeRunFolder(archive: string, startedAt: number): {id: string; folder: string} {
  makeFolder(archive, undefined, sharedFolder);
  const first = runId(startedAt, archiveSlugs.smoke);
  for (let count = 1; ; count++) {
    const id = count === 1 ? first : `${first}-${count}`;
    const folder = join(archive, id);
    try {
      mkdirSync(folder, {mode: sharedFolder});
      syncFolder(archive);
      return {id, folder};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || count === 100) throw new StorageError(folder, 'create', error);
    }
  }
}
