import {basename, dirname} from 'node:path';
import {lineAt} from './masked-source.ts';
import type {Rule} from './problem.ts';
import type {SourceTree} from './source-tree.ts';

const emptyWord = /^(?:utils?|helpers?|managers?|misc|common)$/;

export const sayingNames: Rule = {
  name: 'name',
  check: tree =>
    [...tree.files.keys()]
      .filter(path => path.startsWith('source/') && path.split(/[/.-]/).some(word => emptyWord.test(word)))
      .map(path => ({path, line: 1, message: 'a name that says nothing', expected: 'a word of the subject'})),
};

const sourceFiles = (tree: SourceTree): string[] => [...tree.files.keys()].filter(path => path.startsWith('source/'));

/** As many as one can look over. */
const mostFiles = 30;

export const smallFolders: Rule = {
  name: 'folder',
  check: tree =>
    Object.entries(Object.groupBy(sourceFiles(tree), path => dirname(path)))
      .filter(([, files = []]) => files.length > mostFiles)
      .map(([folder, files = []]) => ({path: folder, line: 1, message: `${files.length} files`, expected: `at most ${mostFiles}`})),
};

/** A command may be called like its subject. */
const command = /^source\/commands\/[^/]+$/;

export const ownNames: Rule = {
  name: 'twice',
  check: tree =>
    Object.entries(Object.groupBy(sourceFiles(tree).filter(path => !command.test(path)), path => basename(path)))
      .filter(([name, files = []]) => files.length > 1 && !name.startsWith('index.'))
      .flatMap(([, files = []]) => files.slice(1).map(path => ({path, line: 1, message: `called like ${files[0]}`, expected: 'a name that says what this one holds'}))),
};

const places: ReadonlyArray<{name: RegExp; word: RegExp; message: string; expected: string}> = [
  {
    name: /./,
    word: /(?<![\w.:~$}])\/(?:work|root|home)\//g,
    message: 'a path of one machine',
    expected: 'a path from the root of the project',
  },
  {
    name: /(?:^|\/)package-lock\.json$/,
    word: /"resolved":\s*"(?:https?|git)[:+]/g,
    message: 'a package address',
    expected: 'version and integrity only',
  },
  {
    name: /(?<!package-lock\.json)$/,
    word: /\bhttps?:\/\/(?:registry\.|npm\.|[^/\s"']*(?:artifactory|nexus|verdaccio))|^\s*(?:@[\w-]+:)?registry\s*=/gm,
    message: 'a registry host',
    expected: 'none: each machine has its own',
  },
];

export const noMachines: Rule = {
  name: 'machine',
  check: tree =>
    texts(tree).flatMap(([path, text]) =>
      places
        .filter(({name}) => name.test(path))
        .flatMap(({word, message, expected}) =>
          [...text.matchAll(word)].map(({index}) => ({path, line: lineAt(text, index), message, expected})),
        ),
    ),
};

function texts(tree: SourceTree): Array<[string, string]> {
  return [...[...tree.files.values()].map(({path, text}): [string, string] => [path, text]), ...tree.documents];
}
