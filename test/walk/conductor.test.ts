import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {Body, JournalEvent} from '../../source/journal/event.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import {leftOpen} from '../../source/walk/prove.ts';
import type {Ask, Question} from '../../source/walk/conductor.ts';
import {replay} from '../../source/journal/session.ts';
import {closes, looks, outcomeOf, perform, practiceSession, reportOf, runbookOf, smokes} from '../worlds/practice-session.ts';

const told = (reports: ReadonlyArray<{kind: string}>): string[] =>
  reports
    .map(report => ('event' in report ? (report.event as {type: string}).type : report.kind))
    .filter(kind => kind !== 'progress');

describe('performing a step', () => {
  it('tells the intent, the progress, what was found and the outcome, in this order', async t => {
    const {conductor, lines} = await practiceSession(t);
    const reports = await perform(conductor, 'look');
    assert.deepEqual(told(reports), ['step.started', 'acted', 'looked', 'step.finished']);
    assert.equal(reports.at(1)?.kind, 'progress');
    assert.equal(lines().length, 3);
  });

  it('puts the intent on disk before anything happens', async t => {
    const {conductor, world, events} = await practiceSession(t);
    const running = conductor.perform('smoke', {confirmed: 'practice'}, async () => undefined, new AbortController().signal);
    const first = await running.next();
    assert.ok(!first.done && first.value.kind === 'written');
    const {plan, ...body} = events().at(-1)?.body as Body<'step.started'>;
    assert.deepEqual(plan?.items.map(({what}) => what), ['heartbeat', 'rotation ledger', 'run archive']);
    assert.deepEqual([plan?.digits, plan?.by_hand], [plan?.sha256.slice(-4), false]);
    assert.deepEqual(body, {
      step: 'smoke',
      attempt: 1,
      effect: 'changes',
      changes: 'one heartbeat and three ledger lines',
      action: {name: 'smoke.run', parameters: []},
      confirmed: 'practice',
      ledger: {bytes: 0},
      reason: null,
      otherwise: null,
      break_glass: null,
    });
    assert.equal(world.gateway.seen.length, 0);
    await Array.fromAsync(running);
    assert.deepEqual(
      world.gateway.seen.map(({path}) => path),
      ['/handshake', '/heartbeat'],
    );
  });

  it('hands out the very events that are on disk, and folds them', async t => {
    const {conductor, events} = await practiceSession(t);
    const reports = [
      ...(await perform(conductor, 'look')),
      ...(await perform(conductor, 'smoke', {confirmed: 'practice'})),
      ...conductor.record({kind: 'note', step: 'close', text: 'quiet'}),
    ];
    const written = reports.flatMap(report => (report.kind === 'written' ? [report.event] : []));
    assert.deepEqual(written, events().slice(1));
    assert.deepEqual(replay(events()), conductor.session);
    assert.equal(conductor.session.current, 'close');
  });

  it('says how often it was tried and how long it took', async t => {
    const {conductor, clock, events} = await practiceSession(t, {fault: '5xx-once'});
    await perform(conductor, 'smoke', {confirmed: 'practice'});
    await perform(conductor, 'smoke', {confirmed: 'practice'});
    assert.deepEqual(
      events().flatMap(({type, body}) => (type === 'step.finished' ? [[body.attempt, body.milliseconds]] : [])),
      [
        [1, 500],
        [2, 0],
      ],
    );
    assert.deepEqual(clock.sleeps, [500]);
  });

  it('does not move on after a failure, and does after a success', async t => {
    const {conductor, world} = await practiceSession(t);
    writeFileSync(join(world.environment.places.logs, 'operator.env'), 'ABZU_USE_MCP=true\n');
    assert.equal(outcomeOf(await perform(conductor, 'look')).outcome, 'failed');
    assert.equal(conductor.session.current, 'look');
    writeFileSync(join(world.environment.places.logs, 'operator.env'), 'ABZU_USE_MCP=1\n');
    assert.equal(outcomeOf(await perform(conductor, 'look')).outcome, 'done');
    assert.equal(conductor.session.current, 'smoke');
  });

  it('looks at a proof anew, where the page names an action for it', async t => {
    const runbook = runbookOf({
      look: [
        '**Kind:** check',
        '**Effect:** reads',
        '**Action:** `toggles.check`',
        '**Proof:** `toggle.read` `ABZU_USE_MCP` = `1`',
        '**Proof:** `wrong` count = 0',
      ],
    });
    const {conductor, world} = await practiceSession(t, {runbook});
    writeFileSync(join(world.environment.places.logs, 'operator.env'), 'ABZU_USE_MCP=0\n');
    assert.deepEqual(outcomeOf(await perform(conductor, 'look')).proofs, [
      {text: 'toggle.read ABZU_USE_MCP = 1', state: 'fails', expected: '1', found: '0'},
      {text: 'wrong count = 0', state: 'fails', expected: '0 items', found: '1 item'},
    ]);
  });

  it('knows where the receipt is after a smoke run', async t => {
    const {conductor, root} = await practiceSession(t);
    assert.equal(conductor.receipt, undefined);
    await perform(conductor, 'smoke', {confirmed: 'practice'});
    assert.match(conductor.receipt ?? '', new RegExp(`^${root}/logs/practice/.*/stage_b/.*/stage_b_smoke\\.json$`));
    assert.equal(
      (JSON.parse(readFileSync(conductor.receipt ?? '', 'utf8')) as {doctrine_ok: boolean}).doctrine_ok,
      true,
    );
  });
});

