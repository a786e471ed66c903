/** What is so in a root with a long history, against the nightly check in the same place, and the first screen there: `node bench/status.ts`. */
import * as fs from 'node:fs';
import {dirname, join} from 'node:path';
import {frozen} from '../test/worlds/frozen.ts';
import {formatTimestamp, hour, compactTimestamp} from '../source/time.ts';
import {measurementLine, paired, processTimed, type Measurement, type Pair} from './measure.ts';
import {firstFrame} from './program.ts';
import {spreadOf} from './spread.ts';
import {writeLedger} from './ledger.ts';
import {program, withWorkplace} from './workplace.ts';

const sessions = 2000;

/** A few walks were never closed; of the others every second one restored what the one before it froze. */
export function measureStatus(rounds: number = 31): Promise<Measurement[]> {
  return withWorkplace(async ({folder, ledger, env}) => {
    writeLedger(ledger, 30);
    for (let index = 0; index < sessions; index += 1) {
      const at = Date.UTC(2026, 0, 1) + index * hour;
      const session = `${compactTimestamp(at)}-mcp-gateway-rollback-${index.toString(16).padStart(4, '0')}`;
      frozen(dirname(dirname(ledger)), {session, at: formatTimestamp(at), value: index % 2 === 0 ? '0' : '1', state: index % 500 === 499 ? 'open' : 'closed'});
    }
    const options = {cwd: folder, env, expectedCode: 1};
    if (!fs.existsSync(join(folder, 'logs', 'sessions'))) throw new Error('the sessions lie elsewhere');
    const command = (...words: string[]) => processTimed(process.execPath, [program, ...words], options);
    const told = await paired(command('status', '--json'), command('ledger', 'check', '--json'), rounds);
    const young = join(folder, 'young');
    fs.mkdirSync(young);
    const shown = await paired(firstFrame(folder, env), firstFrame(young, env), rounds);
    return [
      row(`status of ${sessions} sessions / ledger check`, 2, told),
      row(`first frame with ${sessions} sessions / with none`, 1.3, shown),
    ];
  });
}

function row(what: string, budget: number, {ratio, a, b, ratios}: Pair): Measurement {
  return {what, measured: ratio, budget, unit: 'x', note: `${a.toFixed(0)} ms against ${b.toFixed(0)} ms, ${spreadOf(ratios)}`};
}

if (import.meta.main) {
  for (const each of await measureStatus()) console.log(measurementLine(each));
}
