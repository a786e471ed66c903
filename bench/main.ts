/** All benches: `npm run bench`, `node bench/main.ts [--json] [name ...]`. */
import {cpus} from 'node:os';
import {parseArgs} from 'node:util';
import {measureBytes} from './bytes.ts';
import {measureJournal} from './journal.ts';
import {measureKeys} from './keys.ts';
import {measureLedger} from './ledger.ts';
import {isWithin, measurementLine, type Measurement} from './measure.ts';
import {measureProgram} from './program.ts';
import {measureStatus} from './status.ts';
import {measureTeam} from './team.ts';
import {measureTeamAway} from './team-away.ts';

const benches: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  program: measureProgram,
  ledger: measureLedger,
  keys: measureKeys,
  journal: measureJournal,
  bytes: measureBytes,
  status: measureStatus,
  team: measureTeam,
  'team-away': measureTeamAway,
};

type Machine = {date: string; node: string; cores: number; cpu: string; platform: string};

function machine(): Machine {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cores: cores.length,
    cpu: cores[0]?.model ?? 'unknown',
    platform: `${process.platform} ${process.arch}`,
  };
}

/** A Markdown table whose columns stand below each other, for the terminal and the README alike. */
export function reportOf(measurements: readonly Measurement[], {date, node, cores, cpu, platform}: Machine): string {
  const head = ['what', 'measured', 'budget', '', 'how'];
  const rows = measurements.map(measurement => {
    const {what, measured, budget, unit, note} = measurement;
    const space = unit === 'x' ? '' : ' ';
    return [what, `${measured.toFixed(2)}${space}${unit}`, `${budget}${space}${unit}`, isWithin(measurement) ? 'met' : 'missed', note];
  });
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map(row => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map(width => '-'.repeat(width));
  return [
    ...[head, rule, ...rows].map(line),
    '',
    `Measured on ${date} with Node ${node} on ${cores} cores of ${cpu}, ${platform}. "x" is the median ratio to a yardstick that took turns with it.`,
  ].join('\n');
}

/** A missed budget is a finding, not a failure: the exit code says only whether it could be measured. */
async function main(): Promise<number> {
  const {values: {json}, positionals} = parseArgs({allowPositionals: true, options: {json: {type: 'boolean', default: false}}});
  const unknown = positionals.filter(name => !(name in benches));
  if (unknown.length > 0) {
    process.stderr.write(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`);
    return 2;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const measurements: Measurement[] = [];
  for (const name of names) {
    process.stderr.write(`measuring ${name}\n`);
    const measured = await benches[name]?.() ?? [];
    for (const each of measured) process.stderr.write(`  ${measurementLine(each)}\n`);
    measurements.push(...measured);
  }
  const report = json
    ? JSON.stringify({...machine(), measurements: measurements.map(each => ({...each, met: isWithin(each)}))}, null, 2)
    : reportOf(measurements, machine());
  process.stdout.write(`${report}\n`);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