const outcomes: ReadonlyArray<
  [fault: FaultName | undefined, outcome: string, code: string | undefined, ledger: number]
> = [
  [undefined, 'done', undefined, 3],
  ['refused', 'failed', 'gateway-not-reached', 0],
  ['unauthenticated', 'failed', 'handshake-refused', 0],
  ['dropped-after-sending', 'unknown', 'handshake-unknown', 0],
  ['heartbeat-dropped', 'unknown', 'heartbeat-unknown', 0],
];

describe('the outcome of a smoke step', () => {
  for (const [fault, outcome, code, ledger] of outcomes) {
    it(`with ${fault ?? 'a good gateway'} is ${outcome}`, async t => {
      const session = await practiceSession(t, {...(fault && {fault})});
      const reports = await perform(session.conductor, 'smoke', {confirmed: 'practice'});
      const finished = outcomeOf(reports);
      assert.deepEqual([finished.outcome, finished.failure?.code], [outcome, code]);
      assert.equal(reportOf(reports, 'acted').result.outcome, outcome);
      assert.equal(session.conductor.session.steps.find(({id}) => id === 'smoke')?.status, outcome);
      assert.equal(session.ledger().length, ledger);
      assert.equal(finished.proofs[0]?.state, outcome === 'done' ? 'holds' : 'not looked at');
    });
  }

  it('is failed when the action went well and a proof does not hold', async t => {
    const runbook = runbookOf({smoke: smokes.map(field => field.replace('= `3`', '= `4`'))});
    const {conductor, ledger} = await practiceSession(t, {runbook});
    const {outcome, failure, proofs} = outcomeOf(await perform(conductor, 'smoke', {confirmed: 'practice'}));
    assert.deepEqual([outcome, failure, proofs[0]?.found, ledger().length], ['failed', null, '3', 3]);
  });

  it('is unknown when the operator stops it after the request was sent', async t => {
    const {conductor, world, ledger} = await practiceSession(t, {fault: 'dripping'});
    const stop = new AbortController();
    const running = perform(conductor, 'smoke', {confirmed: 'practice', signal: stop.signal});
    while (world.gateway.seen.length === 0) await new Promise(resolve => setImmediate(resolve));
    stop.abort();
    const {outcome, failure} = outcomeOf(await running);
    assert.deepEqual([outcome, failure?.code], ['unknown', 'handshake-unknown']);
    assert.match(failure?.message ?? '', /cancelled after the request was sent/);
    assert.equal(ledger().length, 0);
  });

  it('is failed, and nothing is sent, when the operator stopped it before', async t => {
    const {conductor, world} = await practiceSession(t);
    const {outcome, failure} = outcomeOf(
      await perform(conductor, 'smoke', {confirmed: 'practice', signal: AbortSignal.abort()}),
    );
    assert.deepEqual([outcome, failure?.code, world.gateway.seen.length], ['failed', 'gateway-not-reached', 0]);
  });
});

