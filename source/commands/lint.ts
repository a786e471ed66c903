import {basename, dirname, resolve} from 'node:path';
import {actionSignatures} from '../actions/registry.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {hasEntry, namesIn, type Unread} from '../file-door.ts';
import {practiceFaults} from '../practice/faults.ts';
import {parseRunbook} from '../runbook/document.ts';
import {isLinked, nearPages, pageEnd, pagesIn, readPageFile, scenarioFilesIn, shownPath} from '../runbook/page-files.ts';
import {lintRunbook, lintScenarios} from '../runbook/lint/lint-page.ts';
import {ruleText, type Problem} from '../runbook/problem.ts';
import {rules} from '../runbook/rules.ts';
import type {Runbook} from '../runbook/schema.ts';
import {findLookalikes} from '../secret-shapes.ts';
import {columns} from './output/columns.ts';
import type {Context} from './context.ts';

export type LintFlags = {json?: boolean; rules?: boolean; runbooks?: string};

/** A page to look at: its folder where that is not ours, its name there, and what it is called in texts. */
type Page = {folder: string | undefined; name: string; file: string; /** Its end keeps it from being read. */ misnamed?: boolean};

/** `mcp-runbook lint [FILE|FOLDER...]`: everything that is wrong with runbooks and scenarios, by file and line. */
export async function lint(context: Context, files: readonly string[], flags: LintFlags): Promise<number> {
  if (flags.rules) return listRules(context, flags);
  const pages = files.length > 0 ? files.flatMap(file => namedPages(context, file)) : folderPages(flags.runbooks);
  const problems = pages.flatMap(problemsOf);
  if (flags.json) {
    context.printDocument({ok: problems.length === 0, files: pages.map(({file}) => file), problems: problems.map(problem => ({level: levelOf(problem), ...problem}))});
  } else {
    for (const problem of problems) context.print(ruleText(problem));
    context.print(`${counted(pages.length, 'file')}, ${problems.length === 0 ? 'no problems' : counted(problems.length, 'problem')}`);
  }
  return problems.length === 0 ? exitCode.done : exitCode.checkFailed;
}

function listRules(context: Context, {json}: LintFlags): number {
  if (json) context.printDocument({rules});
  else context.printPage(columns([['rule', 'level', 'says'], ...rules.map(({id, level, says}) => [id, level, says])]));
  return exitCode.done;
}

/** Nothing to look at is no pass, and a page under a name that nobody reads is a problem of it. @throws OperatorError */
function folderPages(folder: string | undefined): Page[] {
  const near = nearPages(folder);
  const names = [...pagesIn(folder), ...scenarioFilesIn(folder), ...near].sort();
  if (names.length === 0) {
    throw new OperatorError(`there is no page in ${folder ?? 'runbooks'}`, {code: 'no-page', next: `Name a folder that holds runbooks; their names end with ${pageEnd}.`, exit: exitCode.usage});
  }
  return names.map(name => ({folder, name, file: shownPath(folder, name), misnamed: near.includes(name)}));
}

/** @throws OperatorError for a name under which there is no page. */
function namedPages({place: {folder}}: Context, file: string): Page[] {
  const path = resolve(folder, file);
  if (namesIn(path).ok) return folderPages(file).map(page => ({...page, folder: path}));
  if (!hasEntry(path)) throw noPage(`${file}: there is no such file or folder`);
  // One that is there and cannot be used is a finding.
  if (file.endsWith(pageEnd)) return [{folder: dirname(path), name: basename(path), file}];
  throw noPage(`${file}: not a Markdown file`);
}

function noPage(message: string): OperatorError {
  return new OperatorError(message, {code: 'no-page', next: 'Name files that end with .md, folders that hold some, or none to look at all runbooks.', exit: exitCode.usage});
}

function problemsOf({folder, name, file, misnamed}: Page): Problem[] {
  if (misnamed) return [{file, line: 1, rule: 'file-unreadable', message: 'the file is not read under this name', expected: `a name that ends with ${pageEnd}`}];
  const page = readPageFile(folder, name);
  if (!page.ok) return [unreadable(file, page)];
  const surroundings = {
    file,
    exists: (target: string) => isLinked(folder, target),
    lookalikes: (text: string) => findLookalikes(text, new Set()),
  };
  if (!name.endsWith('.scenarios.md')) return lintRunbook(page.text, {...surroundings, actions: actionSignatures});
  return lintScenarios(page.text, {
    ...surroundings,
    faults: practiceFaults.map(({name}) => name),
    onlyAtStart: practiceFaults.filter(({strikes}) => strikes === 'start').map(({name}) => name),
    runbookOf: id => runbookBeside(folder, id),
  });
}

function unreadable(file: string, {reason}: Unread): Problem {
  return {file, line: 1, rule: 'file-unreadable', message: `the file cannot be used: ${reason}`, expected: 'UTF-8 text of at most 256 KiB'};
}

/** The runbook that a scenario file names; undefined where it is not there or cannot be walked. */
function runbookBeside(folder: string | undefined, id: string): Runbook | undefined {
  const page = readPageFile(folder, `${id}.md`);
  const read = page.ok ? parseRunbook(page.text, {file: `${id}.md`, actions: actionSignatures}) : undefined;
  return read?.ok ? read.runbook : undefined;
}

function levelOf({rule}: Problem): string | undefined {
  return rules.find(({id}) => id === rule)?.level;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
