/** From a key press to its frame with a long ledger open: `node bench/keys.ts`. */
import {measurementLine, type Measurement} from './measure.ts';
import {writeLedger} from './ledger.ts';
import {OnPty} from './on-pty.ts';
import {quantile} from './spread.ts';
import {program, withWorkplace} from './workplace.ts';

const lines = 1_000_000;
const screen = {columns: 200, rows: 60};
/** Milliseconds. */
const budgets = {open: 8, 'being read': 16} as const;

/**
 * Help over the ledger and back, which draws nearly every row anew; once while the ledger is being
 * read, and once when it is there. Keys come as fast as a held one repeats. A program that only echoes
 * takes its turns, and shows how much of the slowest keys is the machine's.
 */
export function measureKeys(keys: number = 1000): Promise<Measurement[]> {
  return withWorkplace(async ({folder, ledger, env}) => {
    writeLedger(ledger, lines);
    const start = (words: readonly string[], more: Readonly<Record<string, string>> = {}): OnPty =>
      new OnPty({command: [process.execPath, ...words], cwd: folder, env: {...env, ...more}, screen});
    const echo = start(['-e', 'process.stdin.setRawMode(true).on("data", key => process.stdout.write(key)); console.log("ready")']);
    const app = start([program, 'run', 'stage-b-rehearsal', '--env', 'console', '--incident', 'INC-204'], {MCP_GATEWAY_URL: 'http://127.0.0.1:9'});
    const round = async ({ours, echoes}: Latencies): Promise<void> => {
      ours.push(await app.press('?', 'Keys here'), await app.press('q', 'The rotation ledger'));
      echoes.push(await echo.press('x', 'x'));
    };
    const reading: Latencies = {ours: [], echoes: []};
    const open: Latencies = {ours: [], echoes: []};
    try {
      await echo.sees('ready');
      await app.sees('Confirm the toggles', ' ledger');
      await app.rests();
      await app.press('l', 'The rotation ledger');
      while (!app.hasShown('last line')) await round(reading);
      while (open.ours.length < keys) await round(open);
      return [measurement('open', open), measurement('being read', reading)];
    } finally {
      await Promise.all([app.end(), echo.end()]);
    }
  });
}

/** Milliseconds. */
type Latencies = {ours: number[]; echoes: number[]};

function measurement(state: keyof typeof budgets, {ours, echoes}: Latencies): Measurement {
  const at = (latencies: readonly number[], share: number): string => quantile(latencies, share).toFixed(1);
  const note = `${ours.length} keys, median ${at(ours, 0.5)} ms, slowest ${at(ours, 1)} ms; bare echo: median ${at(echoes, 0.5)} ms, 99th percentile ${at(echoes, 0.99)} ms`;
  const what = `key to frame at ${screen.columns}x${screen.rows}, ledger of ${lines} lines ${state}, 99th percentile`;
  return {what, measured: quantile(ours, 0.99), budget: budgets[state], unit: 'ms', note};
}

if (import.meta.main) {
  for (const each of await measureKeys()) console.log(measurementLine(each));
}
