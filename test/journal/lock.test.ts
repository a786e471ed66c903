import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {isHeld, lockOrTell, lockSession} from '../../source/journal/lock.ts';
import {placeFor} from '../people/another-user.ts';
import {systemError} from '../worlds/disk.ts';
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
  fs.writeFileSync(join(folder, '.lock'), '');
  fs.writeFileSync(join(folder, '.holder'), JSON.stringify({operator: 'mara', host: 'here', pid: process.pid, since: ''}));
  assert.equal(isHeld(folder), false);
  const locked = lockSession(folder, 'ines', 0);
  assert.ok(locked.ok);
  locked.lock.release();
});

describe('a lock that nobody holds', () => {
  const damages: ReadonlyArray<[what: string, damage: (file: string) => void, cause: RegExp]> = [
    ['is text', file => fs.writeFileSync(file, 'x'.repeat(300)), /not a database/],
    ['is zeros', file => fs.writeFileSync(file, Buffer.alloc(1024)), /not a database/],
    ['is a folder', file => fs.mkdirSync(file), /it is no regular file/],
    ['is a pipe', file => void execFileSync('mkfifo', [file]), /it is no regular file/],
    ['is a link', file => fs.symlinkSync('/dev/zero', file), /it is no regular file/],
    ['is a link that leads nowhere', file => fs.symlinkSync('nowhere', file), /it is no regular file/],
  ];
  for (const [what, damage, cause] of damages) {
    it(`and ${what} is not told as held: its own cause is, and what to do`, async t => {
      const folder = await temporaryFolder(t);
      damage(join(folder, '.lock'));
      assert.equal(isHeld(folder), false);
      const locked = lockSession(folder, 'ines', 0);
      assert.ok(!locked.ok && !locked.held);
      assert.match(locked.cause, cause);
      assert.throws(
        () => lockOrTell(folder, 'ines', 0),
        (error: unknown) => error instanceof OperatorError && error.exit === 5 && error.message.includes(join(folder, '.lock')) && error.next.startsWith('Nobody has this session open'),
      );
    });
  }

  it('and for which there is no room is not told as held', async t => {
    const folder = await temporaryFolder(t);
    const full = {...fs, openSync: () => assert.fail(systemError('ENOSPC'))};
    const locked = lockSession(folder, 'ines', 0, full);
    assert.deepEqual(locked, {ok: false, held: false, cause: 'the disk is full (ENOSPC)'});
  });

  it('and beside which no holder can be written is had all the same', async t => {
    const folder = await temporaryFolder(t);
    fs.mkdirSync(join(folder, '.holder'));
    const locked = lockSession(folder, 'ines', 0);
    assert.ok(locked.ok);
    assert.equal(isHeld(folder), true);
    locked.lock.release();
  });

  it('and that another user left is not told as held', async t => {
    const folder = await temporaryFolder(t);
    fs.chmodSync(folder, 0o777);
    fs.writeFileSync(join(folder, '.lock'), '', {mode: 0});
    const nobody = process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {};
    const {node, at} = await placeFor(t, nobody);
    const script = `import {lockSession} from ${JSON.stringify(at('source/journal/lock.ts'))}; console.log(JSON.stringify(lockSession(${JSON.stringify(folder)}, 'ines', 0)))`;
    const printed = execFileSync(node, ['--import', at('tools/loader.js'), '--input-type=module', '-e', script], {...nobody, cwd: '/', encoding: 'utf8'});
    assert.deepEqual(JSON.parse(printed), {ok: false, held: false, cause: 'this user may not do that (EACCES)'});
  });

  it('does not say what no holder wrote', async t => {
    const folder = await temporaryFolder(t);
    const first = lockSession(folder, 'mara', 0);
    assert.ok(first.ok);
    for (const text of ['null', '[]', '{"operator": 4}', 'x'.repeat(5000), '{']) {
      fs.writeFileSync(join(folder, '.holder'), text);
      assert.throws(() => lockOrTell(folder, 'ines', 0), /open already: another process$/);
    }
    first.lock.release();
  });

  it('is not written through a link', async t => {
    const folder = await temporaryFolder(t);
    fs.writeFileSync(join(folder, 'victim'), 'mine');
    fs.symlinkSync('victim', join(folder, '.holder'));
    const locked = lockSession(folder, 'ines', 0);
    assert.ok(locked.ok);
    locked.lock.release();
    assert.equal(fs.readFileSync(join(folder, 'victim'), 'utf8'), 'mine');
    assert.match(fs.readFileSync(join(folder, '.holder'), 'utf8'), /ines/);
  });
});
