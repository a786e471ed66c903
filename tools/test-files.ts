import {resolve} from 'node:path';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';
import {parseArgs} from 'node:util';
import {testFiles} from './check.ts';

/** The test files that are named, one after the other, for whoever works on them; with --watch again after each change. */
function main(): void {
  const {values, positionals} = parseArgs({
    options: {seed: {type: 'string'}, watch: {type: 'boolean', default: false}},
    allowPositionals: true,
  });
  if (values.seed !== undefined) process.env.TEST_SEED = values.seed;
  const root = resolve(import.meta.dirname, '..');
  process.env.NODE_COMPILE_CACHE ??= resolve(root, 'node_modules/.cache/tests');
  const files = positionals.length > 0 ? positionals : testFiles(root);
  run({files: files.map(file => resolve(root, file)), cwd: root, watch: values.watch, execArgv: ['--import', './tools/loader.js']})
    .on('test:fail', () => {
      process.exitCode = 1;
    })
    .compose(spec)
    .pipe(process.stdout);
}

if (import.meta.main) main();
