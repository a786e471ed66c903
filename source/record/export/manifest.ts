import {hash} from 'node:crypto';

export const manifestName = 'MANIFEST';

/** One line for each file, sorted by path, as `sha256sum -c` reads it (sha256sum(1)). */
export function manifestOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const lines = [...files].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, bytes]) => `${hash('sha256', bytes, 'hex')}  ${path}\n`);
  return Buffer.from(lines.join(''));
}
