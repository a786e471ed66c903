import {isUtf8} from 'node:buffer';
import {closeSync, constants, fstatSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {packageFolder} from '../package-folder.ts';

/** A folder of runbooks as the person wrote it, from where the program was started. */
export type RunbookFolder = string;

export const pageEnd = '.md';
export const scenarioEnd = '.scenarios.md';

/** Pages longer than this are no procedure for a person; in bytes. */
const longestPage = 256 * 1024;

/** Names of the runbook files in a folder, sorted; a README is for its reader. @throws OperatorError */
export function pagesIn(folder: RunbookFolder | undefined): string[] {
  return namesIn(folder).filter(name => name.endsWith(pageEnd) && !name.endsWith(scenarioEnd) && name !== 'README.md');
}

/** Names of the scenario files in a folder, sorted. @throws OperatorError */
export function scenarioFilesIn(folder: RunbookFolder | undefined): string[] {
  return namesIn(folder).filter(name => name.endsWith(scenarioEnd));
}

export type RunbookTitle = {id: string; title: string};

/**
 * What a list can show before the pages were read in full: each page's heading, which is the title of every
 * page that can be walked; where there is none, its id. @throws OperatorError
 */
export function listTitles(folder?: RunbookFolder): RunbookTitle[] {
  return pagesIn(folder).map(name => {
    const id = name.slice(0, -pageEnd.length);
    const page = readPageFile(pathOf(folder, name));
    const heading = page.ok ? /^# +(.*\S)/m.exec(page.text)?.[1] : undefined;
    return {id, title: heading ?? id};
  });
}

export type PageFile = {ok: true; text: string; bytes: Buffer} | {ok: false; /** The system's word, or a few of ours. */ problem: string};

/** The text of a page. A pipe or a device is not waited for. */
export function readPageFile(path: string): PageFile {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    if (!found.isFile()) return {ok: false, problem: 'not a file'};
    if (found.size > longestPage) return {ok: false, problem: `longer than ${longestPage / 1024} KiB`};
    const bytes = readFileSync(descriptor);
    return isUtf8(bytes) ? {ok: true, text: bytes.toString('utf8'), bytes} : {ok: false, problem: 'not UTF-8 text'};
  } catch (error) {
    return {ok: false, problem: causeOf(error)};
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Where a page of a folder is. */
export function pathOf(folder: RunbookFolder | undefined, name: string): string {
  return join(folder ?? join(packageFolder(), 'runbooks'), name);
}

/** What a page is called in texts. */
export function shownPath(folder: RunbookFolder | undefined, name: string): string {
  return join(folder ?? 'runbooks', name);
}

function namesIn(folder: RunbookFolder | undefined): string[] {
  const path = pathOf(folder, '.');
  try {
    return readdirSync(path).sort();
  } catch (error) {
    throw new OperatorError(`the runbooks in ${folder ?? path} cannot be read: ${causeOf(error)}`, {
      code: 'runbooks-unreadable',
      next: 'Name a folder that holds runbooks with --runbooks, or leave it out for the ones that ship with us.',
      exit: exitCode.usage,
      cause: error,
    });
  }
}
