import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';

export type FileCall = {
  /** Counted from 1. */
  number: number;
  name: 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync' | 'mkdirSync';
  path: string;
  /** Of the open file; absent where the call names a path. */
  descriptor?: number;
  /** What a write was given. */
  bytes?: Uint8Array;
};

const {O_WRONLY, O_RDWR, O_CREAT} = fs.constants;

/** Reading is tried elsewhere (odd files, unread sessions); here it is what writes that fails. */
const onlyReads = (flags: number): boolean => typeof flags === 'number' && (flags & (O_WRONLY | O_RDWR | O_CREAT)) === 0;

type Real = typeof fs;

/** Does the call, or something else instead; `real` has the system's own calls. */
export type Instead = (call: FileCall, run: () => unknown, real: Real) => unknown;

/**
 * Stands between this process and the files below one folder, whoever calls: journal, evidence, ledger,
 * archive and packet alike. Returns what takes it away again; one at a time.
 */
export function standBelow(root: string, instead: Instead): () => void {
  const real: Real = {...fs};
  const paths = new Map<number, string>();
  let number = 0;
  const pass = <Result>(call: Omit<FileCall, 'number' | 'path'> & {path: unknown}, run: () => Result): Result => {
    const {path} = call;
    if (typeof path !== 'string' || !path.startsWith(root)) return run();
    number += 1;
    return instead({...call, path, number}, run, real) as Result;
  };
  const ours = {
    openSync: (path: string, ...rest: [number]) => {
      const open = (): number => {
        const descriptor = real.openSync(path, ...rest);
        paths.set(descriptor, path);
        return descriptor;
      };
      return onlyReads(rest[0]) ? open() : pass({name: 'openSync', path}, open);
    },
    closeSync: (descriptor: number) => {
      paths.delete(descriptor);
      real.closeSync(descriptor);
    },
    writeSync: (descriptor: number, bytes: Uint8Array, ...rest: []) =>
      pass({name: 'writeSync', path: paths.get(descriptor), descriptor, bytes}, () => real.writeSync(descriptor, bytes, ...rest)),
    fsyncSync: (descriptor: number) =>
      pass({name: 'fsyncSync', path: paths.get(descriptor), descriptor}, () => real.fsyncSync(descriptor)),
    renameSync: (from: string, to: string) => pass({name: 'renameSync', path: to}, () => real.renameSync(from, to)),
    mkdirSync: (path: string, ...rest: []) => pass({name: 'mkdirSync', path}, () => real.mkdirSync(path, ...rest)),
  };
  Object.assign(fs, ours);
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, Object.fromEntries(Object.keys(ours).map(name => [name, real[name as keyof Real]])));
    syncBuiltinESMExports();
  };
}
