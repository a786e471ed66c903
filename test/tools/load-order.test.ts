import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {test} from 'node:test';
import {build as bundle} from 'esbuild';
import {build} from '../../tools/build.ts';
import {loadInLevels, withPresentModules, type LoadLevels} from '../../tools/load-order.ts';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const programs = resolve(import.meta.dirname, '../fixtures/programs');

test('a built-in module starts when it is first used, and the web client not even then', async t => {
  const folder = await temporaryFolder(t);
  await build({entry: join(programs, 'built-ins.ts'), folder});
  const {stdout, stderr} = await run(t, [], {program: join(folder, 'built-ins.js')});
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {before: false, kind: 'function', after: true, webClient: false, path: 'a/b'});
});

const imports = [
  ['import * as fs from "node:fs";', 'const fs = globalThis.process.getBuiltinModule("node:fs");'],
  ['import process from "node:process";', 'const process = globalThis.process.getBuiltinModule("node:process");'],
  ['import { a, b as c } from "node:util";', 'const { a, b: c } = globalThis.process.getBuiltinModule("node:util");'],
  ['import * as net from "node:net";', undefined],
  ['import "node:fs";', undefined],
  ['  import * as fs from "node:fs";', undefined],
  ['import * as fs from "node:fs/promises";', undefined],
] as const;

for (const [line, becomes] of imports) {
  test(`in a bundled file, ${line.trim()} ${becomes === undefined ? 'stays' : 'lists no members'}`, () => {
    assert.equal(withPresentModules(`before\n${line}\nafter`), `before\n${becomes ?? line}\nafter`);
  });
}

/** Two things on demand that share a module, and each of them one with the entry. */
const tree: Readonly<Record<string, string>> = {
  'source/main.ts': [
    "import {always} from './always.ts';",
    "import {ever} from './ever.ts';",
    "console.log(always, ever, (await import('./late.ts')).late);",
    "console.log((await import('./early.ts')).early);",
  ].join('\n'),
  'source/always.ts': "export const always = 'always';",
  'source/ever.ts': "export const ever = 'ever';",
  'source/shared.ts': "console.log('shared once');\nexport const shared = 'shared';",
  'source/early.ts': "import {always} from './always.ts';\nimport {shared} from './shared.ts';\nconsole.log('early runs');\nexport const early = always + shared;",
  'source/late.ts': "import {ever} from './ever.ts';\nimport {shared} from './shared.ts';\nexport const late = ever + shared;",
};

async function bundled(t: AfterTest, levels: LoadLevels) {
  const root = await temporaryFolder(t);
  for (const [name, text] of Object.entries(tree)) {
    await mkdir(dirname(join(root, name)), {recursive: true});
    await writeFile(join(root, name), text);
  }
  const {outputFiles, warnings} = await bundle({
    entryPoints: [join(root, 'source/main.ts')],
    outdir: join(root, 'out'),
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    plugins: [loadInLevels(root, levels)],
    logLevel: 'silent',
    write: false,
  });
  await mkdir(join(root, 'out'));
  for (const {path, text} of outputFiles) await writeFile(path, text);
  const {stdout} = await run(t, [], {program: join(root, 'out/main.mjs')});
  return {files: outputFiles.length, said: stdout.trim().split('\n'), warnings: warnings.map(({text}) => text)};
}

const late = 'always ever evershared';
const asAsked = ['shared once', late, 'early runs', 'alwaysshared'];
const inOrder = ['shared once', 'early runs', late, 'alwaysshared'];

const always = {modules: ['source/always.ts', 'source/ever.ts']};
const [first, second] = [['source/early.ts'], ['source/late.ts']];
const onNone = ['source/late.ts is on no load level', 'source/early.ts is on no load level'];

const cases: ReadonlyArray<{what: string; levels: LoadLevels; files: number; said: string[]; warnings: string[]}> = [
  {what: 'on one level is one file on demand', levels: [always, {modules: [...first, ...second]}], files: 3, said: inOrder, warnings: []},
  {what: 'on a level brings those before it', levels: [always, {modules: first}, {modules: second}], files: 5, said: inOrder, warnings: []},
  {what: 'aside comes when it is asked for', levels: [always, {modules: first, aside: true}, {modules: second}], files: 5, said: asAsked, warnings: []},
  {what: 'aside and asked for by nobody is told', levels: [always, {modules: ['source/gone.ts'], aside: true}, {modules: [...first, ...second]}], files: 3, said: inOrder, warnings: ['source/gone.ts is on a load level of its own, and nothing asks for it late']},
  {what: 'on no level works and is told', levels: [], files: 6, said: asAsked, warnings: onNone},
];

for (const {what, levels, ...expected} of cases) {
  test(`what is ${what}; it runs once`, async t => {
    assert.deepEqual(await bundled(t, levels), expected);
  });
}

for (const words of [['--help'], ['ledger', 'check', '--json'], ['doctrine', '--json'], ['smoke', '--env', 'practice', '--json']]) {
  test(`${words.join(' ')} loads no package but commander`, async t => {
    const watch = `--import=${pathToFileURL(join(programs, 'loaded-packages.js'))}`;
    const {stderr} = await run(t, words, {env: {NODE_OPTIONS: watch}});
    assert.deepEqual(JSON.parse(/^loaded (.*)$/m.exec(stderr)?.[1] ?? ''), ['commander']);
  });
}
