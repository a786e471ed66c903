/** One line of the journal against writing as many bytes and nothing else: `node bench/journal.ts`. */
import * as fs from 'node:fs';
import {join} from 'node:path';
import {systemClock} from '../source/clock.ts';
import {SecretMask} from '../source/secret-mask.ts';
import {createJournal} from '../source/journal/journal.ts';
import {measurementLine, paired, timed, type Measurement} from './measure.ts';
import {spreadOf} from './spread.ts';
import {withWorkplace} from './workplace.ts';

const calls = 20;

/** Both wait for the disk (fsync), which is what an append is made of. */
export function measureJournal(rounds: number = 61): Promise<Measurement[]> {
  return withWorkplace(async ({folder}) => {
    const journal = createJournal(join(folder, 'session'), {session: '20261122T090000Z-0000', class: 'practice'}, {
      clock: systemClock,
      mask: () => new SecretMask([]),
    });
    const append = (): void => {
      const written = journal.append('note.added', 'mara', {step: 'smoke', text: 'n'.repeat(600)});
      if (!written.ok) throw written.failure;
    };
    append();
    const line = fs.readFileSync(journal.path);
    const bare = fs.openSync(join(folder, 'bare'), 'a');
    const write = (): void => {
      fs.writeSync(bare, line);
      fs.fsyncSync(bare);
    };
    try {
      const {ratio, a, b, ratios} = await paired(() => timed(append, calls), () => timed(write, calls), rounds);
      const note = `${(a / calls).toFixed(2)} ms against ${(b / calls).toFixed(2)} ms, ${spreadOf(ratios)} of ${calls}`;
      return [{what: 'one journal append / bare write and fsync of its bytes', measured: ratio, budget: 1.15, unit: 'x', note}];
    } finally {
      fs.closeSync(bare);
      journal.close();
    }
  });
}

if (import.meta.main) {
  for (const each of await measureJournal()) console.log(measurementLine(each));
}
