import assert from 'node:assert/strict';
import {chownSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {hasEntry, isThere, mostOfOurs, namesIn, readEnd, readFile, readText} from '../source/file-door.ts';
import {oddFiles} from './worlds/odd-files.ts';
import {temporaryFolder} from './worlds/temp-folder.ts';

describe('a file that somebody else left', () => {
  for (const {what, put} of oddFiles) {
    it(`is refused at once where it is ${what}, and is not taken for none`, async t => {
      const path = join(await temporaryFolder(t), 'x');
      await put(path, t);
      for (const reading of [readFile(path, {most: mostOfOurs}), readText(path, {most: mostOfOurs, whose: 'mine'})]) {
        assert.ok(!reading.ok && !reading.missing, what);
        assert.match(reading.reason, /^its? (?:is|has|links) /);
      }
    });
  }

  it('is none only where nothing of that name is there', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'file'), 'x');
    const missing = readFile(join(folder, 'x'), {most: 10});
    assert.ok(!missing.ok && missing.missing);
    const behind = readFile(join(folder, 'file', 'x'), {most: 10});
    assert.deepEqual(behind, {ok: false, missing: false, reason: 'a part of its path is no folder (ENOTDIR)', code: 'ENOTDIR'});
    assert.deepEqual([isThere(join(folder, 'x')), hasEntry(join(folder, 'file', 'x')), hasEntry(join(folder, 'file'))], [false, false, true]);
    assert.throws(() => isThere(join(folder, 'file', 'x')), {code: 'ENOTDIR'});
  });

  it('is not taken for none below a link that leads nowhere, as where a disk is not mounted', async t => {
    const folder = await temporaryFolder(t);
    symlinkSync('not-mounted', join(folder, 'logs'));
    const unread = {ok: false, missing: false, reason: `${join(folder, 'logs')} is a symbolic link that leads nowhere`};
    assert.deepEqual([readFile(join(folder, 'logs', 'x'), {most: 10}), namesIn(join(folder, 'logs', 'sessions', 'y'), 'mine')], [unread, unread]);
    mkdirSync(join(folder, 'not-mounted'));
    assert.deepEqual(readFile(join(folder, 'logs', 'x'), {most: 10}), {ok: false, missing: true, reason: 'it does not exist (ENOENT)'});
  });

  it('is read to its end where the system does not know its length', () => {
    const reading = readText('/proc/self/status', {most: 1024 * 1024});
    assert.ok(reading.ok && reading.text.startsWith('Name:'));
  });

  it('is refused where it is longer than may be, by a byte, and cut where its beginning is wanted', async t => {
    const path = join(await temporaryFolder(t), 'x');
    writeFileSync(path, 'abcdef');
    assert.deepEqual([readText(path, {most: 6}).ok, readText(path, {most: 5}).ok], [true, false]);
    const [start, end] = [readFile(path, {most: 4, part: true}), readEnd(path, 4)];
    assert.ok(start.ok && end.ok);
    assert.deepEqual([start.bytes.toString(), end.bytes.toString(), end.cut], ['abcd', 'cdef', true]);
  });

  it('is text or nothing', async t => {
    const path = join(await temporaryFolder(t), 'x');
    writeFileSync(path, Buffer.from([0x61, 0xe9]));
    assert.deepEqual(readText(path, {most: 10}), {ok: false, missing: false, reason: 'it is not UTF-8 text'});
  });
});

describe('what this program keeps for itself', () => {
  it('is not read through a link, which a file of somebody else may be', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'there'), 'x');
    mkdirSync(join(folder, 'names'));
    symlinkSync('there', join(folder, 'file'));
    symlinkSync('names', join(folder, 'folder'));
    const [asAnybody, asMine] = [readText(join(folder, 'file'), {most: 10}), readText(join(folder, 'file'), {most: 10, whose: 'mine'})];
    assert.deepEqual([asAnybody.ok, asMine.ok], [true, false]);
    assert.deepEqual([namesIn(join(folder, 'folder')).ok, namesIn(join(folder, 'folder'), 'mine').ok], [true, false]);
  });

  it('is not believed where it belongs to another user', async t => {
    const path = join(await temporaryFolder(t), 'key');
    writeFileSync(path, 'x');
    assert.ok(readText(path, {most: 10, whose: 'mine alone'}).ok);
    // Only root may give a file away.
    if (process.geteuid?.() !== 0) return;
    chownSync(path, 4711, 4711);
    assert.deepEqual(readText(path, {most: 10, whose: 'mine alone'}), {ok: false, missing: false, reason: 'it belongs to another user (4711)'});
  });
});
