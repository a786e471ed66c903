import {setTimeout as sleep} from 'node:timers/promises';
import type {PtyProgram} from './pty-program.ts';

/** What lies between a person and the program: bytes per second, and milliseconds each way. */
export type Line = {bytesPerSecond: number; delay: number};

/** Ten bits carry a byte; a satellite is between. */
export const modem: Line = {bytesPerSecond: 960, delay: 300};

/** A key's bytes travel together; what a program does with those that do not is a matter of its clock (test/app/keyboard.test.ts). */
const keyPieces = /\u001B\[[\d;]*[~A-Za-z]|./gsu;

/** The program at the far end of the line: what it writes can be seen once the line has carried it, and keys come one by one, late. */
export function atTheFarEnd(program: PtyProgram, line: Line): PtyProgram {
  const keys = carrier(line, keyPieces, text => {
    if (!program.end()) program.write(text);
  });
  return {
    ...program,
    write: text => void keys(text),
    onOutput: listener => program.onOutput(carrier(line, /.{1,10}/gsu, listener)),
  };
}

/** Carries text in pieces, in order, each when the line is free; resolves when the last has arrived. */
function carrier({bytesPerSecond, delay}: Line, pieces: RegExp, arrive: (text: string) => Promise<void> | void): (text: string) => Promise<void> {
  let free = 0;
  let last = Promise.resolve();
  return text => {
    for (const piece of text.match(pieces) ?? []) {
      free = Math.max(free, performance.now()) + (Buffer.byteLength(piece) / bytesPerSecond) * 1000;
      const due = free + delay;
      last = last.then(async () => {
        if (due > performance.now()) await sleep(due - performance.now());
        await arrive(piece);
      });
    }
    return last;
  };
}
