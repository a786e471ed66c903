import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {isHeld, lockOrTell, lockSession} from '../../source/journal/lock.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

it('a session is held from the moment somebody writes it until they leave', async t => {
  const folder = await temporaryFolder(t);
  assert.equal(isHeld(folder), false);
  const locked = lockSession(folder, 'mara', 0);
  assert.ok(locked.ok);
  assert.equal(isHeld(folder), true);
  locked.lock.release();
  assert.equal(isHeld(folder), false);
});

it('what is left of one that died holds nothing, whoever it names', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, '.lock'), '');
  writeFileSync(join(folder, '.holder'), JSON.stringify({operator: 'mara', host: 'here', pid: process.pid, since: ''}));
  assert.equal(isHeld(folder), false);
  const locked = lockSession(folder, 'ines', 0);
  assert.ok(locked.ok);
  locked.lock.release();
});

describe('a lock that nobody holds', () => {
  const damages: ReadonlyArray<[what: string, damage: (file: string) => void, cause: RegExp]> = [
    ['is text', file => writeFileSync(file, 'x'.repeat(300)), /not a database/],
    ['is zeros', file => writeFileSync(file, Buffer.alloc(1024)), /not a database/],
    ['is a folder', file => mkdirSync(file), /it is no regular file/],
    ['is a pipe', file => void execFileSync('mkfifo', [file]), /it is no regular file/],
    ['is a link', file => symlinkSync('/dev/zero', file), /it is no regular file/],
    ['is a link that leads nowhere', file => symlinkSync('nowhere', file), /it is no regular file/],
  ];
  for (const [what, damage, cause] of damages) {
    it(`and ${what} is not told as held: its own cause is, and what to do`, async t => {
      const folder = await temporaryFolder(t);
      damage(join(folder, '.lock'));
      assert.equal(isHeld(folder), false);
      const locked = lockSession(folder, 'ines', 0);
      if (locked.ok) return locked.lock.release();
      assert.ok(!locked.held);
      assert.match(locked.cause, cause);
      assert.throws(
        () => lockOrTell(folder, 'ines', 0),
        (error: unknown) => error instanceof OperatorError && error.exit === 5 && error.message.includes(join(folder, '.lock')) && error.next.startsWith('Nobody has this session open'),
      );
    });
  }

  it('does not say what no holder wrote', async t => {
    const folder = await temporaryFolder(t);
    const first = lockSession(folder, 'mara', 0);
    assert.ok(first.ok);
    for (const text of ['null', '[]', '{"operator": 4}', 'x'.repeat(5000), '{']) {
      writeFileSync(join(folder, '.holder'), text);
      assert.throws(() => lockOrTell(folder, 'ines', 0), /open already: another process$/);
    }
    first.lock.release();
  });

  it('is not written through a link', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'victim'), 'mine');
    symlinkSync('victim', join(folder, '.holder'));
    const locked = lockSession(folder, 'ines', 0);
    assert.ok(locked.ok);
    locked.lock.release();
    assert.equal(readFileSync(join(folder, 'victim'), 'utf8'), 'mine');
    assert.match(readFileSync(join(folder, '.holder'), 'utf8'), /ines/);
  });
});
