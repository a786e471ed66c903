import {spawn} from 'node:child_process';

/** One line of the report. */
export type Measurement = {
  what: string;
  /** Ratio to the yardstick, or an amount in `unit`. */
  measured: number;
  budget: number;
  unit: 'x' | 'MiB' | 'ms' | 'bytes';
  /** How it came about: medians, runs, sizes. */
  note: string;
};

export function isWithin({measured, budget}: Measurement): boolean {
  return measured <= budget;
}

/** `within   2.41x of  4x  ledger review ...`, for the terminal and the README. */
export function measurementLine(measurement: Measurement): string {
  const {what, measured, budget, unit, note} = measurement;
  const verdict = isWithin(measurement) ? 'within' : 'MISSED';
  return `${verdict}  ${measured.toFixed(2)}${unit} of ${budget}${unit}  ${what} (${note})`;
}

/** Does the work once and answers the milliseconds that count. */
export type Timed = () => number | Promise<number>;

export type Pair = {
  /** Median over the rounds of a's time / b's time in the same round. */
  ratio: number;
  /** Median milliseconds. */
  a: number;
  b: number;
  ratios: number[];
};

/**
 * Runs `a` and its yardstick `b` by turns, each round in the other order, after one round that does
 * not count. On a shared machine both see the same neighbours, so the ratio of a round holds where
 * the milliseconds do not.
 */
export async function paired(a: Timed, b: Timed, rounds: number): Promise<Pair> {
  const times: Array<{a: number; b: number}> = [];
  for (let round = -1; round < rounds; round += 1) {
    const aFirst = round % 2 === 0;
    const early = await (aFirst ? a : b)();
    const late = await (aFirst ? b : a)();
    if (round >= 0) times.push(aFirst ? {a: early, b: late} : {a: late, b: early});
  }
  const ratios = times.map(time => time.a / time.b);
  return {ratio: median(ratios), a: median(times.map(time => time.a)), b: median(times.map(time => time.b)), ratios};
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds of one call, or of `times` calls together. */
export async function timed(work: () => unknown, times: number = 1): Promise<number> {
  const start = performance.now();
  for (let run = 0; run < times; run += 1) await work();
  return performance.now() - start;
}

export type ProcessRun = {milliseconds: number; code: number | null; stdout: string; stderr: string};

export type ProcessOptions = {cwd?: string; env?: NodeJS.ProcessEnv; expectedCode?: number};

/** One whole process, from spawn to exit; rejects when it ends with another code than expected (0). */
export function runProcess(
  command: string,
  commandArguments: readonly string[],
  {expectedCode = 0, ...options}: ProcessOptions = {},
): Promise<ProcessRun> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, commandArguments, {...options, stdio: ['ignore', 'pipe', 'pipe']});
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let exited = 0;
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.on('error', reject);
    child.on('exit', () => {
      exited = performance.now();
    });
    child.on('close', code => {
      const run = {
        milliseconds: exited - start,
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      };
      if (code === expectedCode) resolve(run);
      else reject(new Error(`${command} ${commandArguments.join(' ')} ended with ${code}: ${run.stderr.slice(-2000)}`));
    });
  });
}

/** A whole process as something to pair with another. */
export function processTimed(command: string, commandArguments: readonly string[], options?: ProcessOptions): Timed {
  return async () => (await runProcess(command, commandArguments, options)).milliseconds;
}
