import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {it} from 'node:test';
import {packageFolder, tool} from '../source/package-folder.ts';

it('the folder of the package is the one that holds package.json and the runbooks', () => {
  assert.equal(packageFolder(), resolve(import.meta.dirname, '..'));
  assert.ok(existsSync(join(packageFolder(), 'runbooks', 'stage-b-rehearsal.md')));
});

it('the tool is called and numbered as its package', () => {
  const {name, version} = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  assert.deepEqual(tool(), {name, version});
  assert.match(version, /^\d+\.\d+\.\d+/);
});

it('a program that was copied out of its folder says what it misses instead of looking for ever', () => {
  assert.throws(() => packageFolder('/'), {message: 'the program was taken out of its folder: there is no package.json above /'});
});
