/** Starting the program, against starting Node and nothing else: `node bench/program.ts`. */
import * as fs from 'node:fs';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {ledgerJson} from '../source/json.ts';
import {formatTimestamp, hour} from '../source/time.ts';
import {measurementLine, paired, processTimed, type Measurement, type Timed} from './measure.ts';
import {OnPty} from './on-pty.ts';
import {spreadOf} from './spread.ts';
import {program, withWorkplace, type Workplace} from './workplace.ts';

type Case = {what: string; words: readonly string[]; budget: number; env?: Readonly<Record<string, string>>; rounds: number};

const bareNode = ['-e', '0'];

export function measureProgram(): Promise<Measurement[]> {
  return withWorkplace(async workplace => {
    writeSmallLedger(workplace.ledger);
    return [
      await measureCommand({what: '--help', words: ['--help'], budget: 1.4, rounds: 41}, workplace),
      await measureCommand({what: 'ledger check --json', words: ['ledger', 'check', '--json'], budget: 1.4, rounds: 41}, workplace),
      await measureFirstFrame(workplace),
      await measureSmoke(workplace),
    ];
  });
}

/** One fresh drill. */
function writeSmallLedger(path: string): void {
  const rotatedAt = formatTimestamp(Date.now() - hour);
  fs.writeFileSync(path, `${ledgerJson({connector_id: 'operator_api', rotated_at: rotatedAt, window_hours: 48})}\n`);
}

async function measureCommand({what, words, budget, env, rounds}: Case, workplace: Workplace): Promise<Measurement> {
  const options = {cwd: workplace.folder, env: {...workplace.env, ...env}};
  const ours = processTimed(process.execPath, [program, ...words], options);
  return against(what, ours, processTimed(process.execPath, bareNode, options), {budget, rounds});
}

async function measureFirstFrame({folder, env}: Workplace): Promise<Measurement> {
  const bare = (): Promise<number> => new OnPty({command: [process.execPath, ...bareNode], cwd: folder, env, screen}).lifetime();
  return against('picker, first full frame on a pty', firstFrame(folder, env), bare, {budget: 2.2, rounds: 31});
}

const screen = {columns: 100, rows: 30};

/** The picker until its first whole frame: the list with its rows stands in the middle of it, the keys in its last row. */
export function firstFrame(folder: string, env: Workplace['env']): () => Promise<number> {
  return async () => {
    const running = new OnPty({command: [process.execPath, program], cwd: folder, env, screen});
    const milliseconds = await running.sees('Which procedure?', 'Stage B rehearsal', 'quit');
    await running.end();
    return milliseconds;
  };
}

async function measureSmoke(workplace: Workplace): Promise<Measurement> {
  const gateway = spawn(process.execPath, [program, 'gateway', '--port', '0'], {env: workplace.env, stdio: ['ignore', 'pipe', 'ignore']});
  try {
    const [line] = (await once(createInterface(gateway.stdout), 'line')) as [string];
    const url = /http:\/\/[\w.:]+/.exec(line)?.[0];
    if (url === undefined) throw new Error(`the gateway did not say where it is: ${line}`);
    const env = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: url};
    return await measureCommand({what: 'smoke --json, gateway in another process', words: ['smoke', '--json'], budget: 6, env, rounds: 31}, workplace);
  } finally {
    gateway.kill();
  }
}

async function against(what: string, ours: Timed, bare: Timed, {budget, rounds}: {budget: number; rounds: number}): Promise<Measurement> {
  const {ratio, a, b, ratios} = await paired(ours, bare, rounds);
  return {what: `${what} / bare node`, measured: ratio, budget, unit: 'x', note: `${a.toFixed(0)} ms against ${b.toFixed(0)} ms, ${spreadOf(ratios)}`};
}

if (import.meta.main) {
  for (const measurement of await measureProgram()) console.log(measurementLine(measurement));
}
