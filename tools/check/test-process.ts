import {spawn} from 'node:child_process';
import {statfsSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {tallyOf, unfinished, type Tally, type TestNote} from './tally.ts';

export type TestProcess = {
  root: string;
  /** From the root; one after the other. */
  files: readonly string[];
  /** After this many milliseconds they and their children are killed. */
  limit: number;
  signal?: AbortSignal;
};

export type TestResult = {files: readonly string[]; tally: Tally; /** What the tests told of themselves. */ said: string[]; output: string; milliseconds: number};

/** Test files in a process of their own, with temporary files of their own; never rejects because of what they do. */
export async function runTestProcess(options: TestProcess): Promise<TestResult> {
  const started = performance.now();
  const folder = await mkdtemp(join(temporaryFiles(), 'tests-'));
  try {
    const ending = await run(options, folder);
    const notes = await readNotes(notesIn(folder));
    const said = notes.flatMap(note => (note.kind === 'said' ? [note.text] : []));
    return {files: options.files, said, output: ending.output, milliseconds: performance.now() - started, tally: judge(notes, ending, options.limit)};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

const memory = '/dev/shm';
const enough = 2 ** 31;

/** Where nobody has named a folder: memory where there is plenty of it, since tests make many files and sync them all. */
function temporaryFiles(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    const {bavail, bsize} = statfsSync(memory);
    return bavail * bsize > enough ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

const notesIn = (folder: string): string => join(folder, 'notes.jsonl');

const patienceWithPipes = 1000;

type Ending = {output: string; code: number | null; stopped: boolean};

function run({root, files, limit, signal}: TestProcess, folder: string): Promise<Ending> {
  const {NODE_TEST_CONTEXT: _, FORCE_COLOR: __, NO_COLOR: ___, ...inherited} = process.env;
  // Every process would compile the same code anew.
  const env = {...inherited, TMPDIR: folder, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'tests')};
  const flags = [
    '--import',
    './tools/loader.js',
    '--test',
    '--test-isolation=none',
    `--test-reporter=${join(import.meta.dirname, 'event-reporter.ts')}`,
    `--test-reporter-destination=${notesIn(folder)}`,
  ];
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, [...flags, ...files], {cwd: root, env, detached: true, stdio});
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
  const failed = (text: string): Tally => ({...tally, failures: [...tally.failures, {name: 'the process itself', text}]});
  if (stopped) {
    const running = unfinished(notes);
    const open = notes.length > 0 ? ': something was left open' : '';
    return failed(`killed after ${limit / 1000} s${running.length > 0 ? ` in ${running.join(' > ')}` : open}`);
  }
  if (!ended) return failed(`ended with code ${code} and no word on its tests: it was ended from inside`);
  if (code !== 0 && tally.failures.length === 0) return failed(`ended with code ${code}`);
  return tally;
}
