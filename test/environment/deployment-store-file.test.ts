import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {createStoreFile, replaceStoreFile, type ReplaceTerms} from '../../source/environment/deployment/replace-file.ts';
import {lookAtFile, readStoreFile, type StoreCalls, type StoreFile} from '../../source/environment/deployment/store-file.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const at = Date.parse('2025-11-20T09:00:00Z');
const terms: ReplaceTerms = {shown: 'deploy/operator.env', keepOldAt: at};
const stamp = '20251120T090000Z';

async function fileWith(t: TestContext, content: string | Buffer = 'A=1\n', mode = 0o640) {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'operator.env');
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  return {folder, path};
}

function readFound(path: string): StoreFile {
  const reading = readStoreFile(path, 'deploy/operator.env');
  assert.ok(reading.ok);
  return reading.found;
}

const modeOf = (path: string): number => fs.statSync(path).mode & 0o7777;
const text = (path: string): string => fs.readFileSync(path, 'utf8');

function failing(code: string): never {
  throw Object.assign(new Error(`${code}: it failed`), {code});
}

describe('a file of a deployment', () => {
  it('is replaced whole, with its mode and owner, and the old one is kept beside it', async t => {
    const {folder, path} = await fileWith(t);
    // Only who may do everything may give a file away.
    if (process.getuid?.() === 0) fs.chownSync(path, 1234, 2345);
    const was = fs.statSync(path);
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms);
    assert.deepEqual(replaced, {ok: true, old: `${path}.${stamp}.old`});
    assert.deepEqual(fs.readdirSync(folder).sort(), ['operator.env', `operator.env.${stamp}.old`]);
    for (const [name, content] of [['operator.env', 'A=0\n'], [`operator.env.${stamp}.old`, 'A=1\n']] as const) {
      const {mode, uid, gid} = fs.statSync(join(folder, name));
      assert.deepEqual([text(join(folder, name)), mode, uid, gid], [content, was.mode, was.uid, was.gid]);
    }
  });

  it('that was replaced in the same second before keeps that copy too', async t => {
    const {folder, path} = await fileWith(t, 'A=1\n');
    for (const value of [2, 3, 4]) assert.ok(replaceStoreFile(readFound(path), `A=${value}\n`, terms).ok);
    assert.deepEqual(
      fs.readdirSync(folder).sort().map(name => [name, text(join(folder, name))]),
      [['operator.env', 'A=4\n'], [`operator.env.${stamp}-2.old`, 'A=2\n'], [`operator.env.${stamp}-3.old`, 'A=3\n'], [`operator.env.${stamp}.old`, 'A=1\n']],
    );
  });

  it('behind a link is replaced where it lies, and the link stays', async t => {
    const {folder, path} = await fileWith(t);
    const there = await temporaryFolder(t);
    fs.symlinkSync(path, join(there, 'link'));
    fs.symlinkSync(join(there, 'link'), join(there, 'link to link'));
    assert.ok(replaceStoreFile(readFound(join(there, 'link to link')), 'A=0\n', terms).ok);
    assert.equal(text(path), 'A=0\n');
    assert.equal(fs.readlinkSync(join(there, 'link')), path);
    assert.deepEqual(fs.readdirSync(there).sort(), ['link', 'link to link']);
    assert.equal(fs.readdirSync(folder).length, 2);
  });

  it('is copied where the file system knows no second names', async t => {
    for (const code of ['EPERM', 'ENOTSUP']) {
      const {path} = await fileWith(t, 'A=1\n', 0o604);
      const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, {...fs, linkSync: () => failing(code)});
      assert.ok(replaced.ok && replaced.old !== undefined);
      assert.deepEqual([text(replaced.old), modeOf(replaced.old), text(path), modeOf(path)], ['A=1\n', 0o604, 'A=0\n', 0o604]);
    }
  });

  it('leaves no half copy where it can only be copied and the disk is full', async t => {
    const {folder, path} = await fileWith(t);
    let syncs = 0;
    const calls: StoreCalls = {...fs, linkSync: () => failing('EPERM'), fsyncSync: descriptor => (++syncs === 2 ? failing('ENOSPC') : fs.fsyncSync(descriptor))};
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, calls);
    assert.deepEqual(replaced, {ok: false, changed: false, problem: 'deploy/operator.env was not changed: the disk is full (ENOSPC)', next: lookAtFile});
    assert.deepEqual([fs.readdirSync(folder), text(path)], [['operator.env'], 'A=1\n']);
  });

  it('that somebody else changes in the same moment is left as they made it', async t => {
    const {folder, path} = await fileWith(t);
    let folderSyncs = 0;
    const meddling: StoreCalls = {
      ...fs,
      fsyncSync: descriptor => {
        fs.fsyncSync(descriptor);
        if (folderSyncs++ === 0) fs.writeFileSync(path, 'A=1\nB=theirs\n');
      },
    };
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, meddling);
    assert.deepEqual(replaced, {ok: false, changed: false, problem: 'deploy/operator.env was not changed: it was changed in the same moment by somebody else', next: lookAtFile});
    assert.deepEqual(fs.readdirSync(folder), ['operator.env']);
    assert.equal(text(path), 'A=1\nB=theirs\n');
  });

  for (const name of ['openSync', 'writeSync', 'fsyncSync', 'linkSync', 'readFileSync', 'renameSync'] as const) {
    it(`stays as it was, without litter, when ${name} fails`, async t => {
      const {folder, path} = await fileWith(t);
      const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, {...fs, [name]: () => failing('ENOSPC')});
      assert.deepEqual(replaced, {ok: false, changed: false, problem: 'deploy/operator.env was not changed: the disk is full (ENOSPC)', next: lookAtFile});
      assert.deepEqual([fs.readdirSync(folder), text(path)], [['operator.env'], 'A=1\n']);
    });
  }

  it('stays as it was when only a part can be written', async t => {
    const {folder, path} = await fileWith(t);
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, {...fs, writeSync: (() => 2) as typeof fs.writeSync});
    assert.ok(!replaced.ok && !replaced.changed);
    assert.match(replaced.problem, /only 2 of 4 bytes were written$/);
    assert.deepEqual(fs.readdirSync(folder), ['operator.env']);
  });

  it('that was changed, but not confirmed by the disk, is told so', async t => {
    const {path} = await fileWith(t);
    let syncs = 0;
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, {...fs, fsyncSync: descriptor => (++syncs === 3 ? failing('EIO') : fs.fsyncSync(descriptor))});
    assert.deepEqual(replaced, {ok: false, changed: true, problem: 'deploy/operator.env was changed, but the disk did not confirm it: EIO', next: lookAtFile});
    assert.equal(text(path), 'A=0\n');
  });

  it('that this user may not write is not changed, though its folder would let us', async t => {
    const {folder, path} = await fileWith(t, 'A=1\n', 0o444);
    fs.chmodSync(folder, 0o777);
    const found = readFound(path);
    // The superuser may write everything: for a moment we are nobody.
    const isSuperuser = process.getuid?.() === 0;
    if (isSuperuser) process.seteuid?.(65_534);
    try {
      const replaced = replaceStoreFile(found, 'A=0\n', terms);
      assert.deepEqual(replaced, {ok: false, changed: false, problem: 'deploy/operator.env was not changed: this user may not do that (EACCES)', next: lookAtFile});
    } finally {
      if (isSuperuser) process.seteuid?.(0);
    }
    assert.deepEqual([fs.readdirSync(folder), text(path)], [['operator.env'], 'A=1\n']);
  });

  it('that has two names is changed in place, and the old copy is a file of its own', async t => {
    const {folder, path} = await fileWith(t, 'A=1\nB=2\n');
    fs.linkSync(path, join(folder, 'second'));
    for (const [value, name] of [['A=17\nB=2\n', `${stamp}`], ['A=\n', `${stamp}-2`]] as const) {
      const was = text(path);
      const replaced = replaceStoreFile(readFound(path), value, terms);
      assert.deepEqual(replaced, {ok: true, old: `${path}.${name}.old`});
      assert.deepEqual([text(path), text(join(folder, 'second')), text(`${path}.${name}.old`)], [value, value, was]);
    }
  });

  it('that is changed in place gets its old bytes back when the disk is full', async t => {
    const {folder, path} = await fileWith(t, 'A=1\n');
    fs.linkSync(path, join(folder, 'second'));
    let writes = 0;
    const writeSync = ((descriptor: number, bytes: Buffer, from: number, length: number, at: number) => fs.writeSync(descriptor, bytes, from, ++writes === 2 ? 1 : length, at)) as typeof fs.writeSync;
    const replaced = replaceStoreFile(readFound(path), 'A=22\n', terms, {...fs, writeSync});
    assert.ok(!replaced.ok && !replaced.changed);
    assert.match(replaced.problem, /was not changed: only 1 of 3 bytes were written$/);
    assert.deepEqual([text(path), fs.readdirSync(folder).sort()], ['A=1\n', ['operator.env', 'second']]);
  });

  it('that is changed in place, and gets no old bytes back, is told so and keeps its copy', async t => {
    const {folder, path} = await fileWith(t, 'A=1\n');
    fs.linkSync(path, join(folder, 'second'));
    let writes = 0;
    const writeSync = ((...given: Parameters<typeof fs.writeSync>) => (++writes > 1 ? failing('EIO') : fs.writeSync(...given))) as typeof fs.writeSync;
    const replaced = replaceStoreFile(readFound(path), 'A=2\n', terms, {...fs, writeSync});
    assert.ok(!replaced.ok && replaced.changed);
    assert.match(replaced.problem, /^deploy\/operator\.env may be half changed, look at it and at its old copy: EIO$/);
    assert.equal(text(join(folder, `operator.env.${stamp}.old`)), 'A=1\n');
  });

  it('whose attributes no program can carry over is changed in place', async t => {
    const {path} = await fileWith(t);
    const was = fs.statSync(path).ino;
    const replaced = replaceStoreFile(readFound(path), 'A=0\n', terms, {...fs, carryOver: () => false});
    assert.ok(replaced.ok && replaced.old !== undefined);
    assert.deepEqual([text(path), fs.statSync(path).ino, text(replaced.old), modeOf(replaced.old)], ['A=0\n', was, 'A=1\n', 0o600]);
  });

  it('that is changed in place is left alone where somebody else changes it in the same moment', async t => {
    const {folder, path} = await fileWith(t);
    fs.linkSync(path, join(folder, 'second'));
    const found = readFound(path);
    fs.writeFileSync(path, 'A=1\nB=theirs\n');
    const replaced = replaceStoreFile(found, 'A=0\n', terms);
    assert.deepEqual(replaced, {ok: false, changed: false, problem: 'deploy/operator.env was not changed: it was changed in the same moment by somebody else', next: lookAtFile});
    assert.deepEqual([text(path), fs.readdirSync(folder).sort()], ['A=1\nB=theirs\n', ['operator.env', 'second']]);
  });

  it('is read byte for byte', async t => {
    const content = '\uFEFFA=1\r\nB="é\u2028"\r\n\0\n';
    const {path} = await fileWith(t, content);
    const found = readFound(path);
    assert.equal(found.text, content);
    assert.ok(replaceStoreFile(found, found.text, terms).ok);
    assert.equal(text(path), content);
  });

  for (const [about, content, problem] of [
    ['that is not UTF-8', Buffer.from('A=\xE9\n', 'latin1'), 'it is not UTF-8 text'],
    ['that is UTF-16', Buffer.from('\uFEFFA=1\n', 'utf16le'), 'it is not UTF-8 text'],
    ['that is too large', Buffer.alloc(1024 * 1024 + 1, 'A'), 'it has 1048577 bytes, more than the 1048576 that are read'],
  ] as const) {
    it(`${about} is refused`, async t => {
      const {path} = await fileWith(t, content);
      assert.deepEqual(readStoreFile(path, 'x.env'), {ok: false, missing: false, problem: `x.env cannot be used: ${problem}`, next: lookAtFile});
    });
  }

  it('that is none is refused', async t => {
    const folder = await temporaryFolder(t);
    fs.symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    fs.symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    for (const [path, missing, problem] of [
      [folder, false, 'it is a folder, a file was expected'],
      [join(folder, 'gone.env'), true, 'it does not exist (ENOENT)'],
      [join(folder, 'dangling'), false, 'it does not exist (ENOENT)'],
      [join(folder, 'circle'), false, 'its links lead in a circle (ELOOP)'],
      ['/dev/null', false, 'it is no ordinary file'],
    ] as const) {
      assert.deepEqual(readStoreFile(path, 'x.env'), {ok: false, missing, problem: `x.env cannot be used: ${problem}`, next: lookAtFile});
    }
  });
});

