import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {TestClock} from '../worlds/test-clock.ts';
import {waysOf} from '../../source/runbook/flow.ts';
import type {Branch} from '../../source/runbook/schema.ts';
import type {Body} from '../../source/journal/event.ts';
import {listNotes} from '../../source/journal/notes.ts';
import type {Ask} from '../../source/walk/conductor.ts';
import {leftOpen} from '../../source/walk/prove.ts';
import {formatTimestamp, minute} from '../../source/time.ts';
import {waysFrom} from '../../source/walk/ways.ts';
import {closes, looks, outcomeOf, perform, practiceSession, reportOf, runbookOf, smokes, type PracticeSession} from '../worlds/practice-session.ts';

const page = runbookOf({
  look: [...looks, '**If:** the wrong gateway -> step `close`', '**If:** nobody knows -> escalate'],
  smoke: [...smokes, '**If:** failed -> step `look` up to 2, escalate'],
  close: closes,
});

const branch = (session: PracticeSession, when: string): Branch => {
  const found = waysOf(session.conductor.runbook.steps[0] ?? assert.fail('no step')).find(way => way.when === when);
  return found ?? assert.fail(`no way ${when}`);
};

const statuses = ({conductor}: PracticeSession): string => conductor.session.steps.map(({id, status}) => `${id} ${status}`).join(', ');

const last = <Type extends 'step.started' | 'step.finished'>({events}: PracticeSession, type: Type): Body<Type> => {
  const event = events().findLast(one => one.type === type) ?? assert.fail(`no ${type}`);
  return event.body as Body<Type>;
};

describe('a way that the page names', () => {
  it('leads forward, and what it passes counts as passed over', async t => {
    const session = await practiceSession(t, {runbook: page});
    session.conductor.record({kind: 'take way', step: 'look', branch: branch(session, 'the wrong gateway'), reason: 'it says staging'});
    assert.equal(statuses(session), 'look skipped, smoke skipped, close waiting');
    assert.equal(session.conductor.session.current, 'close');
  });

  it('to escalate leaves the step where it is', async t => {
    const session = await practiceSession(t, {runbook: page});
    session.conductor.record({kind: 'take way', step: 'look', branch: branch(session, 'nobody knows'), reason: 'asked everybody'});
    assert.equal(session.conductor.session.current, 'look');
    assert.equal(statuses(session), 'look waiting, smoke waiting, close waiting');
  });
});

describe('a step that failed', () => {
  it('leads back as often as the page says, and then asks to escalate', async t => {
    const session = await practiceSession(t, {runbook: page, fault: 'refused'});
    const turns: unknown[] = [];
    for (let pass = 1; pass <= 3; pass += 1) {
      await perform(session.conductor, 'look');
      await perform(session.conductor, 'smoke', {confirmed: 'practice'});
      const {turn, next} = last(session, 'step.finished');
      turns.push(`${turn} ${next}, now at ${session.conductor.session.current}`);
    }
    assert.deepEqual(turns, ['step look, now at look', 'step look, now at look', 'escalate smoke, now at smoke']);
  });

  it('has what comes before it walked again', async t => {
    const session = await practiceSession(t, {runbook: page, fault: 'refused'});
    await perform(session.conductor, 'look');
    await perform(session.conductor, 'smoke', {confirmed: 'practice'});
    assert.equal(statuses(session), 'look waiting, smoke waiting, close waiting');
  });

  it('can be accepted with a reason, and the walk goes on', async t => {
    const runbook = runbookOf({smoke: smokes.map(field => field.replace('= `3`', '= `4`')), close: closes});
    const session = await practiceSession(t, {runbook});
    await perform(session.conductor, 'smoke', {confirmed: 'practice'});
    assert.deepEqual(waysFrom(runbook, session.conductor.session, 'smoke').map(({kind}) => kind), ['accept', 'otherwise', 'skip']);
    session.conductor.record({kind: 'settle', step: 'smoke', settlement: 'accepted', note: 'the page is wrong: three is right', probe: undefined});
    assert.equal(statuses(session), 'smoke done, close waiting');
    assert.equal(session.conductor.session.current, 'close');
  });
});

