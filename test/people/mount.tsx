import './colours-on.ts';
import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {setImmediate as turn, setTimeout as sleep} from 'node:timers/promises';
import {render} from 'ink';
import {useEffect, useState, type ReactNode} from 'react';
import {keySequence} from './keys.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {Terminal, type Size} from './terminal.ts';
import {framed, matches, patience, soon, waitFor} from './waiting.ts';

/** Ink keeps a lone ESC for 20 ms, in case more of a sequence follows. */
const escapeDelay = 25;

const never = new Promise<void>(() => {});

/** Calls once React has done what was asked of it before, however many turns of a busy machine that takes. */
function Probe({ask, left, children}: {ask: (probe: (call: () => void) => void) => void; left: () => void; children: ReactNode}) {
  const [call, next] = useState<() => void>(() => () => {});
  useEffect(() => ask(wanted => next(() => wanted)), [ask]);
  useEffect(() => call(), [call]);
  useEffect(() => left, [left]);
  return children;
}

export type Mounted = {
  terminal: Terminal;
  /** What a person would see. */
  text(): string;
  sees(wanted: RegExp | string): Promise<void>;
  press(...keys: string[]): Promise<void>;
  /** In one chunk, as a slow line delivers them. */
  pressAtOnce(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** As a bracketed paste. */
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Until all that was asked of React and Ink is on the screen. */
  settle(): Promise<void>;
  rerender(node: ReactNode): Promise<void>;
  unmount(): Promise<void>;
};

/** The real renderer on a terminal model, in this process; unmounted when the test is over. */
export async function mount(t: AfterTest, node: ReactNode, [columns, rows]: Size = [80, 24]): Promise<Mounted> {
  const terminal = new Terminal([columns, rows], {convertEol: true});
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    writable: true,
    write(text: string, done?: () => void): boolean {
      void terminal.feed(text).then(() => typeof done === 'function' && done());
      return true;
    },
  });
  const stdin = new PassThrough();
  Object.assign(stdin, {isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin});
  const {promise: probing, resolve: ask} = Promise.withResolvers<(call: () => void) => void>();
  const {promise: gone, resolve: left} = Promise.withResolvers<void>();
  const probed = (inner: ReactNode): ReactNode => <Probe ask={ask} left={left}>{inner}</Probe>;
  const app = render(probed(node), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 0,
    alternateScreen: true,
  });
  let mounted = true;

  const settle = async (): Promise<void> => {
    await turn();
    // What was asked for may ask for more when it is done.
    for (let round = 0; mounted && round < 2; round += 1) {
      const probe = await probing;
      // Not by waitUntilExit, at which Ink leaves as soon as this process has nothing to do for a moment.
      await Promise.race([new Promise<void>(probe), gone]);
      await app.waitUntilRenderFlush();
    }
    await terminal.feed('');
  };
  const send = async (bytes: string): Promise<void> => {
    stdin.write(bytes);
    // Ink's time has begun by then, and is over before ours.
    await turn();
    if (bytes.endsWith('\u001B')) await sleep(escapeDelay);
    await settle();
  };
  const unmount = async (): Promise<void> => {
    if (!mounted) return;
    mounted = false;
    app.unmount();
    await app.waitUntilExit();
    app.cleanup();
    await terminal.feed('');
  };
  t.after(unmount);
  await settle();

  return {
    terminal,
    text: () => terminal.text(),
    settle,
    unmount,
    sees: async wanted => {
      const until = (): boolean => matches(terminal.text(), wanted);
      const missing = (): string => `never saw ${wanted}\n${framed(terminal.text(), terminal.size[0])}\nafter ${JSON.stringify(terminal.output.slice(-400))}`;
      await waitFor({until, missing, changed: () => soon(never, 5).then(settle), limit: patience});
    },
    press: async (...keys) => {
      for (const key of keys) await send(keySequence(key));
    },
    pressAtOnce: (...keys) => send(keys.map(keySequence).join('')),
    type: async text => {
      for (const character of text) await send(character);
    },
    paste: text => send(`\u001B[200~${text}\u001B[201~`),
    resize: async (newColumns, newRows) => {
      terminal.resize([newColumns, newRows]);
      Object.assign(stdout, {columns: newColumns, rows: newRows});
      stdout.emit('resize');
      await settle();
    },
    rerender: async next => {
      app.rerender(probed(next));
      await settle();
    },
  };
}
