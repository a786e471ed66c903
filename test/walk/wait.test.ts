import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {replay} from '../../source/journal/session.ts';
import {pauseOf} from '../../source/walk/wait.ts';
import {diskWith} from '../worlds/disk.ts';
import {closes, outcomeOf, perform, practiceSession, reportOf, runbookOf} from '../worlds/practice-session.ts';

const waits = ['**Kind:** wait', '**Effect:** reads', '**Action:** `gateway.reach`', '**Every:** 30s', '**Proof:** `reachable` = `true`', '**Budget:** 10m', '**If:** failed -> escalate'];
const stated = [...waits, '**Proof:** stated: its owner calls it stable'];

const typesOf = (events: ReadonlyArray<{type: string}>): string[] => events.map(({type}) => type);

/** Milliseconds that are left, between two looks, and a chance. */
const pauses: ReadonlyArray<[what: string, left: number, every: number, chance: number, pause: number]> = [
  ['a tenth shorter at most', 600_000, 30_000, 0, 27_000],
  ['a tenth longer at most', 600_000, 30_000, 1, 33_000],
  ['whole, whatever chance says', 600_000, 30_000, 0.12345, 27_741],
  ['never under five seconds', 600_000, 1000, 0.5, 5000],
  ['what is left of the time', 1234, 30_000, 0.5, 1234],
  ['a millisecond where less is left, which a clock might not see pass', 1e-10, 30_000, 0.5, 1],
];

describe('the pause between two looks', () => {
  for (const [what, left, every, chance, pause] of pauses) it(`is ${what}`, () => assert.equal(pauseOf(left, every, chance), pause));
});