describe('a step done by other means', () => {
  it('runs nothing, and the operator vouches for what only the action would show', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({smoke: smokes})});
    await perform(session.conductor, 'smoke', {otherwise: 'ran the script in the checkout', ask: async () => 'yes'});
    assert.equal(session.world.gateway.seen.length, 0);
    assert.equal(last(session, 'step.started').otherwise, 'ran the script in the checkout');
    assert.deepEqual(last(session, 'step.finished').proofs.map(({state}) => state), ['stated']);
    assert.equal(statuses(session), 'smoke done');
  });
});

describe('a step out of order', () => {
  it('forward leaves the others to be done, and they are not forgotten', async t => {
    const session = await practiceSession(t, {runbook: page});
    session.conductor.record({kind: 'go to', step: 'close', reason: 'the shift ends'});
    assert.equal(session.conductor.session.current, 'close');
    await perform(session.conductor, 'close', {ask: async () => 'yes'});
    assert.equal(session.conductor.session.current, 'look');
    assert.equal(statuses(session), 'look waiting, smoke waiting, close done');
  });

  it('back has everything from there walked again', async t => {
    const session = await practiceSession(t, {runbook: page});
    await perform(session.conductor, 'look');
    await perform(session.conductor, 'smoke', {confirmed: 'practice'});
    session.conductor.record({kind: 'go to', step: 'look', reason: 'the toggle was changed meanwhile'});
    assert.equal(statuses(session), 'look waiting, smoke waiting, close waiting');
  });
});

describe('a plan', () => {
  it('that was read allows what it says, and nothing else after a toggle has changed', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({smoke: smokes})});
    const {signal} = new AbortController();
    const planning = await session.conductor.plan('smoke', signal);
    assert.ok(planning.ok);
    const {deployment} = session.world.environment;
    const change = await deployment?.plan('MCP_ROTATION_HINT', 'soon', signal);
    assert.ok(change?.ok);
    await deployment?.set(change.change, 'soon', () => {}, signal);
    const reports = await perform(session.conductor, 'smoke', {confirmed: 'practice', plan: planning.plan});
    assert.equal(reportOf(reports, 'not run').trouble.problem, 'changed since the plan was made: MCP_ROTATION_HINT');
    assert.equal(session.world.gateway.seen.length, 0);
    assert.equal(session.events().length, 1);
  });

  const passing: ReadonlyArray<readonly [what: string, pass: (clock: TestClock) => void, followed: boolean]> = [
    ['five minutes and a moment', clock => clock.advance(5 * 60_000 + 1), false],
    ['five minutes, of which the clock on the wall was set back', clock => {
      clock.advance(5 * 60_000 + 1);
      clock.set(clock.now() - 36_000_000);
    }, false],
    ['five minutes on the wall alone, as on a machine that slept', clock => clock.set(clock.now() + 5 * 60_000 + 1), false],
    ['four minutes', clock => clock.advance(4 * 60_000), true],
    ['a moment in which the clock was set back', clock => clock.set(clock.now() - 36_000_000), true],
  ];
  for (const [what, pass, followed] of passing) {
    it(`is ${followed ? 'followed' : 'not followed'} after ${what}`, async t => {
      const session = await practiceSession(t, {runbook: runbookOf({smoke: smokes})});
      const planning = await session.conductor.plan('smoke', new AbortController().signal);
      assert.ok(planning.ok);
      pass(session.clock);
      const reports = await perform(session.conductor, 'smoke', {confirmed: 'practice', plan: planning.plan});
      const refused = reports.find(report => report.kind === 'not run');
      assert.equal(refused?.kind === 'not run' ? refused.trouble.problem : undefined, followed ? undefined : 'the plan is older than five minutes');
    });
  }
});

const agreed = [
  '**Kind:** approve',
  '**Effect:** reads',
  '**Ask:** Who agrees, and what did they look at?',
];

