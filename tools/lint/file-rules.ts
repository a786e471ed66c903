import {lineAt} from './masked-source.ts';
import type {Rule} from './problem.ts';
import type {SourceTree} from './source-tree.ts';

const lineLimits: ReadonlyArray<{within: RegExp; lines: number}> = [
  {within: /^source\//, lines: 250},
  {within: /^(?:test|tools|bench)\//, lines: 400},
];

const lineCount = (text: string): number => text.split('\n').length - Number(text.endsWith('\n'));

export const shortFiles: Rule = {
  name: 'length',
  check: tree =>
    [...tree.files.values()].flatMap(({path, text}) => {
      const limit = lineLimits.find(({within}) => within.test(path))?.lines ?? Infinity;
      const lines = lineCount(text);
      return lines <= limit ? [] : [{path, line: limit + 1, message: `${lines} lines`, expected: `at most ${limit}`}];
    }),
};

const kebabPath = /^[a-z\d]+(?:-[a-z\d]+)*(?:\.test)?\.(?:ts|tsx|js)$/;
const kebabFolder = /^[a-z\d]+(?:-[a-z\d]+)*$/;
const emptyWord = /^(?:utils?|helpers?|managers?|misc|common)$/;

export const fileNames: Rule = {
  name: 'name',
  check: tree =>
    [...tree.files.keys()].flatMap(path => {
      const parts = path.split('/');
      const folders = parts.slice(0, -1);
      const name = parts.at(-1) ?? '';
      const problems = [];
      if (!kebabPath.test(name) || !folders.every(folder => kebabFolder.test(folder))) {
        problems.push({path, line: 1, message: 'not in kebab-case', expected: 'small letters, digits, single hyphens'});
      }
      if (path.startsWith('source/') && path.split(/[/.-]/).some(word => emptyWord.test(word))) {
        problems.push({path, line: 1, message: 'a name that says nothing', expected: 'a word of the subject'});
      }
      return problems;
    }),
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
