import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {FaultName} from '../../source/practice/faults.ts';
import type {Turn} from '../../source/runbook/schema.ts';
import type {Decision, Report} from '../../source/walk/conductor.ts';
import {unattended} from '../../source/walk/unattended.ts';
import {walk, type Driver} from '../../source/walk/walk.ts';
import {diskWith, type Trouble} from '../worlds/disk.ts';
import {closes, looks, nobody, practiceSession, runbookOf, smokes, type PracticeSession} from '../worlds/practice-session.ts';

const going = new AbortController().signal;
const reaches = [
  '**Kind:** check',
  '**Effect:** reads',
  '**Action:** `gateway.reach`',
  '**Proof:** `reachable` = `true`',
];
const retrying = (times: number): string[] => [...smokes, `**If:** failed -> retry ${times}, stop`];

const statuses = ({conductor}: PracticeSession): string => conductor.session.steps.map(({status}) => status).join(' ');

/** What was journalled, without what each line says. */
const types = (session: PracticeSession): string =>
  session
    .events()
    .slice(1)
    .map(({type}) => type)
    .join(' ');

const silent: Omit<Driver, 'decide'> = {ask: nobody, report: () => {}};

type Unattended = {
  what: string;
  steps: Record<string, string[]>;
  fault?: FaultName;
  trouble?: [Trouble, number];
  toggle?: string;
  exit: number;
  statuses: string;
  attempts?: number;
  reason?: string | null;
  ledger: number;
  handshakes?: number;
};

const walks: readonly Unattended[] = [
  {
    what: 'all goes well',
    steps: {look: looks, smoke: smokes, close: closes},
    exit: 0,
    statuses: 'done done done',
    reason: null,
    ledger: 3,
    handshakes: 1,
  },
  {
    what: 'a check does not hold',
    steps: {look: looks, smoke: smokes},
    toggle: 'true',
    exit: 1,
    statuses: 'failed waiting',
    reason: 'stopped at step 1: The look step: failed',
    ledger: 0,
    handshakes: 0,
  },
  {
    what: 'a check does not hold, which the page lets one repeat',
    steps: {look: [...looks, '**If:** failed -> retry 1, stop']},
    toggle: '0',
    exit: 1,
    statuses: 'failed',
    attempts: 2,
    reason: 'stopped at step 1: The look step: failed',
    ledger: 0,
  },
  {
    what: 'nothing answers',
    steps: {reach: reaches, close: closes},
    fault: 'refused',
    exit: 3,
    statuses: 'failed waiting',
    reason: 'stopped at step 1: The reach step: failed',
    ledger: 0,
  },
  {
    what: 'the gateway refuses and the page allows no retry',
    steps: {smoke: smokes},
    fault: 'heartbeat-refused',
    exit: 3,
    statuses: 'failed',
    attempts: 1,
    reason: 'stopped at step 1: The smoke step: failed',
    ledger: 0,
    handshakes: 1,
  },
  {
    what: 'the gateway refuses and the page allows two retries',
    steps: {smoke: retrying(2)},
    fault: 'heartbeat-refused',
    exit: 3,
    statuses: 'failed',
    attempts: 3,
    reason: 'stopped at step 1: The smoke step: failed',
    ledger: 0,
    handshakes: 3,
  },
  {
    what: 'the toggle stands before a comment',
    steps: {smoke: smokes},
    toggle: '1 # on',
    exit: 0,
    statuses: 'done',
    ledger: 3,
  },
  {
    what: 'the toggles are off when it comes to the smoke run',
    steps: {smoke: retrying(1)},
    toggle: '0',
    exit: 4,
    statuses: 'failed',
    attempts: 2,
    reason: 'stopped at step 1: The smoke step: failed',
    ledger: 0,
    handshakes: 0,
  },
  {
    what: 'nobody knows whether the gateway acted',
    steps: {smoke: retrying(2), close: closes},
    fault: 'dropped-after-sending',
    exit: 6,
    statuses: 'unknown waiting',
    attempts: 1,
    ledger: 0,
    handshakes: 1,
  },
  {
    what: 'nobody knows whether the heartbeat arrived',
    steps: {smoke: retrying(5)},
    fault: 'heartbeat-dropped',
    exit: 6,
    statuses: 'unknown',
    attempts: 1,
    ledger: 0,
    handshakes: 1,
  },
  {
    what: 'the intent cannot be recorded',
    steps: {look: looks, smoke: smokes},
    trouble: ['ENOSPC on write', 4],
    exit: 5,
    statuses: 'done waiting',
    ledger: 0,
    handshakes: 0,
  },
  {
    what: 'a look cannot be recorded',
    steps: {look: looks, smoke: smokes},
    trouble: ['EIO on sync', 2],
    exit: 5,
    statuses: 'waiting waiting',
    ledger: 0,
    handshakes: 0,
  },
  {
    what: 'the outcome cannot be recorded',
    steps: {smoke: retrying(2)},
    trouble: ['EIO on write', 3],
    exit: 5,
    statuses: 'running',
    ledger: 3,
    handshakes: 1,
  },
  {
    what: 'only the end cannot be recorded',
    steps: {look: looks},
    trouble: ['EIO on write', 4],
    exit: 5,
    statuses: 'done',
    ledger: 0,
  },
];