describe('a wait', () => {
  it('looks until it is so, once an intent, the looks that say something new, once an outcome', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({wait: stated, close: closes}), fault: 'refused'});
    const pauses: number[] = [];
    const sleep = session.clock.sleep.bind(session.clock);
    session.clock.sleep = async (milliseconds, signal) => {
      pauses.push(milliseconds);
      await sleep(milliseconds, signal);
      if (pauses.length === 3) await session.world.strike('heartbeat-refused');
    };
    const asked: string[] = [];
    const reports = await perform(session.conductor, 'wait', {ask: async ({text}) => {
      asked.push(text);
      return 'yes';
    }});
    assert.deepEqual(typesOf(session.events()), ['session.opened', 'step.started', 'step.looked', 'step.looked', 'step.finished']);
    assert.deepEqual(session.events().flatMap(({type, body}) => (type === 'step.looked' ? [[body.look, body.holds]] : [])), [[1, false], [4, true]]);
    assert.deepEqual(session.events().flatMap(({type, body}) => (type === 'step.looked' && body.holds ? [body.found] : [])), ['reachable = true']);
    assert.deepEqual(reports.flatMap(report => (report.kind === 'waiting' ? [[report.waiting.looks.length, report.waiting.next !== undefined]] : [])), [[1, true], [2, true], [3, true], [4, false]]);
    assert.deepEqual([outcomeOf(reports).outcome, outcomeOf(reports).milliseconds >= 81_000], ['done', true]);
    assert.deepEqual(asked, ['its owner calls it stable']);
    assert.ok(pauses.every(pause => pause >= 27_000 && pause <= 33_000), String(pauses));
  });

  it('ends when its time is over, and the page says what then', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({wait: waits, close: closes}), fault: 'refused'});
    const {outcome, turn, failure} = outcomeOf(await perform(session.conductor, 'wait'));
    assert.deepEqual([outcome, turn, failure?.code], ['failed', 'escalate', 'waited-too-long']);
    assert.match(failure?.message ?? '', /^it is not so after \d\d looks; the page waits 10m\. Last: /);
    assert.deepEqual(session.events().filter(({type}) => type === 'step.looked').length, 2, 'the first and the last');
  });

  it('is stopped without an outcome, gone on with without a second intent, and has what is left of its time', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({wait: waits, close: closes}), fault: 'refused'});
    const stop = new AbortController();
    const sleep = session.clock.sleep.bind(session.clock);
    let times = 0;
    session.clock.sleep = async (milliseconds, signal) => {
      await sleep(milliseconds, signal);
      if ((times += 1) === 2) stop.abort(new Error('stopped'));
      signal?.throwIfAborted();
    };
    await perform(session.conductor, 'wait', {signal: stop.signal});
    const record = () => session.conductor.session.steps[0];
    assert.deepEqual([record()?.status, record()?.attempts, record()?.outcome], ['running', 1, undefined]);
    session.clock.advance(5 * 60_000);
    const {milliseconds} = outcomeOf(await perform(session.conductor, 'wait'));
    assert.deepEqual([milliseconds, Math.round(session.clock.monotonic())], [600_000, 600_000], 'ten minutes in all, as the page says and the record has it');
    assert.deepEqual(typesOf(session.events()), ['session.opened', 'step.started', 'step.looked', 'step.looked', 'step.looked', 'step.finished']);
    assert.deepEqual([record()?.status, record()?.attempts], ['failed', 1]);
    assert.deepEqual(replay(session.events()), session.conductor.session);
  });

  // The lines: session.opened, step.started, then the looks.
  const lost: ReadonlyArray<[what: string, line: number, stopAfter: number, kinds: string[]]> = [
    ['the intent: nobody waits', 2, Infinity, ['refused']],
    ['the first look: it waits no longer', 3, Infinity, ['written', 'waiting', 'refused']],
    ['the last look before it is stopped', 4, 2, ['written', 'waiting', 'waiting', 'refused']],
  ];
  for (const [what, line, stopAfter, kinds] of lost) {
    it(`tells at once what could not be written: ${what}`, async t => {
      const {conductor, clock} = await practiceSession(t, {runbook: runbookOf({wait: waits, close: closes}), fault: 'refused', calls: diskWith('ENOSPC on write', line).calls});
      const stop = new AbortController();
      const reports = [];
      for await (const report of conductor.perform('wait', {}, async () => undefined, new AbortController().signal, stop.signal)) {
        reports.push(report);
        if (reports.filter(({kind}) => kind === 'waiting').length === stopAfter) stop.abort(new Error('stopped'));
      }
      assert.deepEqual(reports.map(({kind}) => kind), kinds);
      assert.equal(reportOf(reports, 'refused').failure, conductor.failure);
      assert.ok(clock.sleeps.length < stopAfter && clock.sleeps.length <= 1, String(clock.sleeps));
    });
  }

  it('whose last look cannot be written says what it came to, and that it does not count', async t => {
    const {conductor} = await practiceSession(t, {runbook: runbookOf({wait: waits, close: closes}), calls: diskWith('ENOSPC on write', 3).calls});
    const {outcome, failure} = reportOf(await perform(conductor, 'wait'), 'unrecorded');
    assert.deepEqual([outcome.outcome, failure], ['done', conductor.failure]);
  });

  it('that is left for good has its outcome first', async t => {
    const {conductor, events} = await practiceSession(t, {runbook: runbookOf({wait: [...waits, '**If:** it stays down -> escalate'], close: closes}), fault: 'refused'});
    const stopped = AbortSignal.abort(new Error('stopped'));
    await Array.fromAsync(conductor.perform('wait', {}, async () => undefined, new AbortController().signal, stopped));
    assert.deepEqual(typesOf(events()).slice(1), ['step.started']);
    const branch = conductor.runbook.steps[0]?.branches.find(({when}) => when === 'it stays down') ?? assert.fail();
    conductor.record({kind: 'take way', step: 'wait', branch, reason: 'four hours are too many'});
    assert.deepEqual(typesOf(events()).slice(1), ['step.started', 'step.finished', 'step.left']);
    assert.equal(conductor.session.current, 'wait');
  });

  it('is not unknown after a console that died in it', async t => {
    const {conductor, events} = await practiceSession(t, {runbook: runbookOf({wait: waits, close: closes}), fault: 'refused'});
    await Array.fromAsync(conductor.perform('wait', {}, async () => undefined, new AbortController().signal, AbortSignal.abort(new Error('died'))));
    const at = events().at(-1) ?? assert.fail();
    const resumed = replay([...events(), {...at, type: 'session.resumed', body: {tool: {name: 'x', version: '1'}, host: 'h', ledger: {bytes: 0, sha256: '0'.repeat(64), verdict: 'unchanged'}}}]);
    assert.equal(resumed?.steps[0]?.status, 'running');
  });
});
