import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {temporaryFolder} from './temp-folder.ts';

test('a temporary folder is there during the test and gone after it', async t => {
  let folder = '';
  await t.test('a test with a folder', async inner => {
    folder = await temporaryFolder(inner);
    await mkdir(join(folder, 'a/b'), {recursive: true});
    await writeFile(join(folder, 'a/b/c'), 'x');
    assert.notEqual(await temporaryFolder(inner), folder);
  });
  assert.equal(existsSync(folder), false);
});
