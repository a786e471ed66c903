import * as fs from 'node:fs';
import {dirname, sep} from 'node:path';
import {AppendOnlyFile, StorageError, makeFolder, type FileCalls} from '../durable-file.ts';
import {isLink} from '../file-door.ts';
import {ledgerJson, type JsonObject} from '../json.ts';

export type Appended = {
  /** Where the first entry begins, bytes, unless another writer appended in the same instant. */
  offset: number;
  /** Length of the entries with their line feeds. */
  bytes: number;
  lines: number;
};

/** Other tools read the ledger and append to it. */
const sharedFile = 0o644;
const sharedFolder = 0o755;

/**
 * Appends the entries of one run in a single write and returns once they are on disk; throws
 * StorageError where that cannot be said of all of them. A last line that lacks its end keeps to
 * itself: ours start on a new line (decisions: "ledger writing"). Two writers that mend the same
 * torn line leave a blank line, which means nothing.
 */
export function appendEntries(path: string, entries: readonly JsonObject[], calls: FileCalls = fs): Appended {
  const lines = entries.map(entry => `${ledgerJson(entry)}\n`).join('');
  makeFolder(dirname(path), calls, sharedFolder);
  const file = new AppendOnlyFile(whereItLies(path), {open: 'extend', mode: sharedFile}, calls);
  try {
    const {size, endsLine} = endOf(file);
    if (lines !== '') file.append(endsLine ? lines : `\n${lines}`);
    return {offset: endsLine ? size : size + 1, bytes: lines.length, lines: entries.length};
  } finally {
    file.close();
  }
}

/** A link may lead to another place under the same root, as where a ledger was moved; what leads out of it may be somebody's trap. */
function whereItLies(path: string): string {
  if (!isLink(path)) return path;
  try {
    const [file, root] = [fs.realpathSync(path), fs.realpathSync(dirname(dirname(path)))];
    if (file.startsWith(`${root}${sep}`)) return file;
    throw new Error(`it is a symbolic link that leads out of ${root}`);
  } catch (error) {
    throw new StorageError(path, 'append to', error);
  }
}

function endOf(file: AppendOnlyFile): {size: number; endsLine: boolean} {
  try {
    return {size: file.size, endsLine: file.endsLine};
  } catch (error) {
    throw new StorageError(file.path, 'read the end of', error);
  }
}
