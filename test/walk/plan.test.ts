import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {gapFile} from '../../source/ledger/gap-file.ts';
import {formatTimestamp, hour} from '../../source/time.ts';
import type {Plan} from '../../source/walk/conductor.ts';
import {closes, perform, practiceSession, reportOf, runbookOf, smokes, type PracticeSession} from '../worlds/practice-session.ts';
import {lineAt} from '../worlds/scratch-ledger.ts';

const changes = (what: string, action: string, proof: string): string[] => ['**Kind:** action', `**Effect:** changes: ${what}`, '**Confirm:** the name', `**Action:** ${action}`, `**Proof:** ${proof}`, '**Undo:** none'];

const runbook = runbookOf({
  freeze: changes('the route', '`toggle.set` `ABZU_USE_MCP` = `0`', '`deployment.read` `ABZU_USE_MCP` = `0`'),
  agree: ['**Kind:** approve', '**Effect:** reads', '**Ask:** Who else knows?'],
  smoke: smokes,
  note: changes('one line beside the ledger', '`gap.note`', '`gap_id` is not `none`'),
  end: changes('one line beside the ledger', '`gap.close`', '`gap_id` is not `none`'),
  close: closes,
});

async function planOf({conductor}: PracticeSession, step: string): Promise<Plan> {
  const planning = await conductor.plan(step, new AbortController().signal);
  assert.ok(planning.ok, JSON.stringify(planning));
  return planning.plan;
}

/** A walk in which a gap was noted and a drill recorded since, so that each step has a plan. */
async function session(t: TestContext): Promise<PracticeSession & {ledger: () => string[]; path: string; gaps: string; line: (ahead?: number) => string}> {
  const session = await practiceSession(t, {runbook});
  const {clock, world: {environment: {places: {ledger: path}}}} = session;
  const line = (ahead = 0): string => `${lineAt(formatTimestamp(clock.now() + ahead))}\n`;
  appendFileSync(path, line());
  const other = {event: 'gap.opened', gap_id: 'gap-of-somebody', noted_at: formatTimestamp(clock.now()), session: null, incident: null, operator: 'ines', reason: 'down', connectors: [], ledger_bytes: readFileSync(path).length};
  appendFileSync(gapFile(path), `${JSON.stringify(other)}\n`);
  appendFileSync(path, line());
  return {...session, path, gaps: gapFile(path), line};
}

type Happens = (world: {path: string; gaps: string; line: (ahead?: number) => string}) => void;

const byOthers: ReadonlyArray<[what: string, happens: Happens, changed: string | undefined]> = [
  ['gains a drill of now', ({path, line}) => appendFileSync(path, line()), undefined],
  ['gains a line ahead of now', ({path, line}) => appendFileSync(path, line(48 * hour)), undefined],
  ['gains a thousand lines', ({path, line}) => appendFileSync(path, line().repeat(1000)), undefined],
  ['gains a line that is not written to its end yet', ({path, line}) => appendFileSync(path, line().slice(0, 20)), undefined],
  ['gains what is no drill', ({path}) => appendFileSync(path, 'no line\n'), undefined],
  ['is cut', ({path}) => truncateSync(path, readFileSync(path).length - 1), 'the ledger'],
  ['is cut, and longer again', ({path, line}) => { truncateSync(path, 10); appendFileSync(path, line().repeat(9)); }, 'the ledger'],
  ['is changed inside', ({path}) => writeFileSync(path, readFileSync(path, 'utf8').replace('operator_api', 'operator_bpi')), 'the ledger'],
  ['is replaced by another', ({path, line}) => writeFileSync(path, line(-hour).repeat(5)), 'the ledger'],
  ['is replaced by one that begins with all its lines', ({path, line}) => { writeFileSync(`${path}.new`, readFileSync(path, 'utf8') + line()); renameSync(`${path}.new`, path); }, undefined],
];

const beyondReading: typeof byOthers = [
  ['is gone', ({path}) => rmSync(path), 'the ledger'],
  ['has become a folder', ({path}) => { rmSync(path); mkdirSync(path); }, 'the ledger'],
];

/** What a step that rests on the ledger says of an enter once others were there: why it was not run, or undefined. */
async function enter({conductor}: PracticeSession, plan: Plan): Promise<string | undefined> {
  const reports = await perform(conductor, plan.step, {plan, confirmed: 'practice', ask: async () => 'the gateway is down'});
  return reports.some(({kind}) => kind === 'not run') ? reportOf(reports, 'not run').trouble.problem : undefined;
}

