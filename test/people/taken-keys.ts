import {closeSync, existsSync, openSync, readSync} from 'node:fs';

/** How many messages with keys the program has taken so far; undefined while it keeps no trace. */
export type TakenKeys = () => number | undefined;

const mark = '{"message":{"type":"key"';

/**
 * Counts in the trace that the program keeps (docs/codebase.md). What is seen on the screen does not tell that a key
 * was read: something else may have changed it, and the next key would come together with this one.
 */
export function takenKeys(trace: string): TakenKeys {
  const part = Buffer.alloc(1 << 16);
  let place = 0;
  let rest = '';
  let count = 0;
  return () => {
    if (!existsSync(trace)) return undefined;
    const file = openSync(trace, 'r');
    try {
      for (let read = readSync(file, part, 0, part.length, place); read > 0; read = readSync(file, part, 0, part.length, place)) {
        place += read;
        const lines = (rest + part.toString('latin1', 0, read)).split('\n');
        rest = lines.pop() ?? '';
        count += lines.filter(line => line.startsWith(mark)).length;
      }
    } finally {
      closeSync(file);
    }
    return count;
  };
}
