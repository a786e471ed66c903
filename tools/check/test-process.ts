import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {chmod, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, relative, resolve} from 'node:path';
import {run} from 'node:test';
import {pathToFileURL} from 'node:url';
import {inspect} from 'node:util';
import type {Failure, Tally} from './tally.ts';

export type TestProcess = {
  root: string;
  /** From the root; one after the other. */
  files: readonly string[];
  /** After this many milliseconds without a word on any test they are killed: how long all of them take is the machine's affair. */
  limit: number;
  signal?: AbortSignal;
};

export type TestResult = {files: readonly string[]; tally: Tally; /** What the tests told of themselves. */ said: string[]; output: string; milliseconds: number};

/** Test files in a process of their own, with temporary files of their own; never rejects because of what they do. */
export async function runTestProcess({root, files, limit, signal}: TestProcess): Promise<TestResult> {
  const started = performance.now();
  const silence = new AbortController();
  const silent = setTimeout(() => silence.abort(), limit);
  const folder = temporaryFiles(process.env.TMPDIR === undefined ? [...(isRoomy(memory) ? [memory] : []), tmpdir()] : [tmpdir()]);
  // Tests are other users too, who must get through to what they are shown below.
  await chmod(folder, 0o711);
  try {
    const heard = await listen(root, await entryOf(folder, root, files), () => silent.refresh(), {
      cwd: root,
      execArgv: ['--import', './tools/loader.js'],
      env: environmentWith(folder, root),
      signal: AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]),
    });
    const failures = [...heard.failures, ...ownFailure(heard, limit)];
    const {passed, skipped, said, output} = heard;
    return {files, said, output, milliseconds: performance.now() - started, tally: {passed, skipped, failures}};
  } finally {
    clearTimeout(silent);
    await rm(folder, {recursive: true, force: true});
  }
}

/** node:test gives each file a process: those of a room, which share what they load, become one file. */
async function entryOf(folder: string, root: string, files: readonly string[]): Promise<string> {
  const [first = '', ...more] = files.map(file => resolve(root, file));
  if (more.length === 0) return first;
  const entry = join(folder, 'room.mjs');
  await writeFile(entry, [first, ...more].map(file => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''));
  return entry;
}

function environmentWith(folder: string, root: string): NodeJS.ProcessEnv {
  const {NODE_TEST_CONTEXT: _, FORCE_COLOR: __, NO_COLOR: ___, ...inherited} = process.env;
  // Every process would compile the same code anew.
  return {...inherited, TMPDIR: folder, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'tests')};
}

const memory = '/dev/shm';
const enough = 2 ** 31;

/** Memory where there is plenty of it and nobody has named a folder, since tests make many files and sync them all. */
function isRoomy(place: string): boolean {
  try {
    const {bavail, bsize} = statfsSync(place);
    return bavail * bsize > enough;
  } catch {
    return false;
  }
}

/** A new folder in the first place where programs can be started: tests make some there, and memory may be mounted with noexec. */
export function temporaryFiles(places: readonly string[]): string {
  const why: string[] = [];
  for (const place of places) {
    try {
      return folderForPrograms(place);
    } catch (error) {
      why.push((error as Error).message);
    }
  }
  throw new Error(`tests make programs and start them, and there is no place for that: ${why.join('; ')}. Name one in TMPDIR that is not mounted with noexec`);
}

function folderForPrograms(place: string): string {
  const folder = mkdtempSync(join(place, 'tests-'));
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', {mode: 0o755});
  const {error} = spawnSync(program);
  rmSync(error ? folder : program, {recursive: true});
  if (error) throw error;
  return folder;
}

type Heard = Tally & {
  said: string[];
  output: string;
  /** The process has counted its tests, which is the last that it does. */
  ended: boolean;
  /** Names of the tests that have begun and not ended, outermost first. */
  open: string[];
  /** What was wrong with the process itself. */
  error?: {failureType?: string; exitCode?: number | null; signal?: string | null};
};

export const nothingHeard: Heard = {passed: 0, skipped: 0, failures: [], said: [], output: '', ended: false, open: []};

type RunOptions = Omit<NonNullable<Parameters<typeof run>[0]>, 'files'>;

/** Everything that a process says of its tests; a parent that failed only because of a test below it is left out. */
async function listen(root: string, entry: string, onWord: () => void, options: RunOptions): Promise<Heard> {
  const heard = structuredClone(nothingHeard);
  const above: string[] = [];
  for await (const {type, data} of run({...options, files: [entry]})) {
    onWord();
    if (type === 'test:stdout' || type === 'test:stderr') heard.output += data.message;
    if (type === 'test:diagnostic' && data.file !== undefined) heard.said.push(data.message);
    if (type === 'test:summary' && data.file !== undefined) heard.ended = true;
    if (!('name' in data)) continue;
    const {name, nesting, file = entry} = data;
    const isProcess = resolve(root, name) === entry;
    if (isProcess && type === 'test:fail') heard.error = data.details.error;
    if (isProcess) continue;
    if (type === 'test:dequeue') heard.open.push(name);
    if (type === 'test:complete') heard.open = without(heard.open, name);
    if (type === 'test:start') above.splice(nesting, Infinity, name);
    if (type === 'test:pass' && data.details.type !== 'suite') heard[isSet(data.skip) || isSet(data.todo) ? 'skipped' : 'passed'] += 1;
    if (type === 'test:fail') {
      const {error} = data.details;
      if ((error as {failureType?: string}).failureType === 'subtestsFailed') continue;
      const path = [relative(root, file), ...above.slice(0, nesting), name];
      heard.failures.push({name: path.join(' > '), text: inspect(error.cause ?? error)});
    }
  }
  return heard;
}

const without = (names: readonly string[], name: string): string[] => names.filter((_, index) => index !== names.lastIndexOf(name));

const isSet = (mark: unknown): boolean => mark !== undefined && mark !== false;

/** A process that stops without a word on its tests has failed, whatever they said before. */
export function ownFailure({ended, open, error, failures}: Heard, limit: number): Failure[] {
  const failed = (text: string): Failure[] => [{name: 'the process itself', text}];
  if (error?.failureType === 'testAborted') {
    const where = open.length > 0 ? ` in ${open.join(' > ')}` : ': something was left open';
    return failed(`killed after ${limit / 1000} s without a word${where}`);
  }
  const how = error?.signal ? `by ${error.signal}` : `with code ${error?.exitCode ?? 0}`;
  if (!ended) return failed(`ended ${how} and no word on its tests: it has none, or was ended from inside`);
  return error && failures.length === 0 ? failed(`ended ${how}`) : [];
}
