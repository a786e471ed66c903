import assert from 'node:assert/strict';
import {chownSync, constants, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {DiskCalls, Machine} from '../../source/doctor/check.ts';
import {fingerprintWith} from '../../source/environment/fingerprint.ts';
import {placesOf} from '../../source/environment/places.ts';
import {Secret} from '../../source/secret.ts';
import {systemError} from '../worlds/disk.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {diskWith, machineAt, says} from './machine.ts';

const fails = (code: string) => (): never => {
  throw systemError(code);
};

/** fsync(2) of a folder as some file systems on a network answer it. */
const noFolders: Partial<DiskCalls> = (() => {
  const folders = new Set<number>();
  const {openSync, fsyncSync} = diskWith();
  return {
    openSync: ((path: string, flags: number, mode?: number) => {
      const descriptor = openSync(path, flags, mode);
      if ((flags & constants.O_DIRECTORY) !== 0) folders.add(descriptor);
      else folders.delete(descriptor);
      return descriptor;
    }) as DiskCalls['openSync'],
    fsyncSync: (descriptor: number) => (folders.has(descriptor) ? fails('EINVAL')() : fsyncSync(descriptor)),
  };
})();

const rows: ReadonlyArray<{check: string; disk?: DiskCalls; expected: string}> = [
  {check: 'permissions', expected: 'well: can be read and written'},
  {check: 'fsync', expected: 'well: the disk confirms what is written'},
  {check: 'fsync', disk: diskWith({fsyncSync: fails('EIO')}), expected: 'finding: what is written is not confirmed: EIO'},
  {check: 'fsync', disk: diskWith({writeSync: fails('ENOSPC') as DiskCalls['writeSync']}), expected: 'finding: what is written is not confirmed: the disk is full (ENOSPC)'},
  {check: 'fsync', disk: diskWith(noFolders), expected: 'finding: names in a folder are not confirmed: a file made in the last seconds before a power cut may be missing'},
  {check: 'lock', expected: 'well: taken and let go'},
  {check: 'lock', disk: diskWith({}, {type: 0x6969}), expected: 'unknown: taken and let go here; whether it keeps other machines out is not known: the folder lies on NFS'},
  {check: 'lock', disk: diskWith({openSync: fails('ENOLCK') as DiskCalls['openSync']}), expected: 'finding: no file can be locked: ENOLCK'},
  {check: 'hard links', expected: 'well: a file can have two names'},
  {check: 'hard links', disk: diskWith({linkSync: fails('ENOTSUP')}), expected: 'finding: a file can have no second name: ENOTSUP'},
  {check: 'disk', expected: 'well: 3906 MiB free'},
  {check: 'disk', disk: diskWith({}, {bavail: 3000}), expected: 'finding: 11 MiB free'},
  {check: 'disk', disk: diskWith({}, {ffree: 0}), expected: 'finding: no further file can be made'},
  {check: 'disk', disk: diskWith({}, {files: 0, ffree: 0}), expected: 'well: 3906 MiB free'},
  {check: 'disk', disk: diskWith({}, {type: 0x01021994}), expected: 'finding: it is kept in memory alone, and gone at the next start of the machine'},
  ...['fsync', 'lock', 'hard links'].map(check => ({check, disk: diskWith({mkdtempSync: fails('EROFS') as DiskCalls['mkdtempSync']}), expected: 'unknown: nothing could be tried there: its file system is read-only (EROFS)'})),
];

describe('A folder of records', () => {
  for (const [index, {check, disk, expected}] of rows.entries()) {
    it(`${index + 1}: ${check}, ${expected}; it is as before`, async t => {
      const folder = await temporaryFolder(t);
      mkdirSync(join(folder, 'logs'));
      assert.deepEqual(await says(check, machineAt(folder, disk && {disk})), [expected]);
      assert.deepEqual(readdirSync(folder, {recursive: true}), ['logs']);
    });
  }

  it('that is not there yet is tried where it would be made', async t => {
    const folder = await temporaryFolder(t);
    const machine = machineAt(join(folder, 'later'));
    assert.deepEqual(await says('fsync', machine), ['well: the disk confirms what is written']);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('that is a file is told as one, and nothing about it is well', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'logs'), '');
    for (const check of ['permissions', 'fsync', 'lock', 'hard links']) {
      const [first = ''] = await says(check, machineAt(folder));
      assert.match(first, /^(?:finding: the folder cannot be read|unknown: nothing could be tried there): .*\(ENOTDIR\)$/);
    }
  });

  for (const [what, put] of [
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link that leads nowhere', (path: string) => symlinkSync('gone', path)],
  ] as const) {
    it(`in which sessions would lie where there is ${what} is told by that`, async t => {
      const folder = await temporaryFolder(t);
      mkdirSync(join(folder, 'logs'));
      put(join(folder, 'logs/sessions'));
      const [logs, sessions = ''] = await says('permissions', machineAt(folder));
      assert.equal(logs, 'well: can be read and written');
      assert.match(sessions, /^finding: the folder cannot be read: /);
    });
  }

  const refusedTo = (wanted: string, part: string): Partial<Machine> => ({disk: diskWith({denied: (path, what) => (what === wanted && path.endsWith(part) ? 'this user may not do that (EACCES)' : undefined)})});

  it('whose key of fingerprints is none of this user is told by it, in practice too', async t => {
    const folder = await temporaryFolder(t);
    const machine = machineAt(folder);
    assert.deepEqual(await says('fingerprints', machine), ['well: the key is made with the first token']);
    assert.ok(fingerprintWith(placesOf(folder).fingerprintKey)(new Secret('token-q4x1')));
    mkdirSync(join(folder, 'logs/practice'));
    writeFileSync(join(folder, 'logs/practice/.fingerprint-key'), 'abcd\n');
    assert.deepEqual(await says('fingerprints', machine), ['well: tokens have fingerprints', 'finding: tokens have no fingerprints: it is no key of 64 hexadecimal digits']);
    // Only root may give a file away.
    if (process.geteuid?.() !== 0) return;
    chownSync(join(folder, 'logs/.fingerprint-key'), 4711, 4711);
    assert.equal((await says('fingerprints', machine))[0], 'finding: tokens have no fingerprints: it belongs to another user (4711)');
  });

  it('whose ledger, sessions or toggles are somebody else\'s is told by name', async t => {
    const folder = await temporaryFolder(t);
    mkdirSync(join(folder, 'logs/sessions'), {recursive: true});
    writeFileSync(join(folder, 'logs/stage_b_rotation_drills.jsonl'), '');
    const environments = [{name: 'eu', stores: [{file: join(folder, 'deploy/operator.env'), shown: 'deploy/operator.env'}], gateway: () => assert.fail(), mask: () => assert.fail()}];
    const findings = async (change: Partial<Machine>): Promise<string[]> => (await says('permissions', machineAt(folder, change))).filter(row => !row.startsWith('well'));
    const refusal = 'this user may not do that (EACCES)';
    assert.deepEqual(await findings(refusedTo('make files', 'sessions')), [`finding: nothing can be made in the folder: ${refusal}`]);
    assert.deepEqual(await findings(refusedTo('read and write', 'drills.jsonl')), [`finding: cannot be read and written: ${refusal}`]);
    assert.deepEqual(await findings({environments}), ['finding: eu cannot be changed here: it does not exist (ENOENT)']);
    assert.deepEqual(await findings({environments, ...refusedTo('make files', 'deploy')}), [`finding: eu cannot be changed here: ${refusal}`]);
  });
});
