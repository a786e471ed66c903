import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {it} from 'node:test';
import {packageFolder} from '../source/package-folder.ts';

it('the folder of the package is the one that holds package.json and the runbooks', () => {
  assert.equal(packageFolder(), resolve(import.meta.dirname, '..'));
  assert.ok(existsSync(join(packageFolder(), 'runbooks', 'stage-b-rehearsal.md')));
});

it('a program that was copied out of its folder says what it misses instead of looking for ever', () => {
  assert.throws(() => packageFolder('/'), {message: 'the program was taken out of its folder: there is no package.json above /'});
});
