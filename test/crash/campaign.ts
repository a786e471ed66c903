import assert from 'node:assert/strict';
import {rm} from 'node:fs/promises';
import {assertSurvives, type Aftermath} from './aftermath.ts';
import {settlements} from './continuing.ts';
import {freshPlace, rehearsing, resuming, runAndKill, type Call, type KillPlan} from './killing.ts';

/** `npm run test:long` sets it; the kills of one run are then counted in thousands. */
export const long = process.env.CRASH_TESTS === 'long';

/** One or several deaths of the same session: in the rehearsal, then in each continuation. */
export type Campaign = readonly [KillPlan, ...KillPlan[]];

export type Counts = {kills: number; lines: number; ends: Record<Aftermath, number>; unreached: number};

const atATime = 2;

/** Evidence of equal content is written once, so that one rehearsal makes a few calls less than another. */
export const fewer = 16;

/** Every file call of one rehearsal that lives. */
export async function callsOfARehearsal(parent: string): Promise<Call[]> {
  const place = await freshPlace(parent, 'alive');
  const {calls, killed} = await runAndKill(place, rehearsing, {call: 0, how: 'before'});
  assert.equal(killed, false);
  return calls;
}

/** One kill at each file call of a rehearsal; answers the counts as a sentence. */
export async function killedAround(parent: string, how: 'before' | 'after'): Promise<string> {
  const calls = await callsOfARehearsal(parent);
  const names = new Set(calls.map(({name}) => name));
  for (const name of ['writeSync', 'fsyncSync', 'openSync', 'renameSync', 'mkdirSync']) assert.ok(names.has(name), `no ${name} was seen`);
  const counts = await killAll(parent, calls.map(({call}): Campaign => [{call, how}]));
  assert.ok(counts.kills >= 180, `only ${counts.kills} kills: the harness sees too few calls`);
  assert.ok(counts.unreached <= fewer, `${counts.unreached} programs ended before their call came`);
  assert.ok(counts.ends.continued > counts.kills / 2, 'too few sessions came as far as their first line');
  return countsText(counts);
}

/** All of them, two at a time; throws at the first record that did not survive, saying where it was killed. */
export async function killAll(parent: string, campaigns: readonly Campaign[]): Promise<Counts> {
  const counts: Counts = {kills: 0, lines: 0, unreached: 0, ends: {'nothing was written': 0, 'no first line': 0, 'closed already': 0, continued: 0}};
  const waiting = [...campaigns.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await carryOut(parent, next[0], next[1], counts);
      } catch (error) {
        waiting.length = 0;
        throw new Error(`killed ${JSON.stringify(next[1])}: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
      }
    }
  };
  await Promise.all(Array.from({length: atATime}, work));
  return counts;
}

async function carryOut(parent: string, number: number, [first, ...more]: Campaign, counts: Counts): Promise<void> {
  const place = await freshPlace(parent, `victim-${number}`);
  const settlement = number % settlements.length;
  const {kept, killed} = await runAndKill(place, rehearsing, first);
  const promised = {...kept};
  count(counts, killed);
  for (const plan of more) {
    const again = await runAndKill(place, resuming(place, settlement), plan);
    for (const [name, bytes] of Object.entries(again.kept)) promised[name] = (promised[name] ?? '') + bytes;
    count(counts, again.killed);
  }
  const end = await assertSurvives(place.root, promised, settlements[settlement] ?? 'not done');
  counts.ends[end] += 1;
  counts.lines += Object.values(promised).join('').split('\n').length - 1;
  await rm(place.folder, {recursive: true, force: true});
}

function count(counts: Counts, killed: boolean): void {
  if (killed) counts.kills += 1;
  else counts.unreached += 1;
}

export function countsText({kills, lines, ends, unreached}: Counts): string {
  const told = Object.entries(ends).map(([end, number]) => `${number} ${end}`).join(', ');
  const missed = unreached === 0 ? '' : `; ${unreached} programs ended before their call came`;
  return `${kills} kills, ${lines} acknowledged lines, 0 of them lost, 0 bytes of earlier lines changed: ${told}${missed}`;
}