describe('walking unattended', () => {
  for (const {what, steps, fault, trouble, toggle, exit, ...expected} of walks) {
    it(`exits with ${exit} when ${what}`, async t => {
      const session = await practiceSession(t, {
        runbook: runbookOf(steps),
        ...(fault && {fault}),
        ...(trouble && {calls: diskWith(...trouble).calls}),
      });
      if (toggle !== undefined)
        writeFileSync(join(session.world.environment.places.logs, 'operator.env'), `ABZU_USE_MCP=${toggle}\n`);
      assert.equal(await walk(session.conductor, {...unattended({confirmed: 'practice, unattended'}), ...silent}, going), exit);
      assert.equal(statuses(session), expected.statuses);
      // What nobody knows is left for whoever settles it.
      if (exit === 6) assert.equal(session.conductor.session.state, 'paused');
      assert.equal(session.ledger().length, expected.ledger);
      const last = session.conductor.session.steps.findLast(({attempts}) => attempts > 0);
      if (expected.attempts !== undefined) assert.equal(last?.attempts, expected.attempts);
      if (expected.handshakes !== undefined)
        assert.equal(session.world.gateway.seen.filter(({path}) => path === '/handshake').length, expected.handshakes);
      if (expected.reason !== undefined) assert.equal(session.conductor.session.closed?.reason, expected.reason);
    });
  }

  it('writes how each changing step was allowed', async t => {
    const session = await practiceSession(t);
    await walk(session.conductor, {...unattended({confirmed: 'practice, unattended'}), ...silent}, going);
    assert.deepEqual(
      session.events().flatMap(({type, body}) => (type === 'step.started' ? [body.confirmed] : [])),
      [null, 'practice, unattended', null],
    );
  });

  it('reports every line that it wrote', async t => {
    const session = await practiceSession(t);
    const reports: Report[] = [];
    await walk(session.conductor, {...unattended({confirmed: 'yes'}), ask: nobody, report: report => reports.push(report)}, going);
    assert.deepEqual(
      reports.flatMap(report => (report.kind === 'written' ? [report.event] : [])),
      session.events().slice(1),
    );
  });

  it('pauses when it is told to stop between two steps, and keeps the session', async t => {
    const session = await practiceSession(t);
    const stop = new AbortController();
    const report = (told: Report): void => {
      if (told.kind === 'written' && told.event.type === 'step.finished') stop.abort();
    };
    assert.equal(await walk(session.conductor, {...unattended({confirmed: 'yes'}), ask: nobody, report}, stop.signal), 0);
    assert.equal(types(session), 'step.started step.finished session.paused');
    assert.equal(session.conductor.session.state, 'paused');
  });

  it('exits with 6 when it is told to stop while a request is on its way', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({smoke: retrying(2)}), fault: 'dripping'});
    const stop = new AbortController();
    const walking = walk(session.conductor, {...unattended({confirmed: 'yes'}), ...silent}, stop.signal);
    while (session.world.gateway.seen.length === 0) await new Promise(resolve => setImmediate(resolve));
    stop.abort();
    assert.equal(await walking, 6);
    assert.equal(types(session), 'step.started step.finished session.paused');
    assert.equal(session.world.gateway.seen.length, 1);
  });
});

