import {readdirSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {basename, dirname, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {runStages} from './check/stages.ts';
import {addTallies, closingLine, emptyTally, type Tally} from './check/tally.ts';
import {runTestProcess, type TestResult} from './check/test-process.ts';

const usage = `usage: npm test -- [--only PATTERN] [--limit SECONDS] [--seed NUMBER]

  --only   test files whose path matches the regular expression
  --limit  how long one process may say nothing of its tests (600)
  --seed   what all chance in tests is drawn from (always the same without it)
`;

type Say = (text: string) => void;

export type Check = {root: string; only?: RegExp; limit: number; signal?: AbortSignal; say: Say};

/** Type check, lint and build, then every test file. A stage that fails counts as one failure and ends the run. */
export async function check(options: Check): Promise<Tally> {
  const {root, say} = options;
  const results = await runStages(root);
  for (const {name, ok, text, milliseconds} of results) {
    if (!ok) say(`${text}\n`);
    say(`${ok ? 'ok    ' : 'FAILED'} ${name}  ${seconds(milliseconds)}`);
  }
  const failures = results.filter(({ok}) => !ok).map(({name, text}) => ({name, text}));
  return failures.length > 0 ? {...emptyTally, failures} : runTests(options);
}

/** Every test file that is wanted; none at all is a failure. */
export async function runTests({root, only, limit, signal, say}: Check): Promise<Tally> {
  const {waits = [], works = []} = Object.groupBy(inProcesses(testFiles(root).filter(file => !only || only.test(file))), ([first = '']) => laneOf(first));
  let total: Tally = emptyTally;
  const work = async (...lanes: string[][][]): Promise<void> => {
    for (let files = next(lanes); files && !signal?.aborted; files = next(lanes)) {
      const result = await runTestProcess({root, files, limit, ...(signal && {signal})});
      total = addTallies(total, result.tally);
      say(resultText(result));
    }
  };
  const ofKind = (length: number, ...lanes: string[][][]): Array<Promise<void>> => Array.from({length}, () => work(...lanes));
  await Promise.all([...ofKind(placesToWork, works, waits), ...ofKind(placesToWait, waits, works)]);
  if (total.passed + total.failures.length > 0) return total;
  say('FAILED no test was run');
  return {...total, failures: [{name: 'tests', text: 'no test was run'}]};
}

/**
 * A process for each core that works, and beside them as many and one more that mostly wait: no core is ever idle. Many
 * cores are not all used, since each process starts programs, gateways and databases of its own.
 */
const placesToWork = Math.min(availableParallelism(), 8);
export const placesToWait = placesToWork + 1;

const next = (lanes: string[][][]): string[] | undefined => lanes.find(({length}) => length > 0)?.shift();

/** In the order in which they start. */
export function testFiles(root: string): string[] {
  const files = readdirSync(resolve(root, 'test'), {recursive: true, encoding: 'utf8'})
    .filter(file => /\.test\.tsx?$/.test(file))
    .map(file => `test/${file.replaceAll('\\', '/')}`);
  return files.sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b));
}

type Lane = 'waits' | 'works';

/** What takes longest first, so that nothing runs alone at the end. What is at a terminal, or walks by a clock, mostly waits. */
const order: ReadonlyArray<readonly [lane: Lane, files: RegExp]> = [
  ['waits', /^test\/(?:team|drills)\//],
  ['waits', /^test\/journeys\/(?:taking-over|agreement)/],
  ['waits', /^test\/environment\//],
  ['waits', /^test\/e2e\/(?:drill|rehearsal|window)/],
  ['waits', /^test\/(?:journeys|e2e|tools|people)\//],
  ['works', /^test\/(?:app|crash\/kill)/],
  ['works', /^test\/(?:verify|record|actions|docs|walk|practice)\//],
  ['works', /^test\/commands\/(?:odd-paths|lost-output|smoke-faults|run-unattended|signals|drills)/],
  ['works', /^test\/commands\//],
  ['works', /^/],
];

const placeOf = (file: string): number => order.findIndex(([, files]) => files.test(file));

const laneOf = (file: string): Lane => order[placeOf(file)]?.[0] ?? 'works';

/** Those that stand between their process and the disk, or change what all of a process goes by. */
const apart = /^test\/(?:crash|tools|people)\//;

/** They start so many programs, one after the other, that their room goes in several processes. */
const inSome = /^test\/(?:commands|e2e|journeys)\//;

const mostTogether = 4;

/** Files that run in one process, whose sources are then loaded once: those of a room, or some of it. */
export function inProcesses(files: readonly string[]): string[][] {
  const groups = Object.groupBy(files, file => (apart.test(file) ? file : inSome.test(file) ? `${dirname(file)} ${placeOf(file)}` : dirname(file)));
  return Object.values(groups).flatMap((group = []) => (inSome.test(group[0] ?? '') ? inParts(group, mostTogether) : [group]));
}

function inParts(files: readonly string[], most: number): string[][] {
  return Array.from({length: Math.ceil(files.length / most)}, (_, part) => files.slice(part * most, (part + 1) * most));
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

function resultText({files: [first = '', ...more], tally, said, output, milliseconds}: TestResult): string {
  const part = inSome.test(first) ? ` from ${basename(first).split('.', 1)[0]} on` : '';
  const what = more.length === 0 ? first : `${dirname(first)} (${more.length + 1} files${part})`;
  const line = `${what}  ${closingLine(tally)}  ${seconds(milliseconds)}`;
  if (tally.failures.length === 0) return [`ok     ${line}`, ...said.map(indent)].join('\n');
  const failures = tally.failures.map(({name, text}) => `  ${name}\n${indent(text)}`);
  const printed = output.trim() ? [`  printed:\n${indent(output.trim())}`] : [];
  return [`FAILED ${line}`, ...failures, ...printed].join('\n');
}

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');

async function main(): Promise<number> {
  const {values} = parseArgs({
    options: {only: {type: 'string'}, limit: {type: 'string', default: '600'}, seed: {type: 'string'}, help: {type: 'boolean'}},
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (values.seed !== undefined) process.env.TEST_SEED = values.seed;
  const {seed} = await import('../test/worlds/seed.ts');
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  const say: Say = text => process.stdout.write(`${text}\n`);
  say(`seed ${seed}`);
  const tally = await check({
    root: resolve(import.meta.dirname, '..'),
    limit: Number(values.limit) * 1000,
    signal: interrupt.signal,
    say,
    ...(values.only !== undefined && {only: new RegExp(values.only)}),
  });
  say(closingLine(tally));
  if (interrupt.signal.aborted) return 130;
  return tally.failures.length > 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
