import {existsSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {actionSignatures} from '../actions/registry.ts';
import {exitCode, OperatorError} from '../errors.ts';
import {practiceFaults} from '../practice/faults.ts';
import {parseRunbook} from '../runbook/document.ts';
import {pagesIn, pathOf, readPageFile, scenarioFilesIn, shownPath, type PageFile} from '../runbook/page-files.ts';
import {lintRunbook, lintScenarios} from '../runbook/lint/lint-page.ts';
import {ruleText, type Problem} from '../runbook/problem.ts';
import {rules} from '../runbook/rules.ts';
import type {Runbook} from '../runbook/schema.ts';
import {findLookalikes} from '../secret-shapes.ts';
import {columns} from './output/columns.ts';
import type {Context} from './context.ts';

export type LintFlags = {json?: boolean; rules?: boolean; runbooks?: string};

/** A page to look at: where it is, and what it is called. */
type Page = {path: string; file: string};

/** `mcp-runbook lint [FILE...]`: everything that is wrong with runbooks and scenarios, by file and line. */
export async function lint(context: Context, files: readonly string[], flags: LintFlags): Promise<number> {
  if (flags.rules) return listRules(context, flags);
  const pages = files.length > 0 ? files.map(file => namedPage(context, file)) : folderPages(flags.runbooks);
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
  else context.print(columns([['rule', 'level', 'says'], ...rules.map(({id, level, says}) => [id, level, says])]));
  return exitCode.done;
}

function folderPages(folder: string | undefined): Page[] {
  const names = [...pagesIn(folder), ...scenarioFilesIn(folder)].sort();
  return names.map(name => ({path: pathOf(folder, name), file: shownPath(folder, name)}));
}

/** @throws OperatorError for a name under which there is no page. */
function namedPage({place: {folder}}: Context, file: string): Page {
  const path = resolve(folder, file);
  const page = file.endsWith('.md') ? readPageFile(path) : undefined;
  // One that is there and cannot be used is a finding; any other name is a slip of the finger.
  if (page?.ok || (page && existsSync(path) && page.problem !== 'not a file')) return {path, file};
  throw new OperatorError(`${file}: ${page ? page.problem.replace('ENOENT', 'there is no such file') : 'not a Markdown file'}`, {
    code: 'no-page',
    next: 'Name files that end with .md, or none to look at all runbooks.',
    exit: exitCode.usage,
  });
}

function problemsOf({path, file}: Page): Problem[] {
  const page = readPageFile(path);
  if (!page.ok) return [unreadable(file, page)];
  const surroundings = {
    file,
    exists: (target: string) => existsSync(join(dirname(path), target)),
    lookalikes: (text: string) => findLookalikes(text, new Set()),
  };
  if (!path.endsWith('.scenarios.md')) return lintRunbook(page.text, {...surroundings, actions: actionSignatures});
  return lintScenarios(page.text, {
    ...surroundings,
    faults: practiceFaults.map(({name}) => name),
    onlyAtStart: practiceFaults.filter(({strikes}) => strikes === 'start').map(({name}) => name),
    runbookOf: id => runbookBeside(path, id),
  });
}

function unreadable(file: string, {problem}: Extract<PageFile, {ok: false}>): Problem {
  return {file, line: 1, rule: 'file-unreadable', message: `the file cannot be used: ${problem}`, expected: 'UTF-8 text of at most 256 KiB'};
}

/** The runbook that a scenario file names; undefined where it is not there or cannot be walked. */
function runbookBeside(path: string, id: string): Runbook | undefined {
  const page = readPageFile(join(dirname(path), `${id}.md`));
  const read = page.ok ? parseRunbook(page.text, {file: `${id}.md`, actions: actionSignatures}) : undefined;
  return read?.ok ? read.runbook : undefined;
}

function levelOf({rule}: Problem): string | undefined {
  return rules.find(({id}) => id === rule)?.level;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
