import assert from 'node:assert/strict';
import {rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {test} from 'node:test';
import {build} from '../../tools/build.ts';
import {asPart} from '../../tools/parts.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const programs = resolve(import.meta.dirname, '../fixtures/programs');
const counting = {NODE_OPTIONS: `--import=${pathToFileURL(join(programs, 'refused-parts.js'))}`};

test('what was compiled at the build is taken; what is missing or of another Node costs time and nothing else', async t => {
  const folder = await temporaryFolder(t);
  const {files} = await build({entry: join(programs, 'bundled.ts'), folder, levels: []});
  const compiled = files.filter(file => file.endsWith('.compiled'));
  const parts = compiled.length;
  const counted = async () => {
    const {code, stdout, stderr} = await run(t, ['a'], {program: join(folder, 'bundled.js'), env: counting});
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).late, 'loaded when wanted');
    return JSON.parse(stderr);
  };
  assert.deepEqual(await counted(), {taken: parts, refused: 0, none: 0});
  await writeFile(join(folder, compiled[0] ?? ''), 'of another Node');
  assert.deepEqual(await counted(), {taken: parts - 1, refused: 1, none: 0});
  await rm(join(folder, compiled[0] ?? ''));
  assert.deepEqual(await counted(), {taken: parts - 1, refused: 0, none: 1});
});

test('what the shell tells every Node does not reach what is compiled', async t => {
  const folder = await temporaryFolder(t);
  const {NODE_OPTIONS: before} = process.env;
  process.env.NODE_OPTIONS = '--stack-trace-limit=20 --max-semi-space-size=32';
  t.after(() => (before === undefined ? void delete process.env.NODE_OPTIONS : void (process.env.NODE_OPTIONS = before)));
  await build({entry: join(programs, 'bundled.ts'), folder, levels: []});
  const {stderr} = await run(t, ['a'], {program: join(folder, 'bundled.js'), env: counting});
  assert.equal(JSON.parse(stderr).refused, 0);
});

test('no part of the program is refused', async t => {
  const {stderr} = await run(t, ['lint'], {env: counting});
  const {taken, ...others} = JSON.parse(stderr);
  assert.ok(taken > 3);
  assert.deepEqual(others, {refused: 0, none: 0});
});

test('a part is strict, sees later changes of what it imports, and imports on demand a turn later', async () => {
  const part = await asPart('import {count} from "./part-A.js";\nexport const seen = () => count;\nexport const late = () => import("./part-B.js");\nexport const plain = function () { return this; };\nexport const folder = import.meta.dirname;');
  const others: Record<string, object> = {'./part-A.js': {count: 1}, './part-B.js': {b: 2}};
  const module = {exports: {} as Record<string, unknown>};
  // oxlint-disable-next-line typescript/no-implied-eval -- as launch.cjs runs it
  const run = new Function(`return ${part}`)() as (...given: unknown[]) => void;
  run(module.exports, (name: string) => others[name], module, '/d/part.js', '/d');
  const {seen, late, plain, folder} = module.exports as {seen(): number; late(): Promise<object>; plain(): unknown; folder: string};
  Object.assign(others['./part-A.js'] ?? {}, {count: 3});
  assert.deepEqual([seen(), plain.call(undefined), folder, await late()], [3, undefined, '/d', {b: 2}]);
});
