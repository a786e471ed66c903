import {fstatSync, writeSync} from 'node:fs';

/** What follows when nothing more can be read from or written to a stream. */
export type StreamEnd =
  /** Whoever read it has seen enough, such as `head`. */
  | 'reader left'
  /** The line is gone: a hang-up, whatever tells it first. */
  | 'terminal gone'
  /** A full disk and its like: what was to be said there is not said. */
  | 'lost';

export type StreamName = 'stdout' | 'stderr';

/** What a terminal answers when its other side has been closed (tty_hung_up and pty_write of Linux; write(2)). */
const hungUp: ReadonlySet<string | undefined> = new Set(['EIO', 'ENXIO', 'ENOTTY']);

/** What it means that a stream failed, by the system's word for it. */
export function streamEnd(code: string | undefined, isTerminal: boolean): StreamEnd {
  if (isTerminal && (hungUp.has(code) || code === 'EPIPE')) return 'terminal gone';
  return code === 'EPIPE' || code === 'ECONNRESET' ? 'reader left' : 'lost';
}

type Written = NodeJS.WritableStream & {isTTY?: boolean; columns?: number};
type Read = NodeJS.ReadableStream & {isTTY?: boolean};

export type Told = {
  /** Once. */
  gone(): void;
  /** Once. */
  lost(code: string): void;
  /** Once: whoever read it has seen enough. */
  left?(): void;
};

/** Bytes that an empty pipe takes without anybody reading (pipe(7)), and half of it left. */
const atOnce = 32 * 1024;

/**
 * Standard output or standard error, and what its failing means. Node's own stream is opened for a terminal, and where
 * much is written: opening it takes a tenth of bare Node, and a file or a pipe takes some lines without it. What is
 * written after it has failed is dropped.
 */
export class Outlet {
  readonly #descriptor: number;
  readonly #open: () => Written;
  readonly #told: Told;
  #stream: Written | undefined;
  /** Bytes that may go there without a stream. */
  #room: number;
  #failed = false;
  /** A device with no room refuses even nothing, so only what was written is waited for. */
  #written = false;

  constructor(descriptor: number, open: () => Written, told: Told) {
    this.#descriptor = descriptor;
    this.#open = open;
    this.#told = told;
    const found = fstatSync(descriptor);
    this.#room = found.isFile() || found.isFIFO() || found.isSocket() ? atOnce : 0;
    // Once its other side is closed nobody can tell that this was a terminal.
    if (found.isCharacterDevice()) this.#opened();
  }

  get isTTY(): boolean {
    return this.#room === 0 && this.#opened().isTTY === true;
  }

  /** Of a terminal. */
  get columns(): number | undefined {
    return this.isTTY ? this.#opened().columns : undefined;
  }

  write(text: string): void {
    if (this.#failed) return;
    this.#written = true;
    const rest = this.#directly(Buffer.from(text));
    if (rest.length > 0) this.#opened().write(rest);
  }

  /** When all that was written has been taken, or refused. */
  async flushed(): Promise<void> {
    const stream = this.#stream;
    if (stream && this.#written) await new Promise<void>(resolve => stream.write('', () => resolve()));
    // Errors are told a turn later than what was written.
    await new Promise<void>(resolve => setImmediate(resolve));
  }

  /** Answers what is left for the stream. */
  #directly(bytes: Buffer): Buffer {
    this.#room = this.#stream ? 0 : Math.max(0, this.#room - bytes.length);
    let rest = bytes;
    try {
      while (this.#room > 0 && rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
      return rest;
    } catch (error) {
      // Whoever shares the pipe wants no writer to wait: Node's stream knows how not to.
      this.#room = 0;
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return rest;
      setImmediate(this.#failing(error as NodeJS.ErrnoException, false));
      return rest.subarray(rest.length);
    }
  }

  #opened(): Written {
    if (!this.#stream) {
      const stream = this.#open();
      stream.on('error', (error: NodeJS.ErrnoException) => this.#failing(error, stream.isTTY === true)());
      this.#stream = stream;
    }
    return this.#stream;
  }

  /** Nothing is written from now on; answers what tells of it, which a stream does a turn later. */
  #failing({code, message}: NodeJS.ErrnoException, isTerminal: boolean): () => void {
    if (this.#failed) return () => {};
    this.#failed = true;
    const end = streamEnd(code, isTerminal);
    return () => {
      if (end === 'terminal gone') this.#told.gone();
      if (end === 'lost') this.#told.lost(code ?? message);
      if (end === 'reader left') this.#told.left?.();
    };
  }
}

/** Listens to the terminal that somebody types at: it fails or ends when nobody is there any more. */
export function watchInput(stream: Read, gone: () => void): void {
  stream.once('end', gone);
  stream.on('error', gone);
}
