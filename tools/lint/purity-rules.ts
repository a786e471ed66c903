import {lineAt} from './masked-source.ts';
import type {Rule} from './problem.ts';
import type {SourceFile, SourceTree} from './source-tree.ts';

/**
 * These decide and never act: same input, same output, nothing outside is read or touched. What
 * they run at run time is held to the same; types may come from anywhere.
 */
const pureFiles: readonly RegExp[] = [
  /^source\/connector\//,
  /^source\/runbook\//,
  /^source\/journal\/(?:event|session)\.ts$/,
  /^source\/ledger\/(?:entry|review)\.ts$/,
  /^source\/status\/(?!read-)/,
  /^source\/app\/(?:state|update|screens)\/.*\.ts$/,
  /^source\/(?:time|json|display|errors|nearest-word)\.ts$/,
];

const notPure: ReadonlyArray<{path: string; because: string}> = [
  {path: 'source/runbook/library.ts', because: 'finds and reads the runbook files'},
  {path: 'source/runbook/page-files.ts', because: 'finds and reads the runbook files'},
];

/** Packages that only compute. */
const purePackages = /^(?:zod|yaml|markdown-it|string-width)(?:\/|$)/;

const impureWords: ReadonlyArray<{word: RegExp; expected: string}> = [
  {word: /\bDate\s*\.\s*now\b|\bTemporal\s*\.\s*Now\b/g, expected: 'the time as a parameter'},
  {word: /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/g, expected: 'the time as a parameter'},
  {word: /(?<!\bnew\s+)\bDate\s*\(/g, expected: 'the time as a parameter'},
  {word: /\bperformance\s*\./g, expected: 'the time as a parameter'},
  {word: /\bMath\s*\.\s*random\b|\bcrypto\s*\./g, expected: 'chance as a parameter'},
  {word: /\bprocess\s*(?:\.|\?\.|\[)/g, expected: 'what the process knows as a parameter'},
  {word: /\bimport\s*\.\s*meta\b/g, expected: 'paths as parameters'},
  {word: /(?<![.\w])(?:fetch|setTimeout|setInterval|setImmediate)\s*\(/g, expected: 'no effects'},
];

/** Words that a file may use all the same. */
const allowedWords: ReadonlyArray<{path: string; word: string; because: string}> = [];

export const pureWords: Rule = {
  name: 'purity',
  check: tree =>
    heldPure(tree).flatMap(({file: {path, text, code}, because}) =>
      impureWords.flatMap(({word, expected}) =>
        [...code.matchAll(word)]
          .filter(([found]) => !allowedWords.some(allowed => allowed.path === path && allowed.word === found))
          .map(({0: found, index}) => ({path, line: lineAt(text, index), message: `uses ${found.trim()}${because}`, expected})),
      ),
    ),
};

export const pureImports: Rule = {
  name: 'pure-import',
  check: tree =>
    heldPure(tree).flatMap(({file: {path, imports}, because}) =>
      imports
        .filter(({kind, target, from}) => kind !== 'type' && target === undefined && !purePackages.test(from))
        .map(({line, from}) => ({
          path,
          line,
          message: `runs ${from}${because}`,
          expected: '`import type`, or what it gives as a parameter',
        })),
    ),
};

type HeldPure = {file: SourceFile; because: string};

/** The pure files and all that they run, each once, with the pure file that led there. */
function heldPure(tree: SourceTree): HeldPure[] {
  const held = new Map<string, HeldPure>();
  const hold = (path: string, because: string): void => {
    const file = tree.files.get(path);
    if (!file || held.has(path)) return;
    held.set(path, {file, because});
    for (const {target, kind} of file.imports) {
      if (kind !== 'type' && target !== undefined) hold(target, because || `, and ${path} is pure and runs it`);
    }
  };
  const declared = [...tree.files.keys()].filter(path => isDeclaredPure(path));
  for (const path of declared) hold(path, '');
  return [...held.values()].map(({file, because}) => ({file, because: declared.includes(file.path) ? '' : because}));
}

function isDeclaredPure(path: string): boolean {
  return pureFiles.some(pattern => pattern.test(path)) && !notPure.some(exception => exception.path === path);
}
