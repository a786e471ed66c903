import pty from '@lydell/node-pty';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Size} from './terminal.ts';

export type PtyOptions = {
  command: readonly string[];
  size: Size;
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** For the notes the shell leaves there. */
  folder: string;
  onOutput: (text: string) => void;
};

export type PtyEnd = {
  /** As a shell sees it: 128 + n after signal n. Undefined when the terminal itself went away. */
  code: number | undefined;
  /** The line settings the program left behind, words of stty(1) such as `icanon` and `-echo`. */
  settings: ReadonlySet<string>;
};

export type PtyProgram = {
  write(text: string): void;
  resize(size: Size): void;
  signal(signal: NodeJS.Signals): Promise<void>;
  /** The line is cut, as when ssh dies: the program gets SIGHUP and nobody reads any more. */
  hangUp(): void;
  ended: Promise<PtyEnd>;
};

/** The outer shell stays to tell how it ended and how the line was left; the inner one tells the process id. */
const inner = 'printf %s "$$" >"$0/pid"; exec "$@"';
const outer = `trap : INT QUIT; sh -c '${inner}' "$0" "$@"; { echo "$?"; stty -a; } >"$0/end" 2>&1`;

export function startOnPty({command, size: [cols, rows], cwd, env, folder, onOutput}: PtyOptions): PtyProgram {
  const child = pty.spawn('sh', ['-c', outer, folder, ...command], {name: env.TERM ?? 'xterm-256color', cols, rows, cwd, env});
  child.onData(onOutput);
  const ended = new Promise<PtyEnd>(resolve => {
    child.onExit(() => void readEnd(join(folder, 'end')).then(resolve));
  });
  return {
    ended,
    write: text => child.write(text),
    resize: ([columns, height]) => child.resize(columns, height),
    signal: async signal => {
      process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), signal);
    },
    hangUp: () => (child as unknown as {destroy(): void}).destroy(),
  };
}

async function readEnd(file: string): Promise<PtyEnd> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [code, ...settings] = text.split(/[\s;]+/);
  return {code: code ? Number(code) : undefined, settings: new Set(settings)};
}
