import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join, relative} from 'node:path';
import {describe, it, test} from 'node:test';
import {AppendOnlyFile, makeFolder, StorageError, unsynced, writeDurably, type FileCalls} from '../source/durable-file.ts';
import {temporaryFolder} from './worlds/temp-folder.ts';

type CallName = keyof FileCalls;
type Call = (...args: unknown[]) => unknown;

const callNames = [
  'openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'mkdirSync', 'unlinkSync', 'fstatSync', 'readSync',
] as const satisfies readonly CallName[];

/** The real calls, each noted; from the n-th call of one name on, that name does something else. */
function callsWith(name?: CallName, from = 1, instead: Call = () => fail('EIO')): {calls: FileCalls; made: string[]} {
  const made: string[] = [];
  const wrap = (own: CallName): Call => (...args) => {
    made.push(own);
    const broken = own === name && made.filter(call => call === own).length >= from;
    return broken ? instead(...args) : (fs[own] as Call)(...args);
  };
  return {calls: Object.fromEntries(callNames.map(own => [own, wrap(own)])) as unknown as FileCalls, made};
}

function fail(code: string): never {
  throw Object.assign(new Error(code), {code});
}

const modeOf = (path: string): number => fs.statSync(path).mode & 0o777;

test('lines are appended in order and are on disk when append returns', async t => {
  const path = join(await temporaryFolder(t), 'a/b/journal.jsonl');
  const {calls, made} = callsWith();
  const file = new AppendOnlyFile(path, {open: 'create'}, calls);
  assert.equal(file.size, 0);
  assert.ok(file.endsLine);
  made.length = 0;
  file.append('one é\n');
  assert.deepEqual(made, ['writeSync', 'fsyncSync']);
  file.append('two');
  assert.equal(file.size, 10);
  assert.equal(file.endsLine, false);
  assert.equal(fs.readFileSync(path, 'utf8'), 'one é\ntwo');
  assert.deepEqual([modeOf(path), modeOf(join(path, '..'))], [0o600, 0o700]);
  file.close();
});

test('create refuses an existing file or link; extend goes on at its end', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'ledger.jsonl');
  fs.writeFileSync(path, 'old\n');
  fs.symlinkSync(path, join(folder, 'link'));
  for (const name of ['ledger.jsonl', 'link']) {
    const create = (): AppendOnlyFile => new AppendOnlyFile(join(folder, name), {open: 'create'});
    assert.throws(create, /^StorageError: could not create .+: E(?:EXIST|LOOP)$/);
  }
  const file = new AppendOnlyFile(path, {open: 'extend', mode: 0o644});
  assert.ok(file.endsLine);
  file.append('new\n');
  file.close();
  assert.equal(fs.readFileSync(path, 'utf8'), 'old\nnew\n');
});

test('two writers of one file do not overwrite each other', async t => {
  const path = join(await temporaryFolder(t), 'x');
  const files = [1, 2].map(() => new AppendOnlyFile(path, {open: 'extend'}));
  for (const word of ['a\n', 'b\n']) for (const file of files) file.append(word);
  for (const file of files) file.close();
  assert.equal(fs.readFileSync(path, 'utf8'), 'a\na\nb\nb\n');
});

const short: Call = (descriptor, bytes) => fs.writeSync(descriptor as number, (bytes as Buffer).subarray(0, 2));

const failingAppends: ReadonlyArray<[about: string, name: CallName, instead: Call, cause: RegExp]> = [
  ['a write that fails', 'writeSync', () => fail('ENOSPC'), /could not append to .+x: ENOSPC/],
  ['a write that is short', 'writeSync', short, /only 2 of 4 bytes were written/],
  ['a sync that fails', 'fsyncSync', () => fail('EIO'), /could not append to .+x: EIO/],
];

for (const [about, name, instead, cause] of failingAppends) {
  test(`${about} is not acknowledged, and nothing is on that descriptor afterwards`, async t => {
    const path = join(await temporaryFolder(t), 'x');
    const before = callsWith();
    new AppendOnlyFile(path, {open: 'create'}, before.calls).close();
    const opened = before.made.filter(call => call === name).length;
    const {calls, made} = callsWith(name, name === 'fsyncSync' ? opened + 1 : 1, instead);
    const file = new AppendOnlyFile(path, {open: 'extend'}, calls);
    assert.throws(() => file.append('one\n'), (error: unknown) => error instanceof StorageError && error.file === path);
    made.length = 0;
    assert.throws(() => file.append('two\n'), cause);
    assert.deepEqual(made, [], 'no call is made on a poisoned descriptor');
    assert.doesNotMatch(fs.readFileSync(path, 'utf8'), /two/);
    file.close();
  });
}

test('a closed file takes nothing more, and closing again closes nobody else’s file', async t => {
  const path = join(await temporaryFolder(t), 'x');
  const {calls, made} = callsWith();
  const file = new AppendOnlyFile(path, {open: 'create'}, calls);
  file.close();
  file.close();
  assert.equal(made.filter(call => call === 'closeSync').length, 2, 'the folder and the file, once each');
  assert.throws(() => file.append('x'), /it is closed/);
});

for (const name of ['mkdirSync', 'openSync', 'fsyncSync'] as const) {
  test(`a file whose ${name} fails is not opened, and no descriptor is left behind`, async t => {
    const folder = await temporaryFolder(t);
    const {calls, made} = callsWith(name);
    assert.throws(() => new AppendOnlyFile(join(folder, 'x'), {open: 'create'}, calls), StorageError);
    const opened = made.filter(call => call === 'openSync').length - Number(name === 'openSync');
    assert.equal(made.filter(call => call === 'closeSync').length, opened);
  });
}

