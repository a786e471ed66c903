import {dirname, join, relative, resolve} from 'node:path';
import {carriedPaths, carriedText} from '../carried.ts';
import {makeFolder, StorageError, writeDurably} from '../durable-file.ts';
import {doctrinePages, readDoctrinePage} from '../environment/doctrine-pages.ts';
import {BugError, exitCode, OperatorError} from '../errors.ts';
import {hasEntry} from '../file-door.ts';
import {nearestWord} from '../nearest-word.ts';
import {rootOf} from '../workplace.ts';
import {tellTrouble, type Context} from './context.ts';
import {columns} from './output/columns.ts';
import {usage} from './usage.ts';

/**
 * `mcp-runbook docs [ID]`: the four documents of doctrine, those of the root where they stand, and the pages that the
 * program carries. @throws OperatorError for another id, and for a folder that is there
 */
export function docs(context: Context, id: string | undefined, {out}: {out?: string}): number {
  if (out !== undefined) return writeAll(context, resolve(context.place.folder, out));
  const root = rootOf(context.place);
  const pages = carriedPages();
  if (id === undefined) {
    const own = pages.map(page => [page.id, titleOf(textOf(page.path))]);
    context.printPage(columns([...doctrinePages.map(page => [page.id, page.title, readDoctrinePage(page, root).from]), ...own]));
    return exitCode.done;
  }
  const doctrine = doctrinePages.find(one => one.id === id);
  if (doctrine) {
    const {from, text, trouble} = readDoctrinePage(doctrine, root);
    if (trouble) tellTrouble(context, trouble);
    context.printPage(`${from}\n\n${text.trimEnd()}`);
    return trouble ? exitCode.checkFailed : exitCode.done;
  }
  const page = pages.find(one => one.id === id);
  const near = nearestWord(id, [...doctrinePages, ...pages].map(one => one.id));
  if (!page) throw usage(`there is no document ${JSON.stringify(id)}${near === undefined ? '' : `; did you mean ${near}?`}`, 'mcp-runbook docs lists them.');
  context.printPage(textOf(page.path).trimEnd());
  return exitCode.done;
}

export type CarriedPage = {id: string; path: string};

/** What is for readers, by short names: `on-call`, `reference/keys`, `CHANGELOG`. */
export function carriedPages(): CarriedPage[] {
  return carriedPaths()
    .filter(path => /^(?:docs\/.+\.md|[^/]+\.md|LICENSE|licences\.txt)$/.test(path))
    .map(path => ({id: shortName(path), path}));
}

/** Without its folder, where another one is not called so. */
function shortName(path: string): string {
  const name = path.replace(/\.\w+$/, '');
  const short = name.replace(/^docs\//, '');
  return short === 'README' || doctrinePages.some(({id}) => id === short) ? name : short;
}

function textOf(path: string): string {
  const reading = carriedText(path);
  if (!reading.ok) throw new BugError(`${path} cannot be read: ${reading.reason}`);
  return reading.text;
}

const titleOf = (text: string): string => (/^# +(.*\S)/m.exec(text)?.[1] ?? text.trimStart().split('\n', 1)[0] ?? '');

/** Others may read it, as what a package installs. */
const forAll = {folder: 0o755, file: 0o644} as const;

/** Everything that is carried, in a folder of its own, as man(1) finds its pages there. */
function writeAll(context: Context, folder: string): number {
  const shown = relative(context.place.folder, folder) || folder;
  if (hasEntry(folder)) throw new OperatorError(`${shown} is there already`, {code: 'exists', next: 'Name a folder that is not there yet.', exit: exitCode.usage});
  const paths = carriedPaths();
  try {
    for (const path of paths) {
      const file = join(folder, path.replace(/^docs\/man\//, 'man/man1/'));
      makeFolder(dirname(file), undefined, forAll.folder);
      writeDurably(file, textOf(path), forAll.file);
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new OperatorError(error.message, {code: 'not-written', next: 'Name a folder where this user may write, and where there is room.', exit: exitCode.usage, cause: error});
  }
  context.print(`${paths.length} files in ${shown}; man -M ${join(shown, 'man')} mcp-runbook shows the first manual page`);
  return exitCode.done;
}
