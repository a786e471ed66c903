import type {Rule} from './problem.ts';
import type {Import, SourceFile, SourceTree} from './source-tree.ts';

type Room = {name: string; rank: number; holds: RegExp};

/**
 * From the top; imports point downwards only: to a row further below, or within the room. verify
 * stands on the ground beside the others: it imports nothing of ours, so that what it judges cannot reach it.
 */
const rows: ReadonlyArray<ReadonlyArray<Omit<Room, 'rank'>>> = [
  [{name: 'cli', holds: /^source\/cli\.ts$/}],
  [{name: 'commands', holds: /^source\/commands\//}],
  [{name: 'app', holds: /^source\/app\/[^/]+$/}],
  [{name: 'app/effects', holds: /^source\/app\/effects\//}, {name: 'app/screens', holds: /^source\/app\/screens\//}],
  [{name: 'app/update', holds: /^source\/app\/update\//}],
  [{name: 'app/state', holds: /^source\/app\/state\//}],
  [{name: 'doctor', holds: /^source\/doctor\//}],
  [{name: 'session', holds: /^source\/session\//}, {name: 'record', holds: /^source\/record\//}],
  [{name: 'drill', holds: /^source\/drill\//}],
  [{name: 'walk', holds: /^source\/walk\//}],
  [{name: 'actions', holds: /^source\/actions\//}],
  [{name: 'status', holds: /^source\/status\//}],
  [{name: 'team', holds: /^source\/team\//}],
  [{name: 'journal', holds: /^source\/journal\//}, {name: 'practice', holds: /^source\/practice\//}],
  ['gateway', 'environment', 'ledger', 'runbook'].map(name => ({name, holds: new RegExp(`^source/${name}/`)})),
  [{name: 'connector', holds: /^source\/connector\//}],
  [{name: 'ground floor', holds: /^source\/[^/]+$/}, {name: 'verify', holds: /^source\/verify\//}],
];

export const rooms: readonly Room[] = rows.flatMap((row, index) => row.map(room => ({...room, rank: rows.length - 1 - index})));

const roomOf = (path: string): Room | undefined => rooms.find(({holds}) => holds.test(path));

const sourceFiles = (tree: SourceTree): SourceFile[] =>
  [...tree.files.values()].filter(({path}) => path.startsWith('source/'));

const edges = (tree: SourceTree): Array<{file: SourceFile; edge: Import}> =>
  sourceFiles(tree).flatMap(file => file.imports.map(edge => ({file, edge})));

export const directions: Rule = {
  name: 'direction',
  check: tree =>
    edges(tree).flatMap(({file: {path}, edge: {target, line}}) => {
      if (target === undefined || target.endsWith('.json')) return [];
      const here = roomOf(path);
      const there = roomOf(target);
      if (!there) return [{path, line, message: `imports ${target}`, expected: 'an import from a room of source/'}];
      if (!here || here === there || there.rank < here.rank) return [];
      const below = rooms.filter(({rank}) => rank < here.rank).map(({name}) => name);
      const expected = below.length > 0 ? `only ${below.join(', ')}` : 'no room at all';
      return [{path, line, message: `${here.name} imports ${there.name} (${target})`, expected}];
    }),
};

export const knownRooms: Rule = {
  name: 'room',
  check: tree =>
    sourceFiles(tree)
      .filter(({path}) => !roomOf(path))
      .map(({path}) => ({path, line: 1, message: 'no such room', expected: rooms.map(({name}) => name).join(', ')})),
};

const packageName = (from: string): string => from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');

export const packages: Rule = {
  name: 'package',
  check: tree =>
    edges(tree)
      .filter(({edge: {target, from, kind}}) => target === undefined && kind !== 'type' && !from.startsWith('node:'))
      .filter(({edge: {from}}) => !tree.packages.has(packageName(from)))
      .map(({file: {path}, edge: {line, from}}) => ({
        path,
        line,
        message: `imports ${from}`,
        expected: 'node: before a built-in module, or a package among the dependencies',
      })),
};

/** Loading these costs a quarter of a second that a command printing JSON has no use for. */
const screenPackages = /^(?:ink|ink-.+|react|yoga-layout)(?:\/|$)/;

/** From these on, only `import()` may lead to the screen. */
const startsFast = /^source\/(?:cli\.ts$|commands\/)/;

export const screenStaysLate: Rule = {
  name: 'late-screen',
  check: tree =>
    sourceFiles(tree)
      .filter(({path}) => startsFast.test(path))
      .flatMap(file =>
        file.imports
          .filter(({kind}) => kind === 'runtime')
          .flatMap(edge => {
            const way = wayToScreen(tree, edge, new Set([file.path]));
            if (!way) return [];
            const message = `loads ${[file.path, ...way].join(' -> ')}`;
            return [{path: file.path, line: edge.line, message, expected: 'import() when the screen is wanted'}];
          }),
      ),
};

function wayToScreen(tree: SourceTree, edge: Import, seen: Set<string>): string[] | undefined {
  if (edge.target === undefined) return screenPackages.test(edge.from) ? [edge.from] : undefined;
  if (seen.has(edge.target)) return undefined;
  seen.add(edge.target);
  for (const next of tree.files.get(edge.target)?.imports ?? []) {
    const way = next.kind === 'runtime' ? wayToScreen(tree, next, seen) : undefined;
    if (way) return [edge.target, ...way];
  }
  return undefined;
}
