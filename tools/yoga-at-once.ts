import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Plugin} from 'esbuild';

const waits = 'const Yoga = wrapAssembly(await loadYoga());';
const glue = /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/;
const embedded = /data:application\/octet-stream;base64,([\w+/=]+)/;

/** Emscripten asks whoever brings their own way to start a module, and is ready when `done` returns. */
const startsAtOnce = `import wasm from 'yoga-wasm';
const lib = {instantiateWasm: (imports, done) => {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), imports);
  done(instance);
  return instance.exports;
}};
loadYoga(lib);
const Yoga = wrapAssembly(lib);`;

/** The source of yoga-layout that does not wait; undefined where the expected words are not there. */
export function withoutWaiting(source: string): string | undefined {
  const parts = source.split(waits);
  return parts.length === 2 ? parts.join(startsAtOnce) : undefined;
}

/**
 * Starts yoga within its import. Its own loader asks `fetch` for the bytes, which boots a web client, and waits for
 * them, which only an ES module can.
 */
export const yogaAtOnce: Plugin = {
  name: 'yoga-at-once',
  setup(build) {
    let folder = '';
    build.onLoad({filter: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/}, async ({path}) => {
      folder = dirname(path);
      const source = await readFile(path, 'utf8');
      const contents = withoutWaiting(source);
      if (contents !== undefined) return {contents, loader: 'js', resolveDir: folder};
      return {errors: [{text: 'yoga-layout begins otherwise than tools/yoga-at-once.ts knows'}]};
    });
    build.onLoad({filter: glue}, async ({path}) => ({contents: (await readFile(path, 'utf8')).replace(embedded, 'data:'), loader: 'js'}));
    build.onResolve({filter: /^yoga-wasm$/}, ({path}) => ({path, namespace: 'yoga-wasm'}));
    build.onLoad({filter: /./, namespace: 'yoga-wasm'}, async () => {
      const [, base64 = ''] = embedded.exec(await readFile(join(folder, '../binaries/yoga-wasm-base64-esm.js'), 'utf8')) ?? [];
      return {contents: Buffer.from(base64, 'base64'), loader: 'binary'};
    });
  },
};