describe('what must hold before a step', () => {
  const guarded = [...smokes, '**Before:** `toggle.read` `ABZU_USE_MCP` = `1`'];

  it('keeps the step from being run, and nothing is written', async t => {
    const session = await practiceSession(t, {runbook: runbookOf({smoke: guarded})});
    writeFileSync(join(session.world.environment.places.logs, 'operator.env'), 'ABZU_USE_MCP=0\n');
    const reports = await perform(session.conductor, 'smoke', {confirmed: 'practice'});
    assert.deepEqual(
      reports.map(({kind}) => kind),
      ['not yet'],
    );
    const {unmet} = reportOf(reports, 'not yet');
    assert.deepEqual(
      unmet.map(({text, found}) => [text, found]),
      [['toggle.read ABZU_USE_MCP = 1', '0']],
    );
    assert.deepEqual([session.lines().length, session.world.gateway.seen.length], [1, 0]);
  });

  for (const [said, answer, kept] of [['denies', 'no', true], ['does not answer for', undefined, true], ['vouches for', 'yes', false]] as const) {
    it(`${kept ? 'keeps the step from being run' : 'lets it run'} when the operator ${said} it`, async t => {
      const session = await practiceSession(t, {runbook: runbookOf({smoke: [...smokes, '**Before:** stated: the channel knows']})});
      const reports = await perform(session.conductor, 'smoke', {confirmed: 'practice', ask: async () => answer});
      assert.equal(reports.some(({kind}) => kind === 'not yet'), kept);
      assert.equal(session.world.gateway.seen.length === 0, kept);
      const stated = session.lines().map(line => JSON.parse(line) as JournalEvent).flatMap(line => (line.type === 'step.started' ? (line.body.before ?? []) : []));
      assert.deepEqual(stated.map(({text, state}) => [text, state]), kept ? [] : [['the channel knows', 'stated']]);
    });
  }

  it('does not stand in the way once it holds', async t => {
    const {conductor} = await practiceSession(t, {runbook: runbookOf({smoke: guarded})});
    assert.equal(outcomeOf(await perform(conductor, 'smoke', {confirmed: 'practice'})).outcome, 'done');
  });
});

