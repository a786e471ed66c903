import {rotationWindowHours} from '../connector/services.ts';
import {hour} from '../time.ts';

/** More than 48 hours between two drills of one connector, milliseconds since 1970; the line, from 1, is that of the drill that ended it. */
export type Silence = {from: number; to: number; line: number};

/** The newest of them, oldest first, and how many there are. */
export type Silences = {count: number; newest: readonly Silence[]};

/** Drills that follow each other within 48 hours, whatever the order of their lines; `line` is that of the first one. */
type Spell = {from: number; to: number; line: number};

/** What is remembered of one connector's drills: its spells in the order of time, and how many older ones were forgotten. */
export type Spells = {known: Spell[]; forgotten: number};

/** A year of silences and more, and memory stays flat. */
const remembered = 200;

/** Silences that are told one by one. */
const told = 20;

const longest = rotationWindowHours * hour;

export function noSpells(): Spells {
  return {known: [], forgotten: 0};
}

/**
 * Takes the drill at `stamp` in place: a ledger is not in the order of its times, so that a later line may lie in what
 * was a silence until then, and end it.
 */
export function hearDrill(spells: Spells, stamp: number, line: number): void {
  const {known} = spells;
  const index = known.findLastIndex(({from}) => from <= stamp);
  const [before, after] = [known[index], known[index + 1]];
  const joins = after !== undefined && after.from - stamp <= longest;
  if (before && stamp - before.to <= longest) {
    before.to = Math.max(before.to, joins ? after.to : stamp);
    if (joins) known.splice(index + 1, 1);
  } else if (joins) {
    Object.assign(after, {from: stamp, line});
  } else if (before || spells.forgotten === 0) {
    known.splice(index + 1, 0, {from: stamp, to: stamp, line});
    if (known.length > remembered) {
      known.shift();
      spells.forgotten += 1;
    }
  }
}

/** Takes back what turned out to lie ahead of its time, and alone there. */
export function forgetDrill({known}: Spells, stamp: number): void {
  const index = known.findLastIndex(({from, to}) => from === stamp && to === stamp);
  if (index !== -1) known.splice(index, 1);
}

export function silencesOf({known, forgotten}: Spells): Silences {
  const silences = known.slice(1).map(({from, line}, index) => ({from: known[index]?.to ?? from, to: from, line}));
  return {count: forgotten + silences.length, newest: silences.slice(-told)};
}
