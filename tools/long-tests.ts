import {randomInt} from 'node:crypto';
import {resolve} from 'node:path';
import {runTests} from './check.ts';
import {closingLine} from './check/tally.ts';

/** The crash tests with thousands of kills instead of hundreds, each drill twenty times, the team's database killed and cut off a hundred times, the rollback beside a busy service ten times and over a slow line, and what is handed out made twice and walked; half an hour and more. Build before. */
async function main(): Promise<number> {
  process.env.CRASH_TESTS = 'long';
  process.env.DRILL_RUNS = '20';
  process.env.ROLLBACK_RUNS = '10';
  process.env.SLOW_LINE = 'long';
  process.env.HANDED_OUT = 'long';
  // Where there is time, what nobody has tried yet.
  process.env.TEST_SEED ??= String(randomInt(2 ** 31));
  process.stdout.write(`seed ${process.env.TEST_SEED}\n`);
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  const tally = await runTests({
    root: resolve(import.meta.dirname, '..'),
    only: /^test\/(?:crash\/|drills\/|journeys\/(?:rollback|handed-out)|e2e\/slow-line|team\/faults)/,
    limit: 2 * 60 * 60 * 1000,
    signal: interrupt.signal,
    say: text => process.stdout.write(`${text}\n`),
  });
  process.stdout.write(`${closingLine(tally)}\n`);
  if (interrupt.signal.aborted) return 130;
  return tally.failures.length > 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
