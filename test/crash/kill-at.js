// A preload (`node --import`) that makes a program kill itself at its n-th file call below one folder:
// power enough to stop it at any write, fsync, open, rename, link or mkdir. Plain JavaScript, since each of many
// hundred programs would otherwise strip its types first. KILL_AT holds a KillPlan as JSON (killing.ts).
import fs from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import {basename} from 'node:path';

const {root, notes, call: fatal, how, part} = JSON.parse(process.env.KILL_AT);
const original = {...fs};
const pathOf = new Map();
const unsynced = new Map();
const journal = /^journal(?:-\d+)?\.jsonl$/;
const notebook = original.openSync(notes, 'a');
let calls = 0;

function note(value) {
  original.writeSync(notebook, `${JSON.stringify(value)}\n`);
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const {O_WRONLY, O_RDWR, O_CREAT} = fs.constants;

/** An open that changes nothing on the disk: a death at it leaves what one at the next call leaves. */
const onlyReads = flags => flags === undefined || flags === 'r' || (typeof flags === 'number' && (flags & (O_WRONLY | O_RDWR | O_CREAT)) === 0);

/** Calls the real one unless this is the call to die at; `part` does what a cut-off call may have done. */
function count(name, path, run, partly) {
  if (typeof path !== 'string' || !path.startsWith(root)) return run();
  calls += 1;
  note({call: calls, name, path: path.slice(root.length)});
  if (calls !== fatal) return run();
  if (how === 'before') die();
  if (how === 'part') partly?.();
  else run();
  die();
}

Object.assign(fs, {
  openSync: (path, ...rest) => {
    const open = () => {
      const descriptor = original.openSync(path, ...rest);
      pathOf.set(descriptor, String(path));
      return descriptor;
    };
    return onlyReads(rest[0]) ? open() : count('openSync', path, open);
  },
  closeSync: descriptor => {
    pathOf.delete(descriptor);
    original.closeSync(descriptor);
  },
  writeSync: (descriptor, bytes, ...rest) => {
    const path = pathOf.get(descriptor);
    const write = data => {
      const written = original.writeSync(descriptor, data, ...rest);
      unsynced.set(descriptor, (unsynced.get(descriptor) ?? '') + data.toString('latin1', 0, written));
      return written;
    };
    const partly = () => write(bytes.subarray(0, Math.max(1, Math.min(bytes.length - 1, Math.round(bytes.length * part)))));
    return count('writeSync', path, () => write(bytes), partly);
  },
  fsyncSync: descriptor => {
    const path = pathOf.get(descriptor);
    return count('fsyncSync', path, () => {
      // What was written outlives a process that is killed: no need to wait for the disk, whose plug power-cut.test.ts pulls.
      // From here on the program may tell somebody that the line is kept.
      if (path && journal.test(basename(path))) note({kept: basename(path), bytes: unsynced.get(descriptor) ?? ''});
      unsynced.delete(descriptor);
    });
  },
  renameSync: (from, to) => count('renameSync', to, () => original.renameSync(from, to)),
  linkSync: (from, to) => count('linkSync', to, () => original.linkSync(from, to)),
  unlinkSync: path => count('unlinkSync', path, () => original.unlinkSync(path)),
  rmSync: (path, ...rest) => count('rmSync', path, () => original.rmSync(path, ...rest)),
  mkdirSync: (path, ...rest) => count('mkdirSync', path, () => original.mkdirSync(path, ...rest)),
  writeFileSync: (path, ...rest) => count('writeFileSync', path, () => original.writeFileSync(path, ...rest)),
});
syncBuiltinESMExports();
