import * as fs from 'node:fs';
import type {FileCalls} from '../../source/durable-file.ts';

export type Disk = {
  calls: FileCalls;
  /** Every write and sync of a file, in order; folders are left out. */
  log: string[];
};

/** A disk that works, and remembers. */
export function goodDisk(): Disk {
  return diskThat(() => undefined);
}

export type Trouble = 'write cut short' | 'EIO on write' | 'ENOSPC on write' | 'EIO on sync';

export const troubles: readonly Trouble[] = ['write cut short', 'EIO on write', 'ENOSPC on write', 'EIO on sync'];

/** A disk whose n-th line goes wrong, 1 for the first; later ones would work again. */
export function diskWith(trouble: Trouble, line: number): Disk {
  return diskThat((call, count) =>
    count === line && trouble.endsWith(call)
      ? trouble
      : count === line && call === 'write' && trouble === 'write cut short'
        ? trouble
        : undefined,
  );
}

function diskThat(goesWrong: (call: 'write' | 'sync', count: number) => Trouble | undefined): Disk {
  const log: string[] = [];
  const counts = {write: 0, sync: 0};
  const calls: FileCalls = {
    ...fs,
    writeSync: ((descriptor: number, bytes: Uint8Array) => {
      counts.write += 1;
      log.push('write');
      const trouble = goesWrong('write', counts.write);
      if (trouble === 'write cut short') return fs.writeSync(descriptor, bytes.subarray(0, bytes.length - 1));
      if (trouble) throw systemError(trouble.slice(0, trouble.indexOf(' ')));
      return fs.writeSync(descriptor, bytes);
    }) as FileCalls['writeSync'],
    fsyncSync: descriptor => {
      if (!fs.fstatSync(descriptor).isFile()) return fs.fsyncSync(descriptor);
      counts.sync += 1;
      log.push('sync');
      if (goesWrong('sync', counts.sync)) throw systemError('EIO');
      fs.fsyncSync(descriptor);
    },
  };
  return {calls, log};
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: what the system says`), {code});
}
