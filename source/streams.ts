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

type Written = NodeJS.WritableStream & {isTTY?: boolean};
type Read = NodeJS.ReadableStream & {isTTY?: boolean};

export type Told = {
  /** Once. */
  gone(): void;
  /** Once for each of the two. */
  lost(stream: StreamName, code: string): void;
};

/**
 * Listens to all that the program writes to, whoever writes: a stream that has failed takes what is
 * written afterwards and drops it.
 */
export function watchOutput(streams: Readonly<Record<StreamName, Written>>, {gone, lost}: Told): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = streams[name];
    let ended: StreamEnd | undefined;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (ended !== undefined) return;
      ended = streamEnd(error.code, stream.isTTY === true);
      if (ended === 'terminal gone') gone();
      if (ended === 'lost') lost(name, error.code ?? error.message);
    });
  }
}

/** The same for the terminal that somebody types at: it fails or ends when nobody is there any more. */
export function watchInput(stream: Read, gone: () => void): void {
  stream.once('end', gone);
  stream.on('error', gone);
}

/** When all that was written has been taken, or refused. */
export async function flushed(streams: Readonly<Record<StreamName, NodeJS.WritableStream>>): Promise<void> {
  await Promise.all([streams.stdout, streams.stderr].map(stream => new Promise<void>(resolve => stream.write('', () => resolve()))));
  // Errors are told a turn later than what was written.
  await new Promise<void>(resolve => setImmediate(resolve));
}
