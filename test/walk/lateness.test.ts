import assert from 'node:assert/strict';
import {setImmediate} from 'node:timers/promises';
import {it} from 'node:test';
import {formatTimestamp} from '../../source/time.ts';
import type {Session} from '../../source/journal/session.ts';
import type {StepClock} from '../../source/journal/step-clock.ts';
import type {Conductor} from '../../source/walk/conductor.ts';
import {Lateness} from '../../source/walk/lateness.ts';
import type {Occasion} from '../../source/walk/notice/notice.ts';
import {closes, looks, runbookOf} from '../worlds/practice-session.ts';
import {testClock} from '../worlds/test-clock.ts';

const waits = ['**Kind:** wait', '**Effect:** reads', '**Action:** `gateway.reach`', '**Every:** 30s', '**Proof:** `reachable` = `true`', '**Budget:** 2m', '**If:** failed -> escalate'];
const runbook = runbookOf({look: [...looks, '**Budget:** 2m'], wait: waits, close: closes});

const opened: Partial<Session> = {clock: {since: formatTimestamp(testClock().now())}};

/** What others are told where so long is slept and the walk comes to these steps. */
async function toldAt(steps: ReadonlyArray<string | undefined>, notify: string | null = 'http://hooks.example', clock = testClock(), session: Partial<Session> = opened): Promise<Occasion[]> {
  const told: Occasion[] = [];
  const notices = {tell: (occasion: Occasion) => told.push(occasion)};
  const late = new Lateness({runbook, notices, session, ports: {clock, environment: {people: {notify: notify ?? undefined}}}} as unknown as Conductor);
  for (const step of steps) late.at(step);
  await setImmediate();
  late.over();
  return told;
}

const goneOn = (clock: Partial<StepClock>): Partial<Session> => ({clock: {since: formatTimestamp(testClock().now() - 50_000), ...clock}, resumedAt: formatTimestamp(testClock().now())});

const over: Occasion = {kind: 'over budget', step: 'look', milliseconds: 120_000, budget: 120_000};

for (const [what, steps, told] of [
  ['once, of a step that takes longer than its page allows', ['look', 'look'], [over]],
  ['nothing of a step that is over before that', ['look', 'close'], []],
  ['nothing of one that waits, which ends by itself', ['wait'], []],
  ['nothing of one that has all the time', ['close'], []],
  ['nothing where the walk is over', ['look', undefined], []],
] as const) {
  it(`without screens others are told ${what}`, async () => assert.deepEqual(await toldAt(steps), told));
}

it('nobody counts where nobody is to be told', async () => assert.deepEqual(await toldAt(['look'], null), []));

it('what a step has taken before the walk was gone on with counts, and what was told is not told again', async () => {
  const clock = testClock();
  assert.deepEqual(await toldAt(['look'], undefined, clock, goneOn({})), [{...over, milliseconds: 120_000}]);
  assert.deepEqual(clock.sleeps, [70_000]);
  assert.deepEqual(await toldAt(['look'], undefined, clock, goneOn({answered: 121_000})), []);
});

it('its time is counted once, however often it is said that the walk is there', async () => {
  const clock = testClock();
  await toldAt(['look', 'look', 'look'], undefined, clock);
  assert.deepEqual(clock.sleeps, [120_000]);
});
