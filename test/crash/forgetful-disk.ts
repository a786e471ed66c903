import * as fs from 'node:fs';
import {join} from 'node:path';
import type {FileCall, Instead} from './calls-below.ts';

/** Syncs that do nothing. */
export type Forgets = 'nothing' | 'files' | 'folders' | 'everything';

type Names = ReadonlyMap<string, {inode: number; folder: boolean}>;

/** What a power cut leaves: the bytes of files by inode, and what folders by inode hold. */
export type Durable = {files: ReadonlyMap<number, Buffer>; folders: ReadonlyMap<number, Names>};

/**
 * A disk that keeps only what was synced: the bytes of a file at its last fsync, the names in a folder at
 * the folder's own. All else is gone with the power. It is the worst that fsync(2) allows.
 */
export class ForgetfulDisk {
  readonly #root: number;
  readonly #forgets: Forgets;
  readonly #files = new Map<number, Buffer>();
  readonly #folders = new Map<number, Names>();

  constructor(root: string, forgets: Forgets = 'nothing') {
    this.#root = fs.statSync(root).ino;
    this.#forgets = forgets;
  }

  /** If the power went now. */
  get durable(): Durable {
    return {files: new Map(this.#files), folders: new Map(this.#folders)};
  }

  /** To stand below the root with. `soon` is told of each call before it is made. */
  instead(soon: (call: FileCall) => void): Instead {
    return (call, run, real) => {
      soon(call);
      if (call.name !== 'fsyncSync') return run();
      const {inode, folder} = entryOf(call.path);
      if (!folder) {
        if (this.#forgets === 'nothing' || this.#forgets === 'folders') this.#files.set(inode, readQuietly(call.path, real));
      } else if (this.#forgets === 'nothing' || this.#forgets === 'files') {
        this.#folders.set(inode, namesIn(call.path));
      }
      return undefined;
    };
  }

  /** Lays down what was left, as the machine finds it when it is on again. */
  restart({files, folders}: Durable, into: string): void {
    const lay = (folder: string, inode: number): void => {
      fs.mkdirSync(folder, {recursive: true});
      for (const [name, entry] of folders.get(inode) ?? []) {
        const path = join(folder, name);
        if (entry.folder) lay(path, entry.inode);
        else fs.writeFileSync(path, files.get(entry.inode) ?? '');
      }
    };
    lay(into, this.#root);
  }
}

function entryOf(path: string): {inode: number; folder: boolean} {
  const status = fs.statSync(path);
  return {inode: status.ino, folder: status.isDirectory()};
}

function namesIn(folder: string): Names {
  return new Map(fs.readdirSync(folder).map(name => [name, entryOf(join(folder, name))]));
}

/** By descriptor: by name the system's own call would open it through whoever stands between. */
function readQuietly(path: string, real: typeof fs): Buffer {
  const descriptor = real.openSync(path, 'r');
  try {
    return real.readFileSync(descriptor);
  } finally {
    real.closeSync(descriptor);
  }
}
