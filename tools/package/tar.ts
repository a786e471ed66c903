/** A file as it lies in an archive. */
export type Entry = {path: string; bytes: Uint8Array; executable?: boolean};

const block = 512;

/** An archive (POSIX ustar) in which nothing is of the machine that made it: the owner is 0, and every file has the same time, in seconds since 1970. */
export function tarOf(entries: readonly Entry[], time: number): Buffer {
  const parts = entries.flatMap(({path, bytes, executable}) => [headerOf(path, bytes.length, executable === true ? 0o755 : 0o644, time), bytes, Buffer.alloc(padding(bytes.length))]);
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

const padding = (size: number): number => (block - (size % block)) % block;

function headerOf(path: string, size: number, mode: number, time: number): Buffer {
  const header = Buffer.alloc(block);
  const [prefix, name] = split(path);
  header.write(name, 0, 100);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(time, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345, 155);
  header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 6)}\u0000 `, 148);
  return header;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

/** At a slash, so that a name fits into 100 bytes and what is before it into 155. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  const at = path.indexOf('/', path.length - 101);
  if (at === -1 || at > 155) throw new Error(`${path} is too long for an archive`);
  return [path.slice(0, at), path.slice(at + 1)];
}