describe('what only the operator can vouch for', () => {
  const answering =
    (given: Partial<Record<Question['kind'], string>>, asked: Question[] = []): Ask =>
    async question => {
      asked.push(question);
      return given[question.kind];
    };

  for (const [given, state, found, outcome] of [
    ['yes', 'stated', 'stated, not verified', 'done'],
    ['no', 'fails', 'the operator said no', 'failed'],
    [undefined, 'not stated', 'nobody stated it', 'done'],
    [leftOpen, 'not stated', 'left open by the operator', 'failed'],
  ] as const) {
    it(`is ${found} when the answer is ${given ?? 'silence'}`, async t => {
      const {conductor} = await practiceSession(t);
      const asked: Question[] = [];
      const finished = outcomeOf(
        await perform(conductor, 'close', {ask: answering(given === undefined ? {} : {statement: given}, asked)}),
      );
      assert.deepEqual(finished.proofs, [{text: 'all is archived', expected: 'stated by the operator', state, found}]);
      assert.equal(finished.outcome, outcome);
      assert.equal(finished.failure?.code, given === leftOpen ? 'not-stated' : undefined);
      assert.deepEqual(
        asked.map(({kind}) => kind),
        given === leftOpen || given === 'no' ? ['statement'] : ['statement', 'text'],
      );
      const record = conductor.session.steps.find(({id}) => id === 'close');
      if (given === leftOpen) assert.deepEqual([record?.status, record?.tries, record?.leftOpen], ['waiting', 0, 1], 'no try is used');
    });
  }

  it('is asked too where its action cannot know it, as of a token that nothing here replaced', async t => {
    const [update, prove] = [
      ['**Kind:** action', '**Effect:** changes: the token', '**Confirm:** the name', '**Action:** `token.update`', '**Proof:** `changed` = `true`', '**Undo:** none'],
      ['**Kind:** action', '**Effect:** changes: sessions', '**Confirm:** the name', '**Action:** `token.prove`', '**Proof:** `new` = `accepted`', '**Proof:** the old one is refused: `old` = `refused`', '**Undo:** none'],
    ];
    const {conductor} = await practiceSession(t, {runbook: runbookOf({first: prove, update, prove, close: closes})});
    const asked: Question[] = [];
    const first = outcomeOf(await perform(conductor, 'first', {confirmed: 'practice', ask: answering({statement: 'yes'}, asked)}));
    assert.deepEqual(first.proofs.map(({state}) => state), ['holds', 'stated']);
    assert.deepEqual(asked, [{kind: 'statement', text: 'the old one is refused (old = refused)'}]);
    const updated = outcomeOf(await perform(conductor, 'update', {confirmed: 'practice', ask: answering({secret: 'a-new-token-1'})}));
    assert.match(updated.token ?? '', /^[0-9a-f]{8}$/);
    assert.equal(conductor.session.token, updated.token);
    const proved = outcomeOf(await perform(conductor, 'prove', {confirmed: 'practice', ask: answering({}, asked)}));
    assert.deepEqual([proved.proofs.map(({state}) => state), asked.length, proved.token], [['holds', 'holds'], 1, undefined]);
  });

  it('stays open where the answer in words does not come yet', async t => {
    const {conductor, events} = await practiceSession(t);
    const finished = outcomeOf(await perform(conductor, 'close', {ask: answering({statement: 'yes', text: leftOpen})}));
    assert.deepEqual([finished.outcome, finished.failure?.code, finished.next], ['failed', 'not-stated', 'close']);
    assert.equal(events().some(({type}) => type === 'note.added'), false);
    assert.equal(outcomeOf(await perform(conductor, 'close', {ask: answering({statement: 'yes', text: 'calm'})})).outcome, 'done');
  });

  it('is asked once the rest was looked at, and whoever is asked can see it', async t => {
    const [kind, effect, action, wrong] = looks as [string, string, string, string];
    const {conductor} = await practiceSession(t, {runbook: runbookOf({look: [kind, effect, action, '**Proof:** stated: I saw that', wrong]})});
    const seen: unknown[] = [];
    const ask: Ask = async () => {
      seen.push('asked');
      return 'yes';
    };
    for await (const report of conductor.perform('look', {}, ask, new AbortController().signal)) {
      if (report.kind === 'looked') seen.push(report.proofs.map(proof => proof?.state));
    }
    assert.deepEqual(seen, [[undefined, 'holds'], 'asked']);
  });

  for (const [where, order] of [['before', 'first'], ['after', 'last']] as const) it(`is not asked where something ${where} it on the page has failed`, async t => {
    const [kind, effect, action, wrong] = looks as [string, string, string, string];
    const mine = '**Proof:** stated: the gateway is the right one';
    const runbook = runbookOf({look: [kind, effect, action, ...(order === 'first' ? [wrong, mine] : [mine, wrong])]});
    const {conductor, world} = await practiceSession(t, {runbook});
    writeFileSync(join(world.environment.places.logs, 'operator.env'), 'ABZU_USE_MCP=0\n');
    const asked: Question[] = [];
    const finished = outcomeOf(await perform(conductor, 'look', {ask: answering({statement: 'yes'}, asked)}));
    assert.deepEqual(asked, []);
    assert.deepEqual(finished.proofs.map(({state}) => state), order === 'first' ? ['fails', 'not stated'] : ['not stated', 'fails']);
  });

  it('is not asked where the action has failed', async t => {
    const reaches = ['**Kind:** check', '**Effect:** reads', '**Action:** `gateway.reach`', '**Proof:** stated: it is'];
    const {conductor} = await practiceSession(t, {runbook: runbookOf({reach: reaches}), fault: 'refused'});
    const asked: Question[] = [];
    const finished = outcomeOf(await perform(conductor, 'reach', {ask: answering({statement: 'yes'}, asked)}));
    assert.deepEqual([asked, finished.outcome, finished.proofs[0]?.state], [[], 'failed', 'not stated']);
  });

  it('an answer in their own words becomes a note, before the outcome', async t => {
    const {conductor, events} = await practiceSession(t);
    const reports = await perform(conductor, 'close', {ask: answering({statement: 'yes', text: 'A quiet night.'})});
    assert.deepEqual(told(reports), ['step.started', 'acted', 'looked', 'note.added', 'step.finished']);
    assert.deepEqual(events().at(-2)?.body, {step: 'close', text: 'A quiet night.'});
  });

  it('silence leaves no note', async t => {
    const {conductor} = await practiceSession(t);
    assert.deepEqual(told(await perform(conductor, 'close')), ['step.started', 'acted', 'looked', 'step.finished']);
  });
});

