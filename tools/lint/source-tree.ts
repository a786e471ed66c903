import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {posix, relative, sep} from 'node:path';
import {lineAt, maskSource} from './masked-source.ts';

/** `late` is `import()`: nothing is loaded until it runs. `type` leaves no trace at run time. */
export type Import = {line: number; from: string; kind: 'runtime' | 'type' | 'late'; target?: string};

export type SourceFile = {
  /** From the root of the project, with forward slashes. */
  path: string;
  text: string;
  code: string;
  comments: string;
  imports: Import[];
};

export type SourceTree = {
  /** Our TypeScript and JavaScript. */
  files: ReadonlyMap<string, SourceFile>;
  /** Other texts that are kept in the repository, by path: an added file, not yet one that only lies there. */
  documents: ReadonlyMap<string, string>;
  /** Names of the packages that are there at run time. */
  packages: ReadonlySet<string>;
};

const codeFolders = /^(?:source|test|tools|bench)\//;
const codeName = /\.(?:ts|tsx|js)$/;
const documentName = /(?:\.(?:md|json|ya?ml|sh)|^\.ci\/run|^\.npmrc)$/;

/** Data that came from elsewhere is not ours to judge. */
const foreign = /^(?:test\/fixtures\/(?!programs\/)|logs\/|dist\/|.*node_modules\/|\.git\/)/;

export function readTree(root: string): SourceTree {
  const paths = readdirSync(root, {recursive: true, withFileTypes: true})
    .filter(found => found.isFile())
    .map(found => relative(root, `${found.parentPath}${sep}${found.name}`).replaceAll(sep, '/'))
    .filter(path => !foreign.test(path))
    .sort();
  const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
  const files = paths.filter(path => codeFolders.test(path) && codeName.test(path));
  const kept = keptIn(root);
  const documents = paths.filter(path => documentName.test(path) && (kept?.has(path) ?? true));
  const manifest = documents.includes('package.json') ? JSON.parse(read('package.json')) : {};
  return {
    files: new Map(files.map(path => [path, sourceFile(path, read(path))])),
    documents: new Map(documents.map(path => [path, read(path)])),
    packages: new Set(Object.keys(manifest.dependencies ?? {})),
  };
}

/** What git has, beside which editors and CI leave texts of their own; undefined where the tree is no checkout. */
function keptIn(root: string): ReadonlySet<string> | undefined {
  try {
    const paths = execFileSync('git', ['-C', root, 'ls-files', '-z'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).split('\0');
    return paths.includes('package.json') ? new Set(paths) : undefined;
  } catch {
    return undefined;
  }
}

export function sourceFile(path: string, text: string): SourceFile {
  const masked = maskSource(text);
  return {path, text, ...masked, imports: importsOf(path, text, masked.code)};
}

/** Matched on masked code, so the quotes are there and the name between them is blank. */
const importForms: ReadonlyArray<{form: RegExp; kind: (match: RegExpExecArray) => Import['kind']}> = [
  {
    form: /\b(?:import|export)\s+(type\s+(?!from\b|,))?(?:[\w$]+|\{[^{}]*\}|\*)[\w$\s,*{}]*?\bfrom\s*(["'])/gd,
    kind: match => (match[1] ? 'type' : 'runtime'),
  },
  {form: /\bimport\s*(["'])/gd, kind: () => 'runtime'},
  {form: /(\btypeof\s+)?\bimport\s*\(\s*(["'])/gd, kind: match => (match[1] ? 'type' : 'late')},
];

function importsOf(path: string, text: string, code: string): Import[] {
  const found = importForms.flatMap(({form, kind}) =>
    [...code.matchAll(form)].map(match => {
      const quote = match.index + match[0].length - 1;
      const from = text.slice(quote + 1, code.indexOf(code[quote] ?? '', quote + 1));
      const target = /^\.\.?\//.test(from) ? posix.join(posix.dirname(path), from) : undefined;
      return {line: lineAt(text, match.index), from, kind: kind(match), ...(target && {target})};
    }),
  );
  return found.sort((a, b) => a.line - b.line);
}