describe('between the plan and the enter the ledger', () => {
  for (const step of ['smoke', 'note', 'end']) {
    for (const [what, happens, changed] of byOthers) {
      it(`${what}: the plan of ${step} is ${changed === undefined ? 'the same' : 'another'}`, async t => {
        const world = await session(t);
        const plan = await planOf(world, step);
        happens(world);
        assert.equal(await enter(world, plan), changed && `changed since the plan was made: ${changed}`);
      });
    }
  }

  for (const [what, happens, changed] of beyondReading) {
    it(`${what}: the plan of smoke is another`, async t => {
      const world = await session(t);
      const plan = await planOf(world, 'smoke');
      happens(world);
      assert.equal(await enter(world, plan), `changed since the plan was made: ${changed}`);
    });
  }

  it('is made by its first writer: the plan of smoke is the same', async t => {
    const world = await practiceSession(t, {runbook});
    rmSync(world.world.environment.places.ledger, {force: true});
    const plan = await planOf(world, 'smoke');
    appendFileSync(world.world.environment.places.ledger, `${lineAt('2025-11-20T09:00:00Z')}\n`);
    assert.equal(await enter(world, plan), undefined);
  });

  it('has lines changed that came after the plan was read and before it was read again', async t => {
    const world = await session(t);
    const first = await planOf(world, 'smoke');
    appendFileSync(world.path, world.line());
    const again = await planOf(world, 'smoke');
    assert.deepEqual([again.sha256, again.digits, again.items], [first.sha256, first.digits, first.items]);
    truncateSync(world.path, readFileSync(world.path).length - 4);
    assert.equal(await enter(world, again), 'changed since the plan was made: the ledger');
  });
});

it('a plan is recorded with the time until which it was good when it was read, though it is made once more before it runs', async t => {
  const world = await session(t);
  const plan = await planOf(world, 'smoke');
  world.clock.advance(20_000);
  const [begun] = (await perform(world.conductor, 'smoke', {plan, confirmed: 'practice'})).filter(({kind}) => kind === 'written');
  assert.ok(begun?.kind === 'written' && begun.event.type === 'step.started');
  assert.equal(begun.event.body.plan?.until, formatTimestamp(plan.until));
});

describe('the plan to close a gap', () => {
  const closed = {event: 'gap.closed', gap_id: 'gap-of-somebody', closed_at: '2025-11-20T09:00:00Z', session: null, operator: 'ines', entries: []};
  for (const [what, happens, why] of [
    ['holds while another gap is noted that somebody else has closed', ({gaps}) => appendFileSync(gaps, ['opened', 'closed'].map(end => `${JSON.stringify({...closed, event: `gap.${end}`, gap_id: 'other', noted_at: closed.closed_at, incident: null, reason: 'short', connectors: []})}\n`).join('')), undefined],
    ['is another once a newer gap would be closed', ({gaps}) => appendFileSync(gaps, `${JSON.stringify({event: 'gap.opened', gap_id: 'newer', noted_at: closed.closed_at, session: null, incident: null, operator: null, reason: 'down', connectors: []})}\n`), /^what it would change is no longer as it was$/],
    ['is another once the note of the gap was edited', ({gaps}) => writeFileSync(gaps, readFileSync(gaps, 'utf8').replace('down', 'gone')), /^changed since the plan was made: the gap file$/],
    ['is none once somebody else has closed it', ({gaps}) => appendFileSync(gaps, `${JSON.stringify(closed)}\n`), /^no gap is open in /],
  ] as Array<[string, Happens, RegExp | undefined]>) {
    it(what, async t => {
      const world = await session(t);
      const plan = await planOf(world, 'end');
      happens(world);
      const told = await enter(world, plan);
      if (why) assert.match(told ?? '', why);
      else assert.equal(told, undefined);
    });
  }
});

it('agreement to a plan that rests on the ledger opens it while others write, and not once they have rewritten it', async t => {
  for (const [happens, kind] of [
    [(path: string, line: string) => appendFileSync(path, line), 'written'],
    [(path: string, line: string) => writeFileSync(path, line.repeat(9)), 'not run'],
  ] as const) {
    const world = await session(t);
    const read = await planOf(world, 'agree');
    await Array.fromAsync(world.conductor.record({kind: 'approve', step: 'agree', approver: 'ines', plan: read}));
    happens(world.path, world.line(48 * hour));
    // Plain lines read the plan once more before the step runs.
    const [first] = await perform(world.conductor, 'agree', {plan: await planOf(world, 'agree')});
    assert.equal(first?.kind, kind);
  }
});

it('a plan to freeze holds while a busy service writes to the ledger, and not once the file of toggles is another', async t => {
  const world = await session(t);
  const first = await planOf(world, 'freeze');
  appendFileSync(world.path, world.line());
  assert.equal((await planOf(world, 'freeze')).sha256, first.sha256);
  appendFileSync(join(world.world.environment.places.logs, 'operator.env'), '# somebody was here\n');
  assert.notEqual((await planOf(world, 'freeze')).sha256, first.sha256);
});
