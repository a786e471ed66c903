import fc from 'fast-check';
import {seed} from './seed.ts';

fc.configureGlobal({seed});

/** The halves of pairs (UTF-16) are no characters. */
const [firstHalf, halves, last] = [0xd8_00, 0x8_00, 0x10_ff_ff];

/** Any character at all, as a unit of strings: the same as the package's `binary`, which makes a table of all million of them first. */
export const anyCharacter = fc.nat(last - halves).map(
  place => String.fromCodePoint(place < firstHalf ? place : place + halves),
  character => {
    const point = typeof character === 'string' ? (character.codePointAt(0) ?? -1) : -1;
    const isHalf = point >= firstHalf && point < firstHalf + halves;
    if (point < 0 || isHalf || String.fromCodePoint(point) !== character) throw new Error('not one character');
    return point < firstHalf ? point : point - halves;
  },
);

/** fast-check with the seed of this run: to be imported instead of the package. */
export {fc};
