/** A whole rollback while the team's database takes connections and never answers, against the same without a team: `node bench/team-away.ts`. */
import * as fs from 'node:fs';
import {createServer, type AddressInfo, type Socket} from 'node:net';
import {join} from 'node:path';
import {once} from 'node:events';
import {measurementLine, paired, runProcess, type Measurement} from './measure.ts';
import {quantile, spreadOf} from './spread.ts';
import {program, withWorkplace, type Workplace} from './workplace.ts';

const budget = 1.05;

/** What the journal says of each step, milliseconds. */
type Steps = ReadonlyMap<string, number>;

/** Of steps that take less, milliseconds, the clock of the journal says too little. */
const long = 20;

export async function measureTeamAway(rounds = 25): Promise<Measurement[]> {
  const sockets = new Set<Socket>();
  const silent = createServer(socket => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const {port} = silent.address() as AddressInfo;
  try {
    return await withWorkplace(away => withWorkplace(async alone => {
      fs.writeFileSync(join(away.folder, 'mcp-runbook.yaml'), `team:\n  database: postgres://127.0.0.1:${port}/runbook\n  name: operations\n`);
      const walked = {away: [] as Steps[], alone: [] as Steps[]};
      const walk = (workplace: Workplace, told: Steps[]) => async (): Promise<number> => {
        const steps = await rollback(workplace);
        told.push(steps);
        return [...steps.values()].reduce((sum, step) => sum + step, 0);
      };
      const {ratio, a, b, ratios} = await paired(walk(away, walked.away), walk(alone, walked.alone), rounds);
      if (sockets.size === 0) throw new Error('nobody has tried to share');
      // The lower quarter: above it the neighbours of a shared machine tell more than the step.
      const usual = (told: readonly Steps[], step: string): number => quantile(told.map(steps => steps.get(step) ?? Number.NaN), 0.25);
      const each = [...(walked.alone[0]?.keys() ?? [])].map(step => ({step, away: usual(walked.away, step), alone: usual(walked.alone, step)})).filter(({alone: time}) => time >= long);
      const [worst] = each.toSorted((one, other) => other.away / other.alone - one.away / one.alone);
      if (!worst) throw new Error('no step took long enough');
      return [
        {what: 'all steps of a rollback with the database away / without a team', measured: ratio, budget, unit: 'x', note: `${a.toFixed(0)} ms against ${b.toFixed(0)} ms, ${spreadOf(ratios)}`},
        {what: 'the step of it that is slowed down most', measured: worst.away / worst.alone, budget, unit: 'x', note: `${worst.step}: ${worst.away} ms against ${worst.alone} ms, of ${each.length} steps that take ${long} ms and more`},
      ];
    }));
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}

async function rollback({folder, env}: Workplace): Promise<Steps> {
  await runProcess(process.execPath, [program, 'run', 'mcp-gateway-rollback', '--drill', 'quiet-rollback', '--auto'], {cwd: folder, env});
  const practised = join(folder, 'logs', 'practice');
  const session = fs.readdirSync(practised).filter(name => name.includes('rollback')).toSorted().at(-1) ?? 'none';
  const lines = fs.readFileSync(join(practised, session, 'journal.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as {type: string; body: {step: string; milliseconds: number}});
  fs.rmSync(join(practised, session), {recursive: true});
  return new Map(lines.flatMap(({type, body}) => (type === 'step.finished' ? [[body.step, body.milliseconds]] : [])));
}

if (import.meta.main) {
  for (const each of await measureTeamAway()) console.log(measurementLine(each));
}
