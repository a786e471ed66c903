import {isUtf8} from 'node:buffer';
import {createHash} from 'node:crypto';
import {closeSync, constants, fstatSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {display} from '../display.ts';
import {causeOf, exitCode, OperatorError} from '../errors.ts';
import {packageFolder} from '../package-folder.ts';
import {nearestWord} from '../suggest.ts';
import type {ActionSignatures} from './call.ts';
import {parseRunbook} from './document.ts';
import {problemText} from './problem.ts';
import type {Scenario} from './scenario.ts';
import {parseScenarios, type ScenarioOptions} from './scenario/document.ts';
import {idForm, type Runbook} from './schema.ts';

/** A folder of runbooks as the person wrote it, from where the program was started. */
export type RunbookFolder = string;

export type LoadedRunbook =
  /** `sha256` is of the file's bytes: a session pins the text it was walked by. */
  | {ok: true; id: string; runbook: Runbook; /** As read from the file. */ text: string; sha256: string}
  | {ok: false; id: string; problems: string[]};

export type LoadedScenarios = {ok: true; scenarios: Scenario[]} | {ok: false; problems: string[]};

const pageEnd = '.md';
const scenarioEnd = '.scenarios.md';

/** Pages longer than this are no procedure for a person; in bytes. */
const longestPage = 256 * 1024;

/** Every runbook of a folder (ours unless named) in the order of their names, whether or not it can be walked. @throws OperatorError */
export function listRunbooks(actions: ActionSignatures, folder?: RunbookFolder): LoadedRunbook[] {
  return pagesIn(folder).map(name => loadRunbook(name.slice(0, -pageEnd.length), actions, folder));
}

/** Names of the runbook files in a folder, sorted; a README is for its reader. @throws OperatorError */
export function pagesIn(folder: RunbookFolder | undefined): string[] {
  return namesIn(folder).filter(name => name.endsWith(pageEnd) && !name.endsWith(scenarioEnd) && name !== 'README.md');
}

/** Names of the scenario files in a folder, sorted. @throws OperatorError */
export function scenarioFilesIn(folder: RunbookFolder | undefined): string[] {
  return namesIn(folder).filter(name => name.endsWith(scenarioEnd));
}

/** One runbook by its id, which is also its file's name. @throws OperatorError for a folder that cannot be read. */
export function loadRunbook(id: string, actions: ActionSignatures, folder?: RunbookFolder): LoadedRunbook {
  const file = shownPath(folder, `${id}${pageEnd}`);
  if (!idForm.test(id)) {
    return {ok: false, id, problems: [`${display(id)} is no runbook id; expected the name of a file in ${folder ?? 'runbooks/'} without .md`]};
  }
  const page = readPageFile(pathOf(folder, `${id}${pageEnd}`));
  if (!page.ok) return {ok: false, id, problems: [page.problem === 'ENOENT' ? missing(id, folder) : `${file}: ${page.problem}`]};
  const read = parseRunbook(page.text, {file, actions});
  if (!read.ok) return {ok: false, id, problems: read.problems.map(problemText)};
  if (read.runbook.id !== id) {
    return {ok: false, id, problems: [`${file}: its id is ${read.runbook.id}; expected the file's name, ${id}`]};
  }
  return {ok: true, id, runbook: read.runbook, text: page.text, sha256: createHash('sha256').update(page.bytes).digest('hex')};
}

/** The scenarios beside a runbook; none where it has no such file. @throws OperatorError for a folder that cannot be read. */
export function loadScenarios(runbook: Runbook, faults: Pick<ScenarioOptions, 'faults' | 'onlyAtStart'>, folder?: RunbookFolder): LoadedScenarios {
  const name = `${runbook.id}${scenarioEnd}`;
  const page = readPageFile(pathOf(folder, name));
  const file = shownPath(folder, name);
  if (!page.ok && page.problem === 'ENOENT' && !scenarioFilesIn(folder).includes(name)) return {ok: true, scenarios: []};
  if (!page.ok) return {ok: false, problems: [`${file}: ${page.problem}`]};
  const read = parseScenarios(page.text, {file, runbook, ...faults});
  return read.ok ? read : {ok: false, problems: read.problems.map(problemText)};
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

function missing(id: string, folder: RunbookFolder | undefined): string {
  const known = pagesIn(folder).map(name => name.slice(0, -pageEnd.length));
  const near = nearestWord(id, known);
  return `there is no runbook ${id}; known: ${known.join(', ') || 'none'}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
