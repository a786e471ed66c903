import assert from 'node:assert/strict';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {readJournal} from '../../source/journal/read-journal.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {assertKept, assertSurvives, segmentsIn, type Aftermath} from './aftermath.ts';
import {sessionsIn, settlements} from './continuing.ts';
import {seededRandom} from '../worlds/seed.ts';
import {freshPlace, rehearsing, runAndKill, type Call, type KillPlan, type Place} from './killing.ts';

/** `npm run test:long` sets it; the kills of one run are then counted in thousands. */
export const long = process.env.CRASH_TESTS === 'long';

/** One in so many of what could be tried, beginning where the seed says; the long run tries all of it. */
export function sample<Value>(all: readonly Value[], oneIn: number): Value[] {
  const first = Math.floor(seededRandom('crash tests')() * oneIn);
  return all.filter((_, index) => long || index % oneIn === first);
}

/** One or several deaths of the same session: in the rehearsal, then in each continuation. */
export type Campaign = readonly [KillPlan, ...KillPlan[]];

export type Counts = {kills: number; lines: number; ends: Record<Aftermath, number>; unreached: number; /** Deaths of the session that died most often. */ most: number};

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

/** All of them, two at a time; throws at the first record that did not survive, saying where it was killed. `resuming` goes on with one. */
export async function killAll(parent: string, campaigns: readonly Campaign[], resuming = ''): Promise<Counts> {
  const counts: Counts = {kills: 0, lines: 0, unreached: 0, most: 0, ends: {'nothing was written': 0, 'no first line': 0, 'closed already': 0, continued: 0}};
  const waiting = [...campaigns.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await carryOut(await freshPlace(parent, `victim-${next[0]}`), next[0], next[1], {counts, resuming});
      } catch (error) {
        waiting.length = 0;
        throw new Error(`killed ${JSON.stringify(next[1])}: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
      }
    }
  };
  await Promise.all(Array.from({length: atATime}, work));
  return counts;
}

async function carryOut(place: Place, number: number, [first, ...more]: Campaign, {counts, resuming}: {counts: Counts; resuming: string}): Promise<void> {
  const promised: Record<string, string> = {};
  let deaths = 0;
  const kill = async (script: readonly string[], plan: KillPlan): Promise<void> => {
    const {kept, killed} = await runAndKill(place, script, plan);
    for (const [name, bytes] of Object.entries(kept)) promised[name] = (promised[name] ?? '') + bytes;
    if (killed) deaths += 1;
    else counts.unreached += 1;
  };
  await kill(rehearsing, first);
  for (const plan of more) {
    if (!isOpen(place.root, promised)) break;
    await kill([resuming, place.root], plan);
  }
  const tornWrites = [first, ...more].slice(0, -1).filter(({how}) => how === 'part').length;
  const end = await assertSurvives(place.root, promised, {settlement: settlements[number % settlements.length] ?? 'not done', tornWrites});
  counts.kills += deaths;
  counts.most = Math.max(counts.most, deaths);
  counts.ends[end] += 1;
  counts.lines += Object.values(promised).join('').split('\n').length - 1;
  await rm(place.folder, {recursive: true, force: true});
}

/** Whether the killed session can be gone on with; checks what the last death left. */
function isOpen(root: string, promised: Record<string, string>): boolean {
  const folder = join(root, 'logs', 'practice', sessionsIn(root)[0] ?? 'none');
  assertKept(segmentsIn(folder), promised);
  const reading = readJournal(folder);
  if (!reading.ok || reading.session.state === 'closed') return false;
  const {verdict, findings} = verifySession(folder);
  assert.equal(verdict, 'unfinished', JSON.stringify(findings));
  return true;
}

export function countsText({kills, lines, ends, unreached, most}: Counts): string {
  const told = Object.entries(ends).map(([end, number]) => `${number} ${end}`).join(', ');
  const missed = unreached === 0 ? '' : `; ${unreached} programs ended before their call came`;
  const times = most > 1 ? `up to ${most} of one session, ` : '';
  return `${kills} kills, ${times}${lines} acknowledged lines, 0 of them lost, 0 bytes of earlier lines changed: ${told}${missed}`;
}
