import {readFile} from 'node:fs/promises';
import {extname, join} from 'node:path';
import type {Loader, Plugin} from 'esbuild';

const emojiTest = 'rgiEmojiRegex.test(segment)';

/**
 * Every fully-qualified emoji holds a character that is an emoji by default or the emoji selector
 * (UTS 51, definitions ED-1 to ED-27), so this cheap test decides nearly all text alone. The full
 * pattern takes 65 ms to compile, and as a literal most of that for being read: it is made when needed.
 */
const cheapEmojiTest = String.raw`/[\p{Emoji_Presentation}\u{FE0F}]/v.test(segment) && (fullEmoji ??= new RegExp("^\\p{RGI_Emoji}$", "v")).test(segment)`;

/** The source of string-width with the cheap test first; undefined where the expected words are not there. */
export function withCheapEmojiTest(source: string): string | undefined {
  const parts = source.split(emojiTest);
  return parts.length === 2 ? `let fullEmoji;\n${parts.join(`(${cheapEmojiTest})`)}` : undefined;
}

const narrowTest = String.raw`/^[\u0020-\u007E]*$/.test(string)`;

/**
 * Middle dot, box drawing, blocks and geometric shapes up to U+25FC, in any order: each one column, as
 * string-width itself finds one by one (UAX 11, ambiguous ones narrow). Rules and bars are made of them.
 */
const narrowSigns = '\\u00B7\\u2500-\\u25FC';

/** The source of string-width whose short cut takes such signs too; undefined where it is not found. */
export function withNarrowSigns(source: string): string | undefined {
  const parts = source.split(narrowTest);
  const wider = `(ambiguousIsNarrow ? /^[\\u0020-\\u007E${narrowSigns}]*$/ : /^[\\u0020-\\u007E]*$/).test(string)`;
  return parts.length === 2 ? parts.join(wider) : undefined;
}

/** Makes string-width, which measures every text of every frame, cheaper without another answer. */
export const cheapWidths: Plugin = {
  name: 'cheap-widths',
  setup(build) {
    build.onLoad({filter: /[\\/]node_modules[\\/]string-width[\\/]index\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8');
      const contents = withNarrowSigns(withCheapEmojiTest(source) ?? '');
      if (contents !== undefined) return {contents: withScreenSegmenter(contents), loader: 'js'};
      const text = 'string-width has changed: it is bundled as it is';
      return {contents: source, loader: 'js', warnings: [{text}]};
    });
  },
};

const segmenterFile = join(import.meta.dirname, 'screen-segmenter.ts');

/** The source of a module with our segmenters where it makes `Intl`'s; any other as it is. */
export function withScreenSegmenter(source: string): string {
  const replaced = source.replaceAll('new Intl.Segmenter(', 'new ScreenSegmenter(');
  return replaced === source ? source : `import {ScreenSegmenter} from ${JSON.stringify(segmenterFile)};\n${replaced}`;
}

const loaders: Readonly<Record<string, Loader>> = {'.ts': 'ts', '.tsx': 'tsx'};

/** Makes the first text that is taken apart cheaper without another answer. */
export const screenSegmenters: Plugin = {
  name: 'screen-segmenters',
  setup(build) {
    build.onLoad({filter: /\.(?:m?js|tsx?)$/, namespace: 'file'}, async ({path}) => {
      const source = path === segmenterFile ? '' : await readFile(path, 'utf8');
      const contents = withScreenSegmenter(source);
      return contents === source ? undefined : {contents, loader: loaders[extname(path)] ?? 'js'};
    });
  },
};

/** conf checks schemas with these, compares versions and looks for its folder, and is given none of it: 300 kB to read and run, and a stack where nobody has a home. */
const unused = /^(?:ajv\/dist\/2020\.js|ajv-formats|semver|env-paths)$/;

/**
 * What writes conf's file takes away its drafts at the end of the program by a hook that sends every signal to the
 * process a second time: a step that was to end in peace would be killed.
 */
const exitHook = /^when-exit$/;

/**
 * What packages ask the shell for whoever develops them: Ink would make a module wait that nothing else does, yaml prints
 * each file that it reads over what we print, and pg looks for another client that is not here.
 */
const askedOfShell: ReadonlyArray<readonly [file: RegExp, asks: string]> = [
  [/[\\/]ink[\\/]build[\\/]reconciler\.js$/, "process.env['DEV'] === 'true'"],
  [/[\\/]yaml[\\/]dist[\\/]parse[\\/]parser\.js$/, 'node_process.env.LOG_TOKENS'],
  [/[\\/]yaml[\\/]dist[\\/]compose[\\/]composer\.js$/, 'node_process.env.LOG_STREAM'],
  [/[\\/]pg[\\/]lib[\\/]index\.js$/, '!!process.env.NODE_PG_FORCE_NATIVE'],
];

/** Answers no, and says so where nobody asks any more. */
export const deafPackages: Plugin = {
  name: 'deaf-packages',
  setup(build) {
    for (const [filter, asks] of askedOfShell) {
      build.onLoad({filter}, async ({path}) => {
        const source = await readFile(path, 'utf8');
        if (!source.includes(asks)) throw new Error(`${path} does not ask for ${asks}, see tools/bundle-plugins.ts`);
        return {contents: source.replaceAll(asks, 'false'), loader: 'js'};
      });
    }
  },
};

/** Leaves out what packages import and nothing here makes them use. */
export const withoutUnused: Plugin = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({filter: unused}, ({path}) => ({path, namespace: 'unused'}));
    build.onLoad({filter: /./, namespace: 'unused'}, ({path}) => ({contents: standIn(path), loader: 'js'}));
    build.onResolve({filter: exitHook}, ({path}) => ({path, namespace: 'no-hook'}));
    build.onLoad({filter: /./, namespace: 'no-hook'}, () => ({contents: 'export default () => () => {};', loader: 'js'}));
  },
};

/** Says so when it is used after all. */
function standIn(path: string): string {
  return `const fail = () => {
  throw new Error('${path} is left out of this bundle, see tools/bundle-plugins.ts');
};
const unused = new Proxy(function () {}, {get: fail, apply: fail, construct: fail});
export {unused as default, unused as Ajv2020};`;
}
