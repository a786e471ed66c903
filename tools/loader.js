// Node strips types from .ts by itself; this adds .tsx, for development and tests.
import {readFileSync} from 'node:fs';
import {createRequire, registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';

// As in the built program; else React looks for mistakes in how it is used, which takes twice as long.
process.env.NODE_ENV ??= 'production';

// What the shell says of somebody's databases is not for those of tests (libpq, chapter "Environment Variables").
for (const name of Object.keys(process.env).filter(name => name.startsWith('PG'))) delete process.env[name];

const require = createRequire(import.meta.url);

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    // Loaded where it is needed: most tests have no use for it.
    const {code} = require('esbuild').transformSync(readFileSync(file, 'utf8'), {
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
