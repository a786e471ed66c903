import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {referencePages} from '../../tools/docs/reference.ts';

const root = resolve(import.meta.dirname, '../..');

for (const [path, make] of referencePages) {
  test(`${path} says what the code says`, () => {
    assert.equal(readFileSync(join(root, path), 'utf8'), make(), 'run npm run docs');
  });
}

test('every page of the reference and of the manual is made', () => {
  const kept = ['docs/reference', 'docs/man'].flatMap(folder => readdirSync(join(root, folder)).map(name => `${folder}/${name}`));
  assert.deepEqual(kept.sort(), [...referencePages.keys()].sort());
});