test('what cannot be read is told as such', async t => {
  const path = join(await temporaryFolder(t), 'x');
  fs.writeFileSync(path, 'a');
  for (const name of ['fstatSync', 'readSync'] as const) {
    const file = new AppendOnlyFile(path, {open: 'extend'}, callsWith(name).calls);
    assert.throws(() => file.endsLine, /^StorageError: could not read .+x: EIO$/);
    file.close();
  }
});

test('new folders are private at the end of the path, and each new name is synced', async t => {
  const root = await temporaryFolder(t);
  const {calls, made} = callsWith();
  makeFolder(join(root, 'a/b/c'), calls);
  assert.equal(made.filter(call => call === 'fsyncSync').length, 3);
  assert.equal(modeOf(join(root, 'a/b/c')), 0o700);
  made.length = 0;
  makeFolder(join(root, 'a/b/c'), calls);
  assert.ok(!made.includes('fsyncSync'));
  makeFolder(relative(process.cwd(), join(root, 'd/e')), calls);
  assert.equal(made.filter(call => call === 'fsyncSync').length, 2);
});

test('a folder that cannot be made says which', async t => {
  const root = await temporaryFolder(t);
  fs.writeFileSync(join(root, 'file'), '');
  const below = join(root, 'file/below');
  assert.throws(() => makeFolder(below), /^StorageError: could not create .+file\/below: E(?:NOTDIR|EXIST)$/);
});

test('a folder where the system lets nobody make one is refused at once', {skip: process.platform !== 'linux' && 'only Linux has /proc'}, () => {
  assert.throws(() => makeFolder('/proc/no-such/below'), /^StorageError: could not create \/proc\/no-such\/below: E(?:NOENT|ACCES|PERM)$/);
});

test('a file is put in place whole and private', async t => {
  const root = await temporaryFolder(t);
  const path = join(root, 'new/summary.json');
  writeDurably(path, 'é\n');
  assert.equal(fs.readFileSync(path, 'utf8'), 'é\n');
  assert.equal(modeOf(path), 0o600);
  writeDurably(path, 'second\n', 0o644);
  assert.equal(fs.readFileSync(path, 'utf8'), 'second\n');
  assert.deepEqual(fs.readdirSync(join(root, 'new')), ['summary.json']);
});

test('a link at the place of the file is replaced, what it points at stays', async t => {
  const root = await temporaryFolder(t);
  fs.writeFileSync(join(root, 'other'), 'other');
  fs.symlinkSync(join(root, 'other'), join(root, 'x'));
  writeDurably(join(root, 'x'), 'mine');
  assert.equal(fs.readFileSync(join(root, 'other'), 'utf8'), 'other');
  assert.ok(fs.lstatSync(join(root, 'x')).isFile());
});

const failingWrites: ReadonlyArray<[about: string, name: CallName, from: number, instead?: Call]> = [
  ['open', 'openSync', 1],
  ['write', 'writeSync', 1],
  ['short write', 'writeSync', 1, short],
  ['sync', 'fsyncSync', 1],
  ['close', 'closeSync', 1],
  ['rename', 'renameSync', 1],
];

for (const [about, name, from, instead] of failingWrites) {
  test(`when ${about} fails, the old file stays and no temporary one is left`, async t => {
    const root = await temporaryFolder(t);
    const path = join(root, 'x');
    fs.writeFileSync(path, 'old');
    assert.throws(() => writeDurably(path, 'new text', 0o600, callsWith(name, from, instead).calls), StorageError);
    assert.equal(fs.readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(fs.readdirSync(root), ['x']);
  });
}

test('a new name that cannot be synced is not acknowledged', async t => {
  const path = join(await temporaryFolder(t), 'x');
  assert.throws(() => writeDurably(path, 'new', 0o600, callsWith('fsyncSync', 2).calls), StorageError);
});

test('when tidying up fails too, the first error is told', async t => {
  const root = await temporaryFolder(t);
  const {calls} = callsWith('unlinkSync');
  const broken = {...calls, renameSync: () => fail('EXDEV')};
  assert.throws(() => writeDurably(join(root, 'x'), 'new', 0o600, broken), /could not write .+x: EXDEV/);
});

/** A disk that answers fsync on a folder with this code; files are synced. */
const noFolderSync = (code: string): FileCalls =>
  ({...fs, fsyncSync: descriptor => (fs.fstatSync(descriptor).isFile() ? fs.fsyncSync(descriptor) : fail(code))});

describe('a file system that cannot confirm new names in a folder', () => {
  for (const code of ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']) {
    it(`(${code}) is written to all the same, and named by the nearest folder that is there`, async t => {
      const root = await temporaryFolder(t);
      const calls = noFolderSync(code);
      makeFolder(join(root, 'a/b'), calls);
      writeDurably(join(root, 'a/summary.json'), 'whole', 0o600, calls);
      const file = new AppendOnlyFile(join(root, 'a/journal.jsonl'), {open: 'create'}, calls);
      file.append('line\n');
      file.close();
      assert.deepEqual(['summary.json', 'journal.jsonl'].map(name => fs.readFileSync(join(root, 'a', name), 'utf8')), ['whole', 'line\n']);
      assert.match(unsynced(join(root, 'not/there/yet'), calls)?.problem ?? '', new RegExp(`^the file system of ${root} does not confirm new names`));
    });
  }

  it('is not one whose disk fails: that is told as what it is, and nothing is acknowledged', async t => {
    const root = await temporaryFolder(t);
    assert.throws(() => writeDurably(join(root, 'x'), 'new', 0o600, noFolderSync('EIO')), /could not write .+x: EIO/);
    assert.equal(unsynced(root), undefined);
  });
});
