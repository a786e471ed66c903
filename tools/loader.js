// Node strips types from .ts by itself; this adds .tsx, for development and tests.
import {readFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';
import {transformSync} from 'esbuild';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const {code} = transformSync(readFileSync(file, 'utf8'), {
      loader: 'tsx',
      jsx: 'automatic',
      format: 'esm',
      target: 'node26',
      sourcemap: 'inline',
      sourcefile: file,
    });
    return {format: 'module', source: code, shortCircuit: true};
  },
});
