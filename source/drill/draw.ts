import {randomInt} from 'node:crypto';
import {exitCode, OperatorError} from '../errors.ts';
import type {Scenario} from '../runbook/scenario.ts';

/** What `--drill` is given to have one drawn. */
export const randomDrill = 'random';

/** One more than the largest seed: what 32 bits can say. */
const seeds = 2 ** 32;

/** Seeds that we draw are short enough to be called across a room. */
const drawnSeeds = 10_000;

export function drawSeed(): number {
  return randomInt(drawnSeeds);
}

/** @throws OperatorError when it is no whole number from 0 to 4294967295. */
export function toSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : seeds;
  if (seed < seeds) return seed;
  throw new OperatorError(`${JSON.stringify(text)} is no seed`, {
    code: 'usage',
    next: `Give a whole number from 0 to ${seeds - 1}, such as 4711.`,
    exit: exitCode.usage,
  });
}

/** The drill that a seed draws: the same seed and the same page give the same drill, on every machine. */
export function drawDrill(drills: readonly Scenario[], seed: number, runbook: string): Scenario {
  const drawn = drills[Math.floor((mixed(seed) / seeds) * drills.length)];
  if (drawn) return drawn;
  throw new OperatorError(`${runbook} has no drills to draw from`, {
    code: 'unknown-drill',
    next: 'The command drills lists what there is.',
    exit: exitCode.usage,
  });
}

/** The first number of mulberry32 (Tommy Ettinger, public domain): 32 bits in, 32 well mixed bits out. */
function mixed(seed: number): number {
  const begun = (seed + 0x6d2b79f5) | 0;
  const folded = Math.imul(begun ^ (begun >>> 15), begun | 1);
  const turned = folded ^ (folded + Math.imul(folded ^ (folded >>> 7), folded | 61));
  return (turned ^ (turned >>> 14)) >>> 0;
}
