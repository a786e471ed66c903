/** What goes over the line to a terminal of 80x24: `node bench/bytes.ts`. */
import {measurementLine, type Measurement} from './measure.ts';
import {OnPty} from './on-pty.ts';
import {program, withWorkplace} from './workplace.ts';

const screen = {columns: 80, rows: 24};
/** A byte for each cell, and three for those of the four rules (UTF-8). */
const screenful = screen.columns * (screen.rows - 4 + 4 * 3);
const idle = 5000;

export function measureBytes(): Promise<Measurement[]> {
  return withWorkplace(async ({folder, env}) => {
    const app = new OnPty({command: [process.execPath, program, 'run', 'stage-b-rehearsal', '--env', 'practice'], cwd: folder, env, screen});
    try {
      await app.sees('Confirm the toggles', ' ledger');
      await app.rests();
      const bytesOf = async (key: string, word: string): Promise<number> => {
        const before = app.bytes();
        await app.press(key, word);
        return app.bytes() - before;
      };
      const screens = [await bytesOf('?', 'Keys here'), await bytesOf('q', 'Confirm the toggles'), await bytesOf('l', 'The rotation ledger'), await bytesOf('q', 'Confirm the toggles')];
      await bytesOf('n', 'A note');
      const letters: number[] = [];
      for (const letter of 'the gateway answers again, after the restart') letters.push(await bytesOf(letter, '▏'));
      await bytesOf('\u001B', 'run');
      await app.rests();
      const before = app.bytes();
      await new Promise(resolve => setTimeout(resolve, idle));
      const rested = app.bytes() - before;
      const row = (what: string, measured: number, budget: number, note: string): Measurement => ({what: `${what}, ${screen.columns}x${screen.rows}`, measured, budget, unit: 'bytes', note});
      return [
        row('a typed letter, the most', Math.max(...letters), 250, `${letters.length} letters of a note`),
        row('another screen, the most', Math.max(...screens), screenful, 'help, ledger and back; the budget is a screenful'),
        row('nobody does anything, clock off', rested, 0, `${idle / 1000} s at a step`),
      ];
    } finally {
      await app.end();
    }
  });
}

if (import.meta.main) {
  for (const each of await measureBytes()) console.log(measurementLine(each));
}
