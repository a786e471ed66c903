/**
 * The rotation ledger against its yardsticks: `node bench/ledger.ts`. A child of its own does each
 * review, so that its memory is its own too.
 */
import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {rotationWindowHours} from '../source/connector/services.ts';
import {ledgerJson, type JsonObject} from '../source/json.ts';
import {checkRecency} from '../source/ledger/recency.ts';
import {reviewLedger} from '../source/ledger/review-file.ts';
import {formatTimestamp, hour, minute, windowId} from '../source/time.ts';
import {measurementLine, paired, runProcess, timed, type Measurement} from './measure.ts';

const million = 1_000_000;
const newest = Date.UTC(2026, 10, 22);
const connectors = ['operator_api', 'operator_upload', 'crown_handshake'];

/** A ledger of `lines` lines, one a minute, in the shapes of generations 1, 2 and 5 by turns, the newest stamp last. */
export function writeLedger(path: string, lines: number): void {
  const descriptor = fs.openSync(path, 'w');
  let pending = '';
  for (let index = 0; index < lines; index += 1) {
    pending += `${ledgerJson(entryAt(index, newest - (lines - index) * minute))}\n`;
    if (pending.length > million || index === lines - 1) {
      fs.writeSync(descriptor, pending);
      pending = '';
    }
  }
  fs.closeSync(descriptor);
}

function entryAt(index: number, rotatedAt: number): JsonObject {
  const stamp = formatTimestamp(rotatedAt);
  const expiry = formatTimestamp(rotatedAt + 48 * hour);
  const id = windowId(rotatedAt, 'PT48H');
  const first = {connector_id: connectors[index % 3] ?? '', rotated_at: stamp, window_hours: 48};
  const second = {rotation_window: {window_id: id, started_at: stamp, expires_at: expiry, duration: 'PT48H'}};
  const fifth = {credential_window: {issued_at: stamp, expires_at: expiry, duration: 'P2D', rotation_window_id: id}};
  const shapes: JsonObject[] = [first, {...first, ...second}, {...first, ...second, ...fifth}];
  return shapes[Math.floor(index / 3) % 3] ?? first;
}

/** The nightly check reads back through its 48 hours and no further: as fast with a year before them as without. */
async function measureCheck(folder: string, rounds: number = 31): Promise<Measurement[]> {
  const calls = 50;
  const window = rotationWindowHours * 60;
  const small = join(folder, `${window}.jsonl`);
  writeLedger(small, window);
  const check = (path: string) => () => timed(() => checkRecency(path, newest), calls);
  const measurements: Measurement[] = [];
  for (const lines of [100_000, million]) {
    const path = join(folder, `${lines}.jsonl`);
    if (!fs.existsSync(path)) writeLedger(path, lines);
    const {ratio, a, b} = await paired(check(path), check(small), rounds);
    const times = `${(a / calls).toFixed(3)} ms against ${(b / calls).toFixed(3)} ms`;
    const note = `${times}, ${rounds} rounds of ${calls} calls`;
    measurements.push({what: `ledger check at ${lines} lines / at the ${window} of its 48 hours`, measured: ratio, budget: 1.3, unit: 'x', note});
  }
  return measurements;
}

/** What a child answers: milliseconds of the work alone, and the most memory it held. */
type Answer = {milliseconds: number; peak: number; entries: number};

/** Review of a million lines against JSON.parse and nothing else over the same lines. */
async function measureReview(folder: string, rounds: number = 5): Promise<Measurement[]> {
  const path = join(folder, `${million}.jsonl`);
  if (!fs.existsSync(path)) writeLedger(path, million);
  const peaks: number[] = [];
  const child = (work: string) => async (): Promise<number> => {
    const {stdout} = await runProcess(process.execPath, [fileURLToPath(import.meta.url), work, path]);
    const answer = JSON.parse(stdout) as Answer;
    if (answer.entries !== million) throw new Error(`${work} saw ${answer.entries} lines`);
    if (work === 'review') peaks.push(answer.peak);
    return answer.milliseconds;
  };
  const {ratio, a, b} = await paired(child('review'), child('parse'), rounds);
  const review = `ledger review of ${million} lines`;
  const times = `${a.toFixed(0)} ms with reading and decoding against ${b.toFixed(0)} ms of parsing alone`;
  const note = `${times}, ${rounds} rounds`;
  const peak = Math.max(...peaks);
  return [
    {what: `${review} / bare JSON.parse of them`, measured: ratio, budget: 4, unit: 'x', note},
    {what: `${review}, peak memory`, measured: peak, budget: 200, unit: 'MiB', note: 'whole process, worst round'},
  ];
}

const works: Record<string, (path: string) => Promise<Omit<Answer, 'peak'>>> = {
  async review(path) {
    const start = performance.now();
    const {entries} = await reviewLedger(path, newest);
    return {milliseconds: performance.now() - start, entries};
  },
  async parse(path) {
    const lines = fs.readFileSync(path, 'latin1').split('\n');
    lines.pop();
    let entries = 0;
    const start = performance.now();
    for (const line of lines) {
      if (JSON.parse(line) !== null) entries += 1;
    }
    return {milliseconds: performance.now() - start, entries};
  },
};

/** All of this file's figures, in a temporary folder that is gone afterwards. */
export async function measureLedger(): Promise<Measurement[]> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  try {
    return [...await measureCheck(folder), ...await measureReview(folder)];
  } finally {
    fs.rmSync(folder, {recursive: true, force: true});
  }
}

if (import.meta.main) {
  const [work, path] = process.argv.slice(2);
  const inChild = work === undefined ? undefined : works[work];
  if (inChild && path !== undefined) {
    const answer: Answer = {...await inChild(path), peak: process.resourceUsage().maxRSS / 1024};
    console.log(JSON.stringify(answer));
  } else {
    for (const measurement of await measureLedger()) console.log(measurementLine(measurement));
  }
}
