import {dirname, join} from 'node:path';
import {AppendOnlyFile, StorageError, unsynced} from '../durable-file.ts';
import {keyFault, keyRemedy} from '../environment/fingerprint.ts';
import {placesOf, practicePlaces} from '../environment/places.ts';
import {hasEntry, meaningOf, namesIn} from '../file-door.ts';
import {isHeld, lockSession} from '../journal/lock.ts';
import {gapFile} from '../ledger/gap-file.ts';
import {ledgerName} from '../ledger/open-ledger.ts';
import {found, unknown, well, type Check, type Looked, type Machine} from './check.ts';
import {fileSystems, inScratch, noFolders, recordFolders} from './scratch.ts';

/** Bytes. A long walk with its evidence comes to some megabytes. */
const enoughRoom = 64 * 1024 * 1024;

/** Of `f_type` (statfs(2)). */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const networks: ReadonlyMap<number, string> = new Map([[0x6969, 'NFS'], [0x517b, 'SMB'], [0xff534d42, 'CIFS'], [0xfe534d42, 'SMB2'], [0x01021997, '9P'], [0x00c36400, 'Ceph'], [0x5346414f, 'AFS'], [0x65735546, 'FUSE']]);

export const diskChecks: readonly Check[] = [
  {
    name: 'permissions',
    how: 'whether folders of records, the ledger, and the files of toggles and tokens can be read and written by this user',
    remedy: 'See whose it is with ls -ld, and have its owner give it to you.',
    look: machine => [...[...recordFolders(machine), ...noFolders(machine)].map(folder => folderAccess(folder, machine)), ...machine.roots.flatMap(root => fileAccess(root, machine)), ...storeAccess(machine)],
  },
  {
    name: 'fingerprints',
    how: 'whether the key under which tokens are told apart, where there is one yet, is a key and belongs to this user alone',
    remedy: keyRemedy,
    look: ({roots}) => roots.flatMap(root => [placesOf(root).fingerprintKey, practicePlaces(root).fingerprintKey].flatMap((where, index) => {
      if (where === undefined || !hasEntry(where)) return index === 0 ? [well('the key is made with the first token', where)] : [];
      const fault = keyFault(where);
      return [fault === undefined ? well('tokens have fingerprints', where) : found(fault, {where})];
    })),
  },
  {
    name: 'fsync',
    how: 'a line, written and confirmed by the disk, in a new folder that is confirmed too',
    remedy: 'Work under a folder on a local disk: --root FOLDER.',
    look: machine => inScratch(machine, scratch => {
      try {
        const file = new AppendOnlyFile(join(scratch, 'line'), {open: 'create'}, machine.disk);
        file.append('line\n');
        file.close();
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        return found(`what is written is not confirmed: ${meaningOf(error.cause)}`);
      }
      const trouble = unsynced(scratch, machine.disk);
      return trouble ? found('names in a folder are not confirmed: a file made in the last seconds before a power cut may be missing') : well('the disk confirms what is written');
    }),
  },
  {
    name: 'lock',
    how: 'a lock as a session has it, taken, seen to be held, and let go',
    remedy: 'Work under a folder on a local disk: --root FOLDER. Without the lock two consoles could write one session.',
    look: machine => inScratch(machine, scratch => {
      const locking = lockSession(scratch, 'doctor', machine.place.clock.now(), machine.disk);
      if (!locking.ok) return found(locking.held ? 'a new file is locked already' : `no file can be locked: ${locking.cause}`);
      const seen = isHeld(scratch);
      locking.lock.release();
      if (!seen || isHeld(scratch)) return found(seen ? 'a lock that was let go is still held' : 'a lock that is held keeps nobody out');
      const network = networks.get(machine.disk.statfsSync(scratch).type);
      return network === undefined ? well('taken and let go') : unknown(`taken and let go here; whether it keeps other machines out is not known: the folder lies on ${network}`, {next: 'Write a session from one machine at a time, or work under a folder on a local disk.'});
    }),
  },
  {
    name: 'hard links',
    how: 'a second name, made for a file',
    remedy: 'Work under a folder on a local disk: --root FOLDER. Without them a token that changes is recorded without its fingerprint.',
    look: machine => inScratch(machine, scratch => {
      const file = new AppendOnlyFile(join(scratch, 'one'), {open: 'create'}, machine.disk);
      file.close();
      try {
        machine.disk.linkSync(join(scratch, 'one'), join(scratch, 'two'));
        return well('a file can have two names');
      } catch (error) {
        return found(`a file can have no second name: ${meaningOf(error)}`);
      }
    }),
  },
  {
    name: 'disk',
    how: 'what the system says of the file system: its kind, and what is free',
    remedy: 'Make room; what cannot be recorded is not run.',
    look: ({roots, disk}) => fileSystems({roots}).map(where => {
      const {type, bavail, bsize, files, ffree} = disk.statfsSync(where);
      if (inMemory.has(type)) return found('it is kept in memory alone, and gone at the next start of the machine', {where, next: 'Work under a folder on a disk: --root FOLDER.'});
      if (files > 0 && ffree === 0) return found('no further file can be made', {where});
      const free = `${Math.floor((bavail * bsize) / 1024 / 1024)} MiB free`;
      return bavail * bsize < enoughRoom ? found(free, {where}) : well(free, where);
    }),
  },
];

function folderAccess(where: string, {disk}: Machine): Looked {
  const reading = namesIn(where);
  if (!reading.ok) return found(`the folder cannot be read: ${reading.reason}`, {where});
  const problem = disk.denied(where, 'make files');
  return problem === undefined ? well('can be read and written', where) : found(`nothing can be made in the folder: ${problem}`, {where});
}

/** One that is not there yet is made when it is needed. */
function fileAccess(root: string, {disk}: Machine): Looked[] {
  const ledger = join(root, ledgerName);
  return [ledger, gapFile(ledger)].filter(hasEntry).flatMap(where => {
    const problem = disk.denied(where, 'read and write');
    return problem === undefined ? [] : [found(`cannot be read and written: ${problem}`, {where})];
  });
}

/** They are replaced, so their folder counts too. */
function storeAccess({environments, disk}: Machine): Looked[] {
  return environments.flatMap(({name, stores}) => stores.flatMap(({file, shown}) => {
    const problem = disk.denied(file, 'read and write') ?? disk.denied(dirname(file), 'make files');
    return problem === undefined ? [] : [found(`${name} cannot be changed here: ${problem}`, {where: shown})];
  }));
}
