import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';
import {exitCode} from '../errors.ts';
import type {OpenSession} from '../session/open-session.ts';
import {plainDriver} from '../session/plain/driver.ts';
import type {PlainLines} from '../session/plain/lines.ts';
import {walk} from '../session/walk.ts';
import {exitSummary} from './exit-summary.ts';
import {Stopped, stoppedExit, type Context} from './context.ts';

/** An open session, walked line by line by whoever is at the keyboard. */
export async function walkPlainly(context: Context, open: OpenSession): Promise<number> {
  const {conductor, environment} = open;
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const {lines, close} = terminalLines(context, signal, () => stopped.abort(new Stopped('SIGINT', 2)));
  try {
    context.print(`${environment.class} ${environment.name}, ${environment.mask().text(environment.gateway().url)}, operator ${conductor.session.operator}`);
    const exit = await walk(conductor, plainDriver(lines), signal, context.now);
    for (const line of await exitSummary(conductor, context.folder)) context.print(line);
    return stopped.signal.aborted ? exitCode.interrupted : stoppedExit(context, exit);
  } finally {
    close();
    await open.close();
  }
}

/** Lines from the terminal; what must not be seen is read without an echo. */
function terminalLines({print}: Context, signal: AbortSignal, interrupt: () => void): {lines: PlainLines; close(): void} {
  let reader = openReader(process.stdout, interrupt);
  const readUnseen = async (prompt: string): Promise<string | undefined> => {
    // To a reader of its own: keys that bring back what was typed or erased must not bring it to the screen.
    reader.close();
    process.stdout.write(prompt);
    reader = openReader(nowhere(), interrupt);
    const answer = await reader.ask('', signal);
    process.stdout.write('\n');
    if (answer === undefined) return undefined;
    reader.close();
    reader = openReader(process.stdout, interrupt);
    return answer;
  };
  const read: PlainLines['read'] = (prompt, unseen) => (unseen ? readUnseen(prompt) : reader.ask(prompt, signal));
  return {lines: {print, read}, close: () => reader.close()};
}

type Reader = {
  /** Undefined at the end of input, and from then on. */
  ask(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
};

function openReader(output: NodeJS.WritableStream, interrupt: () => void): Reader {
  // No earlier line comes back by a key: each confirmation is typed.
  const reader = createInterface({input: process.stdin, output, terminal: process.stdin.isTTY, historySize: 0});
  const ended = new Promise<undefined>(resolve => reader.once('close', () => resolve(undefined)));
  // In raw-less line mode the terminal turns ctrl-c into a signal; readline would swallow it.
  reader.on('SIGINT', interrupt);
  return {
    ask: (prompt, signal) => Promise.race([reader.question(prompt, {signal}).catch(() => undefined), ended]),
    close: () => reader.close(),
  };
}

function nowhere(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}
