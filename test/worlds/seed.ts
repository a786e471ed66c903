import {hash} from 'node:crypto';

/**
 * Where all chance in tests comes from; `npm test -- --seed N` names another. Without one it is always the
 * same, so that a run that is green stays green until something is changed.
 */
export const seed = toSeed(process.env.TEST_SEED ?? '20251120');

function toSeed(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number < 2 ** 31) return number;
  throw new Error(`TEST_SEED is "${text}", expected a whole number below 2147483648`);
}

/** Numbers from 0 to below 1, always the same for a seed and a name (mulberry32, by Tommy Ettinger). */
export function seededRandom(name: string): () => number {
  let state = Number.parseInt(hash('sha256', `${seed} ${name}`).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