describe('a new file of a deployment', () => {
  it('belongs to this user alone', async t => {
    const folder = await temporaryFolder(t);
    const umask = process.umask(0);
    t.after(() => process.umask(umask));
    assert.deepEqual(createStoreFile(join(folder, 'token'), 'abc', 'token'), {ok: true, old: undefined});
    assert.deepEqual([fs.readdirSync(folder), text(join(folder, 'token')), modeOf(join(folder, 'token'))], [['token'], 'abc', 0o600]);
  });

  it('replaces nothing that came in between', async t => {
    const {folder, path} = await fileWith(t);
    for (const calls of [fs, {...fs, linkSync: () => failing('EPERM')}]) {
      const made = createStoreFile(path, 'abc', 'token', calls);
      assert.ok(!made.ok && !made.changed);
      assert.match(made.problem, /^token was not made: EEXIST/);
    }
    assert.deepEqual([fs.readdirSync(folder), text(path)], [['operator.env'], 'A=1\n']);
  });

  it('is there whole or not at all, also where the file system knows no second names', async t => {
    const folder = await temporaryFolder(t);
    let writes = 0;
    // The draft gets its place on the disk, the file itself does not.
    const writeSync = ((descriptor: number, bytes: Buffer) => fs.writeSync(descriptor, bytes, 0, ++writes === 2 ? 2 : bytes.length)) as typeof fs.writeSync;
    const made = createStoreFile(join(folder, 'token'), 'abcdef', 'token', {...fs, linkSync: () => failing('EPERM'), writeSync});
    assert.deepEqual(made, {ok: false, changed: false, problem: 'token was not made: only 2 of 6 bytes were written', next: lookAtFile});
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('needs its folder', async t => {
    const made = createStoreFile(join(await temporaryFolder(t), 'no', 'token'), 'abc', 'no/token');
    assert.deepEqual(made, {ok: false, changed: false, problem: 'no/token was not made: its folder does not exist', next: lookAtFile});
  });
});
