import assert from 'node:assert/strict';
import {execa} from 'execa';
import {writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const project = resolve(import.meta.dirname, '../..');

test('one test file runs alone, .tsx too, with the seed that was asked for; its failure is the exit code', async t => {
  const folder = await temporaryFolder(t);
  const fine = join(folder, 'fine.test.tsx');
  const wrong = join(folder, 'wrong.test.ts');
  await writeFile(fine, "import {test} from 'node:test';\ntest(`seed ${process.env.TEST_SEED as string}`, () => {});\n");
  await writeFile(wrong, "import {test} from 'node:test';\ntest('wrong', () => { throw new Error('no'); });\n");
  const run = (...args: string[]) => execa(process.execPath, [join(project, 'tools/test-files.ts'), ...args], {reject: false, env: {NODE_TEST_CONTEXT: undefined}});
  const passed = await run('--seed', '4711', fine);
  assert.match(passed.stdout, /✔ seed 4711 [^]*pass 1\n/);
  assert.equal(passed.exitCode, 0);
  const failed = await run(fine, wrong);
  assert.match(failed.stdout, /pass 1\n[^]*fail 1\n/);
  assert.equal(failed.exitCode, 1);
});
