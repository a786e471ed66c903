import {createHash} from 'node:crypto';
import {display} from '../display.ts';
import {nearestWord} from '../nearest-word.ts';
import type {ActionSignatures} from './call.ts';
import {parseRunbook} from './document.ts';
import {nearPages, pageEnd, pagesIn, readPageFile, scenarioEnd, scenarioFilesIn, shownPath, type RunbookFolder} from './page-files.ts';
import {problemText} from './problem.ts';
import type {Scenario} from './scenario.ts';
import {parseScenarios, type ScenarioOptions} from './scenario/scenario-document.ts';
import {idForm, type Runbook} from './schema.ts';

export type LoadedRunbook =
  /** `sha256` is of the file's bytes: a session pins the text it was walked by. */
  | {ok: true; id: string; runbook: Runbook; /** As read from the file. */ text: string; sha256: string}
  | {ok: false; id: string; problems: string[]};

export type LoadedScenarios = {ok: true; scenarios: Scenario[]} | {ok: false; problems: string[]};

/** Every runbook of a folder (ours unless named) in the order of their names, whether or not it can be walked. @throws OperatorError */
export function listRunbooks(actions: ActionSignatures, folder?: RunbookFolder): LoadedRunbook[] {
  return pagesIn(folder).map(name => loadRunbook(name.slice(0, -pageEnd.length), actions, folder));
}

/** One runbook by its id, which is also its file's name. @throws OperatorError for a folder that cannot be read. */
export function loadRunbook(id: string, actions: ActionSignatures, folder?: RunbookFolder): LoadedRunbook {
  const file = shownPath(folder, `${id}${pageEnd}`);
  if (!idForm.test(id)) {
    return {ok: false, id, problems: [`${display(id)} is no runbook id; expected the name of a file in ${folder ?? 'runbooks/'} without .md`]};
  }
  const page = readPageFile(folder, `${id}${pageEnd}`);
  if (!page.ok) return {ok: false, id, problems: [page.missing ? missing(id, folder) : `${file}: ${page.reason}`]};
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
  const page = readPageFile(folder, name);
  const file = shownPath(folder, name);
  if (!page.ok && page.missing && !scenarioFilesIn(folder).includes(name)) return {ok: true, scenarios: []};
  if (!page.ok) return {ok: false, problems: [`${file}: ${page.reason}`]};
  const read = parseScenarios(page.text, {file, runbook, ...faults});
  return read.ok ? read : {ok: false, problems: read.problems.map(problemText)};
}

function missing(id: string, folder: RunbookFolder | undefined): string {
  const known = pagesIn(folder).map(name => name.slice(0, -pageEnd.length));
  const near = nearestWord(id, known);
  const misnamed = nearPages(folder).find(name => name.startsWith(`${id}.`));
  const hint = misnamed === undefined ? (near === undefined ? '' : `; did you mean ${near}?`) : `; ${misnamed} is not read: a page's name ends with ${pageEnd}`;
  return `there is no runbook ${id}; known: ${known.join(', ') || 'none'}${hint}`;
}
