import pty from '@lydell/node-pty';
import {readFileSync, readlinkSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {childEnvironment, type Variables} from './child-environment.ts';
import {builtProgram, started} from './program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import type {Size} from './terminal.ts';
import {soon, waitFor} from './waiting.ts';

export type PtyOptions = {
  args?: readonly string[];
  size: Size;
  cwd: string;
  env?: Variables;
  /** Another one than the built program. */
  program?: string;
};

type PtyEnd = {
  /** As a shell sees it: 128 + n after signal n. Undefined when the shell itself was killed. */
  code: number | undefined;
  /** The line settings the program left behind, words of stty(1) such as `icanon` and `-echo`. */
  settings: ReadonlySet<string>;
};

type Wanted = {
  until: () => boolean;
  /** What to say when it does not come, and what there is instead. */
  complaint: string;
  shown: () => string;
  limit?: number;
};

/** What the system tells of the thread that takes the keys (proc(5)). */
type Pulse = {
  /** It sleeps until something comes: whatever has come was dealt with. */
  waits: boolean;
  /** How often it went to sleep. */
  sleeps: number;
};

export type PtyProgram = {
  /** Resolves when the output can be seen. */
  onOutput(listener: (text: string) => Promise<void> | void): void;
  write(text: string): void;
  resize(size: Size): void;
  signal(signal: NodeJS.Signals): Promise<void>;
  /** The line is cut, as when ssh dies: the program gets SIGHUP and nobody reads any more. Resolves when it is so. */
  hangUp(): Promise<void>;
  ended: Promise<PtyEnd>;
  /** Undefined where the system does not tell. */
  pulse(): Pulse | undefined;
  /** Undefined while it runs. */
  end(): PtyEnd | undefined;
  /** Resolves when the next output can be seen, or when the program ends. */
  changed(): Promise<void>;
  /** Resolves when all output so far can be seen. */
  seen(): Promise<void>;
  /** Waits for what must come; an ended program shows nothing more. */
  waitFor(wanted: Wanted): Promise<void>;
};

/** The outer shell stays to tell how it ended and how the line was left; the inner one tells the process id. */
const inner = 'printf %s "$$" >"$0/pid"; exec "$@"';
const outer = `trap : INT QUIT HUP; sh -c '${inner}' "$0" "$@"; { echo "$?"; stty -a; } >"$0/end" 2>&1`;

/** The program on a terminal of its own, with a home of its own; gone when the test is over, whatever has become of it. */
export async function onPty(t: AfterTest, {args = [], size: [cols, rows], cwd, env, program = builtProgram}: PtyOptions): Promise<PtyProgram> {
  const folder = await temporaryFolder(t);
  const variables = childEnvironment(join(folder, 'home'), env);
  const child = pty.spawn('sh', ['-c', outer, folder, ...started(program), ...args], {name: variables.TERM ?? 'xterm-256color', cols, rows, cwd, env: variables});
  let end: PtyEnd | undefined;
  let news = Promise.withResolvers<void>();
  let seen: Promise<void> | undefined;
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };
  const ended = new Promise<PtyEnd>(resolve => {
    child.onExit(async () => {
      end = await readEnd(join(folder, 'end'));
      resolve(end);
      tell();
    });
  });
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), name);
  };
  const hangUp = async (): Promise<void> => {
    (child as unknown as {destroy(): void}).destroy();
    await waitFor({until: () => isCut(folder), changed: () => new Promise(() => {}), missing: () => 'the line is not cut'});
  };
  t.after(async () => {
    if (end) return;
    await signal('SIGKILL').catch(hangUp);
    await soon(ended.then(() => {}), 2000);
  });
  return {
    onOutput: listener => {
      child.onData(text => {
        seen = Promise.resolve(listener(text)).then(tell);
      });
    },
    write: text => child.write(text),
    resize: ([columns, height]) => child.resize(columns, height),
    signal,
    hangUp,
    ended,
    pulse: () => pulseOf(folder),
    end: () => end,
    changed: () => news.promise,
    seen: async () => seen,
    waitFor: async ({until, complaint, shown, limit}) => {
      const missing = (): string => `${complaint}${end ? ` (the program ended with code ${end.code})` : ''}\n${shown()}`;
      await waitFor({until: () => until() || end !== undefined, changed: () => news.promise, missing, ...(limit !== undefined && {limit})});
      await seen;
      if (!until()) throw new Error(missing());
    },
  };
}

/** The program's terminal has another side no more; nor where it is gone itself (proc(5)). */
function isCut(folder: string): boolean {
  try {
    return readlinkSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8')}/fd/0`).endsWith(' (deleted)');
  } catch {
    return true;
  }
}

function pulseOf(folder: string): Pulse | undefined {
  try {
    const status = readFileSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8')}/status`, 'utf8');
    const [, sleeps] = /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status) ?? [];
    return sleeps === undefined ? undefined : {waits: /^State:\s+S/m.test(status), sleeps: Number(sleeps)};
  } catch {
    return undefined;
  }
}

async function readEnd(file: string): Promise<PtyEnd> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [code, ...settings] = text.split(/[\s;]+/);
  return {code: code ? Number(code) : undefined, settings: new Set(settings)};
}