/** Decides by a list, each about the step that is due; asking for more than it holds is a failure of the test. */
function deciding(...decisions: Decision[]): Driver {
  return {
    ...silent,
    decide: async ({session: {current}}) => {
      const decision = decisions.shift();
      assert.ok(decision && current !== undefined, 'nothing more was to be decided');
      return 'step' in decision ? {...decision, step: current} : decision;
    },
  };
}

const step = 'the one that is due';
const run: Decision = {kind: 'run', step, allowance: {confirmed: 'practice'}};
const leave: Decision = {kind: 'leave', reason: 'left by the operator'};
const way = (...then: Turn[]): Decision => ({kind: 'take way', step, branch: {line: 1, when: 'it is down', then}, reason: 'seen'});

const attended: ReadonlyArray<
  [what: string, decisions: Decision[], fault: FaultName | undefined, exit: number, written: string]
> = [
  [
    'walk to the end',
    [run, run, run],
    undefined,
    0,
    'step.started step.finished step.started step.finished step.started step.finished session.closed',
  ],
  ['leave at once', [leave], undefined, 0, 'session.paused'],
  [
    'leave after a failure',
    [run, run, leave],
    'refused',
    0,
    'step.started step.finished step.started step.finished session.paused',
  ],
  [
    'leave after nobody knows',
    [run, run, leave],
    'dropped-after-sending',
    6,
    'step.started step.finished step.started step.finished session.paused',
  ],
  [
    'note, skip and go on',
    [
      {kind: 'note', step, text: 'odd'},
      {kind: 'skip', step, reason: 'seen'},
      {kind: 'skip', step, reason: 'later'},
      {kind: 'skip', step, reason: 'alone'},
    ],
    undefined,
    0,
    'note.added step.skipped step.skipped step.skipped session.closed',
  ],
  [
    'skip what failed',
    [run, run, {kind: 'skip', step, reason: 'the gateway is down'}, run],
    'refused',
    0,
    'step.started step.finished step.started step.finished step.skipped step.started step.finished session.closed',
  ],
  [
    'try again as often as they want',
    [run, run, run, run, leave],
    'heartbeat-refused',
    0,
    `step.started step.finished ${'step.started step.finished '.repeat(3)}session.paused`,
  ],
  ['stop by a way of the page, which ends the session', [run, way({kind: 'stop'})], undefined, 1, 'step.started step.finished step.left session.closed'],
  ['stop by a way that only says to try again', [way({kind: 'retry', times: 2})], undefined, 1, 'step.left session.closed'],
  ['call somebody by a way of the page, which ends nothing', [way({kind: 'escalate'}), leave], undefined, 0, 'step.left session.paused'],
  ['take a hint', [{kind: 'hint', step, number: 1, text: 'Look again.'}, leave], undefined, 0, 'hint.taken session.paused'],
];

describe('walking with somebody who decides', () => {
  for (const [what, decisions, fault, exit, written] of attended) {
    it(`lets them ${what}, and exits with ${exit}`, async t => {
      const session = await practiceSession(t, {...(fault && {fault})});
      assert.equal(await walk(session.conductor, deciding(...decisions), going), exit);
      assert.equal(types(session), written);
    });
  }

  it('asks nobody any more once it is told to stop', async t => {
    const session = await practiceSession(t);
    assert.equal(await walk(session.conductor, deciding(), AbortSignal.abort()), 0);
    assert.deepEqual(session.events().at(-1)?.body, {step: 'look', reason: 'interrupted'});
  });

  it('ends with 5 at the first thing that cannot be recorded, and asks no further', async t => {
    for (const decision of [run, {kind: 'note', step, text: 'odd'}, {kind: 'skip', step, reason: 'seen'}, way({kind: 'stop'}), leave] as const) {
      const session = await practiceSession(t, {calls: diskWith('ENOSPC on write', 2).calls});
      const refused: Report[] = [];
      const driver = {...deciding(decision), report: (told: Report) => void (told.kind === 'refused' && refused.push(told))};
      assert.equal(await walk(session.conductor, driver, going), 5);
      assert.deepEqual([session.lines().length, refused.length], [1, decision === run ? 0 : 1]);
    }
  });
});
