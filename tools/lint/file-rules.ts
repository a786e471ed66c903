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