describe('beside the steps', () => {
  it('a skip says why and goes on, a note stays, a pause keeps, a finish counts', async t => {
    const {conductor, events} = await practiceSession(t);
    conductor.record({kind: 'skip', step: 'look', reason: 'seen an hour ago'});
    conductor.record({kind: 'note', step: undefined, text: 'a note on nothing in particular'});
    conductor.record({kind: 'leave', reason: 'left by the operator'});
    conductor.record({kind: 'end', reason: 'enough'});
    assert.deepEqual(
      events()
        .slice(1)
        .map(({type, body}) => [type, body]),
      [
        ['step.skipped', {step: 'look', reason: 'seen an hour ago', next: 'smoke'}],
        ['note.added', {step: null, text: 'a note on nothing in particular'}],
        ['session.paused', {step: 'smoke', reason: 'left by the operator'}],
        [
          'session.closed',
          {
            verdict: 'stopped',
            environment: 'practice',
            incident: conductor.session.incident,
            reason: 'enough',
            steps: {done: 0, failed: 0, skipped: 1, unknown: 0, open: 2},
            ledger: {bytes: 0, sha256: createHash('sha256').digest('hex')},
            digest: conductor.session.closed?.digest,
          },
        ],
      ],
    );
  });

  it('a session with every step done or skipped is completed', async t => {
    const {conductor} = await practiceSession(t);
    await perform(conductor, 'look');
    await perform(conductor, 'smoke', {confirmed: 'practice'});
    conductor.record({kind: 'skip', step: 'close', reason: 'nobody to tell'});
    conductor.record({kind: 'leave', reason: 'walked to the end'});
    const {verdict, reason, steps} = conductor.session.closed ?? {};
    assert.deepEqual(
      [verdict, reason, steps],
      ['completed', null, {done: 2, failed: 0, skipped: 1, unknown: 0, open: 0}],
    );
  });

  it('a step that the page does not have is our mistake', async t => {
    const {conductor, lines} = await practiceSession(t);
    await assert.rejects(perform(conductor, 'lunch'), {name: 'BugError', message: 'drill has no step lunch'});
    assert.equal(lines().length, 1);
  });
});

describe('evidence', () => {
  it('lies under its digest, for the operator alone, and the outcome names it', async t => {
    const {conductor, folder} = await practiceSession(t);
    const {evidence} = outcomeOf(await perform(conductor, 'smoke', {confirmed: 'practice'}));
    assert.deepEqual(
      evidence.map(({name, media_type}) => [name, media_type]),
      [
        ['result.json', 'application/json'],
        ['stage_b_smoke.json', 'application/json'],
      ],
    );
    assert.deepEqual(readdirSync(join(folder, 'evidence')).toSorted(), evidence.map(({sha256}) => sha256).toSorted());
    for (const {sha256, bytes} of evidence) {
      const path = join(folder, 'evidence', sha256);
      const content = readFileSync(path);
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256);
      assert.equal(content.length, bytes);
      assert.equal(statSync(path).mode & 0o777, 0o600);
    }
    assert.equal(statSync(join(folder, 'evidence')).mode & 0o777, 0o700);
  });

  it('of equal content is kept once', async t => {
    const {conductor, folder} = await practiceSession(t);
    const [first, second] = [outcomeOf(await perform(conductor, 'look')), outcomeOf(await perform(conductor, 'look'))];
    assert.deepEqual(first.evidence, second.evidence);
    assert.equal(readdirSync(join(folder, 'evidence')).length, 1);
  });

  it('is not kept where nothing was run', async t => {
    const runbook = runbookOf({close: closes});
    const {conductor, folder} = await practiceSession(t, {runbook});
    assert.deepEqual(outcomeOf(await perform(conductor, 'close')).evidence, []);
    assert.deepEqual(readdirSync(folder).toSorted(), ['journal.jsonl', 'operator.env']);
  });
});