describe('a second person', () => {
  it('has to agree to the plan of the next change before an approval can be done', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({agree: agreed, smoke: smokes, close: closes})});
    const reports = await perform(session.conductor, 'agree');
    assert.equal(reportOf(reports, 'not run').trouble.problem, 'a second person has to agree to this plan first');
    const planning = await session.conductor.plan('agree', new AbortController().signal);
    assert.ok(planning.ok);
    session.conductor.record({kind: 'approve', step: 'agree', approver: 'noor', plan: planning.plan});
    await perform(session.conductor, 'agree', {ask: async () => 'noor read the plan'});
    assert.equal(session.conductor.session.current, 'smoke');
  });

  for (const [answer, state, found] of [['yes', 'stated', 'stated, not verified'], ['no', 'fails', 'noor said no'], [leftOpen, 'not stated', 'left open by noor']] as const) {
    it(`who agrees says what is said there: ${found}`, async t => {
      const session = await practiceSession(t, {runbook: runbookOf({agree: [...agreed, '**Proof:** stated: I hold the old token'], smoke: smokes, close: closes})});
      const planning = await session.conductor.plan('agree', new AbortController().signal);
      assert.ok(planning.ok);
      session.conductor.record({kind: 'approve', step: 'agree', approver: 'noor', plan: planning.plan});
      const asked: unknown[] = [];
      const ask: Ask = async ({kind, of}) => {
        asked.push(of);
        return kind === 'statement' ? answer : 'I read it';
      };
      const reports = await perform(session.conductor, 'agree', {ask});
      assert.deepEqual(asked, answer === 'yes' ? ['noor', 'noor'] : ['noor'], 'what failed is not summed up');
      const said = answer === leftOpen ? {} : {said_by: 'noor'};
      assert.deepEqual(outcomeOf(reports).proofs, [{text: 'I hold the old token', expected: 'stated by noor', state, found, ...said}]);
      assert.equal(outcomeOf(reports).outcome, answer === 'yes' ? 'done' : 'failed');
      const note = session.events().find(({type}) => type === 'note.added');
      if (answer !== 'yes') return assert.equal(note, undefined);
      assert.deepEqual([note?.operator, note?.body], ['mara', {step: 'agree', text: 'I read it', said_by: 'noor'}]);
      assert.deepEqual(listNotes(session.conductor.session.notes).map(({text, by}) => [text, by]), [['I read it', 'noor']]);
    });
  }

  for (const name of ['mara', ' MARA ', 'Mara', 'ｍａｒａ']) {
    it(`is not ${JSON.stringify(name)}, who is at the keyboard`, async t => {
      const session = await practiceSession(t, {runbook: runbookOf({agree: agreed, smoke: smokes, close: closes})});
      const planning = await session.conductor.plan('agree', new AbortController().signal);
      assert.ok(planning.ok);
      session.conductor.record({kind: 'approve', step: 'agree', approver: name, plan: planning.plan});
      assert.equal(reportOf(await perform(session.conductor, 'agree'), 'not run').trouble.problem, 'a second person has to agree to this plan first');
    });
  }
});

it('what was seen before a step is settled keeps the time of that look', async t => {
  const session = await practiceSession(t);
  const {conductor, clock} = session;
  for await (const {kind} of conductor.perform('smoke', {confirmed: 'practice'}, async () => 'yes', new AbortController().signal)) if (kind === 'acted') break;
  const at = formatTimestamp(clock.now());
  const probe = await conductor.probe('smoke');
  clock.advance(20 * minute);
  conductor.record({kind: 'settle', step: 'smoke', settlement: 'not done', note: 'I asked.', probe: probe.join(' ')});
  const settled = session.events().findLast(({type}) => type === 'step.settled') ?? assert.fail('nothing was settled');
  assert.deepEqual([settled.body.probed_at, settled.at], [at, formatTimestamp(clock.now())]);
});

it('a way that holds while nothing was changed is not offered where the walk goes on with one that changed something', async t => {
  const session = await practiceSession(t, {runbook: runbookOf({look: [...looks, '**If:** nothing was done, while nothing was changed -> stop', '**If:** it is to be undone, while something was changed -> step `close`'], smoke: smokes, close: closes})});
  const {runbook, session: alone} = session.conductor;
  const continues = {session: '20251120T100000Z-mcp-gateway-rollback-0001', head: '0'.repeat(64), step: 'look'};
  const offered = (walk: typeof alone): string[] => waysFrom(runbook, walk, 'look').flatMap(way => (way.kind === 'branch' ? [way.branch.when] : []));
  assert.deepEqual(offered(alone), ['nothing was done']);
  assert.deepEqual(offered({...alone, opened: {...alone.opened, continues}}), ['it is to be undone']);
});
