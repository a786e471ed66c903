import {join, relative} from 'node:path';
import type {Plugin} from 'esbuild';

/** Node itself has loaded these before the first line of ours. */
const presentModules = 'buffer|events|fs|path|process|timers|url|util';

/**
 * Built-in modules on first use. An `import` starts a module at once and reads every member of it to
 * list them, those too that start others: `node:http` boots a web client then, which takes twice as
 * long as bare Node.
 */
export const builtInsOnFirstUse: Plugin = {
  name: 'built-ins-on-first-use',
  setup(build) {
    const present = new RegExp(`^node:(?:${presentModules})$`);
    build.onResolve({filter: /^node:/}, ({path, kind}) => {
      if (present.test(path) || kind === 'dynamic-import') return undefined;
      return {path, namespace: 'built-in', sideEffects: false};
    });
    build.onLoad({filter: /./, namespace: 'built-in'}, ({path}) => ({contents: viewOf(path), loader: 'js'}));
  },
};

/** `globalThis`, since a bundled file may name something of its own `process`. */
const builtIn = (path: string): string => `globalThis.process.getBuiltinModule("${path}")`;

function viewOf(path: string): string {
  const module: unknown = process.getBuiltinModule(path);
  // One that is itself a class may be extended or called; there is nothing to put off.
  if (typeof module !== 'object' || module === null) return `module.exports = ${builtIn(path)};`;
  return `for (const name of ${JSON.stringify(Object.keys(module))}) {
  Object.defineProperty(exports, name, {enumerable: true, get: () => ${builtIn(path)}[name]});
}`;
}

const importsOfPresent = new RegExp(
  `^import (?:\\* as )?([\\w$]+|\\{[^}]*\\}) from "(node:(?:${presentModules}))";$`,
  'gm',
);

/** The text of a bundled file in which modules that are present are taken as they are, their members not listed. */
export function withPresentModules(text: string): string {
  return text.replace(
    importsOfPresent,
    (_, names: string, path: string) => `const ${names.replaceAll(' as ', ': ')} = ${builtIn(path)};`,
  );
}

/** Modules that are imported on demand and loaded together: names of packages, or paths from the root. */
export type LoadLevel = {
  modules: readonly string[];
  /** A branch of its own: later levels do without it. */
  aside?: true;
};

/** In the order in which a program comes to need them: whoever needs a level has all those before it. */
export type LoadLevels = readonly LoadLevel[];

/**
 * A file that is loaded costs about a millisecond whatever its size, and esbuild makes one for each set
 * of `import()` that have something in common. With levels it is one or two for each level.
 */
export function loadInLevels(root: string, levels: LoadLevels): Plugin {
  const place = (name: string): string => JSON.stringify(name.startsWith('source/') ? join(root, name) : name);
  return {
    name: 'load-in-levels',
    setup(build) {
      // Elsewhere one that nobody asks for is brought along for later levels, and a file that is gone fails by itself.
      const idle = new Set(levels.flatMap(({modules, aside}) => (aside ? modules : [])));
      build.onEnd(() => ({warnings: [...idle].map(name => ({text: `${name} is on a load level of its own, and nothing asks for it late`}))}));
      build.onResolve({filter: /./}, ({path, kind, resolveDir}) => {
        if (kind !== 'dynamic-import') return undefined;
        const name = path.startsWith('.') ? relative(root, join(resolveDir, path)) : path;
        const level = levels.findIndex(({modules}) => modules.includes(name));
        idle.delete(name);
        if (level !== -1) return {path: String(level), namespace: 'level'};
        return name.startsWith('source/') ? {warnings: [{text: `${name} is on no load level`}]} : undefined;
      });
      build.onLoad({filter: /./, namespace: 'level'}, ({path: level}) => {
        const before = levels.slice(0, Number(level)).flatMap(({modules, aside}) => (aside ? [] : modules));
        const asked = levels[Number(level)]?.modules ?? [];
        const lines = [...before.map(name => `import ${place(name)};`), ...asked.map(name => `export * from ${place(name)};`)];
        return {contents: lines.join('\n'), resolveDir: root};
      });
    },
  };
}
