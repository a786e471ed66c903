import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {readAttachment} from '../../source/journal/read-attachment.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

describe('what is to be attached is refused at once, with its reason and what can be attached', () => {
  const reasons: Readonly<Record<string, RegExp>> = {
    'a folder': /it is a folder/,
    'a link that leads nowhere': /it is a symbolic link that leads nowhere/,
    'a link in a circle': /its links lead in a circle/,
    'a file of 300 MB': /it is longer than 1 MiB/,
  };
  for (const {what, put} of oddFiles) {
    it(`where it is ${what}`, async t => {
      const path = join(await temporaryFolder(t), 'odd');
      await put(path, t);
      const read = readAttachment(path);
      assert.ok(!read.ok);
      assert.match(read.problem, reasons[what] ?? /it is no regular file/);
      assert.ok(read.problem.startsWith(`${path} was not attached: `));
      assert.equal(read.next, 'Name a text file of 1 MiB at most that this user can read.');
    });
  }
});
