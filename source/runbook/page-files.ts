import {join} from 'node:path';
import {carriedNames, carriedText, isCarried} from '../carried.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {hasEntry, namesIn, readText, type TextReading} from '../file-door.ts';

/** A folder of runbooks as the person wrote it, from where the program was started. Where none is named it is ours. */
export type RunbookFolder = string;

export const pageEnd = '.md';
export const scenarioEnd = '.scenarios.md';

const ours = 'runbooks';

/** Pages longer than this are no procedure for a person; in bytes. */
const longestPage = 256 * 1024;

/** Names of the runbook files in a folder, sorted; a README is for its reader. @throws OperatorError */
export function pagesIn(folder: RunbookFolder | undefined): string[] {
  return pageNames(folder).filter(name => name.endsWith(pageEnd) && !name.endsWith(scenarioEnd) && name !== 'README.md');
}

/** Names of the scenario files in a folder, sorted. @throws OperatorError */
export function scenarioFilesIn(folder: RunbookFolder | undefined): string[] {
  return pageNames(folder).filter(name => name.endsWith(scenarioEnd));
}

/** Names that were meant as pages and are not read as such, sorted. @throws OperatorError */
export function nearPages(folder: RunbookFolder | undefined): string[] {
  return pageNames(folder).filter(name => /\.(?:markdown|mdown|mkdn?|mdwn|mdx|md\.txt)$/i.test(name) || (/\.md$/i.test(name) && !name.endsWith(pageEnd)));
}

export type RunbookTitle = {id: string; title: string};

/**
 * What a list can show before the pages were read in full: each page's heading, which is the title of every
 * page that can be walked; where there is none, its id. @throws OperatorError
 */
export function listTitles(folder?: RunbookFolder): RunbookTitle[] {
  return pagesIn(folder).map(name => {
    const id = name.slice(0, -pageEnd.length);
    const page = readPageFile(folder, name);
    const heading = page.ok ? /^# +(.*\S)/m.exec(page.text)?.[1] : undefined;
    return {id, title: heading ?? id};
  });
}

/** The text of a page. A pipe or a device is not waited for. */
export function readPageFile(folder: RunbookFolder | undefined, name: string): TextReading {
  return folder === undefined ? carriedText(`${ours}/${name}`) : readText(join(folder, name), {most: longestPage});
}

/** Whether what a page links to is there. */
export function isLinked(folder: RunbookFolder | undefined, target: string): boolean {
  return folder === undefined ? isCarried(`${ours}/${target}`) : hasEntry(join(folder, target));
}

/** What a page is called in texts. */
export function shownPath(folder: RunbookFolder | undefined, name: string): string {
  return join(folder ?? ours, name);
}

function pageNames(folder: RunbookFolder | undefined): string[] {
  const reading = folder === undefined ? carriedNames(ours) : namesIn(folder);
  if (reading.ok) return reading.names;
  throw new OperatorError(`the runbooks in ${folder ?? ours} cannot be read: ${reading.reason}`, {
    code: 'runbooks-unreadable',
    next: 'Name a folder that holds runbooks with --runbooks, or leave it out for the ones that ship with us.',
    exit: exitCode.usage,
  });
}
