import * as fs from 'node:fs';
import {dirname} from 'node:path';
import type {FileCalls} from '../../durable-file.ts';
import {causeOf, refused, type Refused, type Trouble} from '../../errors.ts';
import {meaningOf} from '../../file-door.ts';
import type {Renamed} from './carry-over.ts';

/** The file calls of a replacement; tests pass ones that fail, or that change the file in between. */
export type StoreCalls = FileCalls & Pick<typeof fs, 'linkSync' | 'readFileSync' | 'ftruncateSync'> & {carryOver?(from: string, to: string): boolean};

/** One file of a deployment as it was read. `file` is where it really lies, links followed. */
export type StoreFile = Renamed & {bytes: Buffer; text: string};

export type StoreFileReading = {ok: true; found: StoreFile} | (Refused & {missing: boolean});

/** What helps where a file of the deployment cannot be used. */
export const lookAtFile = 'Check the file, and its name where the environment is described.';

/** A store of toggles is a page or two; a larger file is another one. */
const largestFile = 1024 * 1024;

/** Reads the whole file. `shown` is its name in sentences. */
export function readStoreFile(path: string, shown: string): StoreFileReading {
  const problem = (text: string, missing = false): StoreFileReading => ({...refused(`${shown} cannot be used: ${text}`, lookAtFile), missing});
  try {
    const file = fs.realpathSync(path);
    const stats = fs.statSync(file);
    if (!stats.isFile()) return problem(stats.isDirectory() ? 'it is a folder, a file was expected' : 'it is no ordinary file');
    if (stats.size > largestFile) return problem(`it has ${stats.size} bytes, more than the ${largestFile} that are read`);
    const bytes = fs.readFileSync(file);
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return {ok: true, found: {file, bytes, text, names: stats.nlink, uid: stats.uid}};
  } catch (error) {
    if (causeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return problem('it is not UTF-8 text');
    return problem(meaningOf(error), causeOf(error) === 'ENOENT' && !isLink(path));
  }
}

/** A link that leads nowhere is no place for a new file. */
function isLink(path: string): boolean {
  return fs.lstatSync(path, {throwIfNoEntry: false}) !== undefined;
}

/** Why a file cannot be changed, known before a plan is shown; `keepsOld`: an old copy is to lie beside it. */
export function changeTrouble({file}: StoreFile, shown: string, {keepsOld}: {keepsOld: boolean}): Trouble | undefined {
  try {
    openForChange(file, fs);
  } catch (error) {
    const cause = causeOf(error);
    const problem = `${shown} cannot be changed: ${cause === 'EPERM' ? `it is protected from changes, immutable or append-only (${cause})` : meaningOf(error)}`;
    return {problem, next: cause === 'EPERM' ? `Look with lsattr and take that away with chattr, or change it by hand.` : 'Let this user write it, or change it by hand where it comes from.'};
  }
  if (!keepsOld) return undefined;
  try {
    fs.accessSync(dirname(file), fs.constants.W_OK | fs.constants.X_OK);
    return undefined;
  } catch (error) {
    return {problem: `${shown} cannot be changed: no old copy can be kept beside it, in ${dirname(file)}: ${meaningOf(error)}`, next: 'Let this user write that folder, or change the file by hand.'};
  }
}

/** Renaming needs the folder alone: a file that is protected from writing would be changed all the same. */
export function openForChange(file: string, calls: StoreCalls): void {
  calls.closeSync(calls.openSync(file, fs.constants.O_RDWR | fs.constants.O_NONBLOCK));
}
