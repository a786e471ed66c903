import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {tallyOf, unfinished, type Tally, type TestNote} from './tally.ts';

export type TestFileRun = {
  root: string;
  file: string;
  /** After this many milliseconds the file and its children are killed. */
  limit: number;
  signal?: AbortSignal;
};

export type TestFileResult = {file: string; tally: Tally; /** What the tests told of themselves. */ said: string[]; output: string; milliseconds: number};

/** One test file in a process of its own; never rejects because of what the file does. */
export async function runTestFile({root, file, limit, signal}: TestFileRun): Promise<TestFileResult> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'test-notes-'));
  try {
    const notesFile = join(folder, 'notes.jsonl');
    const ending = await run({root, file, limit, ...(signal && {signal})}, notesFile);
    const notes = await readNotes(notesFile);
    const said = notes.flatMap(note => (note.kind === 'said' ? [note.text] : []));
    return {file, said, output: ending.output, milliseconds: performance.now() - started, tally: judge(notes, ending, limit)};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

const patienceWithPipes = 1000;

type Ending = {output: string; code: number | null; stopped: boolean};

function run({root, file, limit, signal}: TestFileRun, notesFile: string): Promise<Ending> {
  const {NODE_TEST_CONTEXT: _, FORCE_COLOR: __, NO_COLOR: ___, ...inherited} = process.env;
  // Every file and every program that it starts would compile the same code anew.
  const env = {...inherited, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'tests')};
  const flags = [
    '--import',
    './tools/loader.js',
    `--test-reporter=${join(import.meta.dirname, 'event-reporter.ts')}`,
    `--test-reporter-destination=${notesFile}`,
  ];
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, [...flags, file], {cwd: root, env, detached: true, stdio});
  const chunks: Buffer[] = [];
  const pipes = [child.stdout, child.stderr];
  for (const pipe of pipes) pipe.on('data', (chunk: Buffer) => void chunks.push(chunk));
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    killGroup(child.pid);
  };
  const timer = setTimeout(stop, limit);
  signal?.addEventListener('abort', stop, {once: true});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      // Grandchildren that outlive the file keep the pipes open; those in a session of their own also now.
      killGroup(child.pid);
      const letGo = setTimeout(() => pipes.forEach(pipe => pipe.destroy()), patienceWithPipes);
      child.once('close', () => {
        clearTimeout(letGo);
        resolve({output: Buffer.concat(chunks).toString(), code, stopped});
      });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function readNotes(file: string): Promise<TestNote[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return lines.map(line => JSON.parse(line) as TestNote);
}

function judge(notes: readonly TestNote[], {stopped, code}: Ending, limit: number): Tally {
  const tally = tallyOf(notes);
  const ended = notes.some(({kind}) => kind === 'ended');
  const failed = (text: string): Tally => ({...tally, failures: [...tally.failures, {name: 'the file itself', text}]});
  if (stopped) {
    const running = unfinished(notes);
    const open = notes.length > 0 ? ': something was left open' : '';
    return failed(`killed after ${limit / 1000} s${running.length > 0 ? ` in ${running.join(' > ')}` : open}`);
  }
  if (!ended) return failed(`ended with code ${code} and no word on its tests: it has none, or was ended from inside`);
  if (code !== 0 && tally.failures.length === 0) return failed(`ended with code ${code}`);
  return tally;
}
