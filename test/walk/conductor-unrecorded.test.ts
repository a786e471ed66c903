import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import type {Said} from '../../source/walk/conductor.ts';
import {diskWith, troubles} from '../worlds/disk.ts';
import {outcomeOf, perform, practiceSession, reportOf, runbookOf, smokes} from '../worlds/practice-session.ts';

// The first line of a journal is session.opened; the second is the intent of the first step.

describe('when the intent cannot be written', () => {
  for (const trouble of troubles) {
    it(`(${trouble}) a step that changes something is refused, and the gateway sees nothing`, async t => {
      const {conductor, world, ledger} = await practiceSession(t, {calls: diskWith(trouble, 2).calls});
      const reports = await perform(conductor, 'smoke', {confirmed: 'practice'});
      assert.equal(reports.length, 1);
      const {step, failure} = reportOf(reports, 'refused');
      assert.equal(step, 'smoke');
      assert.match(failure.message, /could not append to .*journal\.jsonl/);
      assert.equal(conductor.failure, failure);
      assert.equal(world.gateway.seen.length, 0);
      assert.equal(ledger().length, 0);
      assert.deepEqual(readdirSync(join(world.environment.places.logs)).toSorted(), ['journal.jsonl', 'operator.env']);
      assert.equal(conductor.session.steps.find(({id}) => id === 'smoke')?.status, 'waiting');
    });
  }

  it('every later step that changes something is refused too', async t => {
    const {conductor, world} = await practiceSession(t, {calls: diskWith('EIO on write', 2).calls});
    conductor.record({kind: 'note', step: 'look', text: 'this one is lost'});
    for (let attempt = 0; attempt < 3; attempt += 1)
      reportOf(await perform(conductor, 'smoke', {confirmed: 'practice'}), 'refused');
    assert.equal(world.gateway.seen.length, 0);
  });

  it('a step that only reads still runs, and says that it does not count', async t => {
    const {conductor, lines} = await practiceSession(t, {calls: diskWith('ENOSPC on write', 2).calls});
    const reports = await perform(conductor, 'look');
    assert.equal(reportOf(reports, 'acted').result.outcome, 'done');
    const {outcome, failure, step} = reportOf(reports, 'unrecorded');
    assert.deepEqual(
      [step, outcome.outcome, outcome.proofs[0]?.state, failure],
      ['look', 'done', 'holds', conductor.failure],
    );
    assert.match(failure.message, /ENOSPC/);
    assert.ok(!reports.some(({kind}) => kind === 'written'));
    assert.equal(conductor.session.current, 'look');
    assert.equal(lines().length, 1);
  });

  it('notes, skips, pauses and the end are refused, and the session stays as it was', async t => {
    const {conductor, lines} = await practiceSession(t, {calls: diskWith('EIO on sync', 2).calls});
    const before = conductor.session;
    const decisions: Said[] = [{kind: 'note', step: 'look', text: 'a'}, {kind: 'skip', step: 'look', reason: 'b'}, {kind: 'leave', reason: 'c'}, {kind: 'end', reason: 'd'}];
    for (const decision of decisions) assert.deepEqual(conductor.record(decision).map(({kind}) => kind), ['refused']);
    assert.equal(conductor.session, before);
    // The sync failed, the write did not: the line may be there, and nothing follows it.
    assert.equal(lines().length, 2);
  });
});

describe('when the outcome cannot be written', () => {
  it('others are told all the same, with what keeps it from being written', async t => {
    const {conductor} = await practiceSession(t, {calls: diskWith('ENOSPC on write', 3).calls});
    const told: unknown[] = [];
    conductor.notices.observe = ({type, body}, _session, head, unrecorded) => void told.push([type, (body as {outcome?: string}).outcome, head === conductor.head, unrecorded]);
    const {failure} = reportOf(await perform(conductor, 'smoke', {confirmed: 'practice'}), 'unrecorded');
    assert.deepEqual(told, [['step.started', undefined, true, undefined], ['step.finished', 'done', true, failure.message]]);
  });

  for (const trouble of troubles) {
    it(`(${trouble}) the step ran and does not count`, async t => {
      const {conductor, world, ledger} = await practiceSession(t, {calls: diskWith(trouble, 3).calls});
      const reports = await perform(conductor, 'smoke', {confirmed: 'practice'});
      const {outcome, failure} = reportOf(reports, 'unrecorded');
      assert.deepEqual([outcome.outcome, world.gateway.seen.length, ledger().length], ['done', 2, 3]);
      assert.equal(conductor.failure, failure);
      assert.equal(conductor.session.steps.find(({id}) => id === 'smoke')?.status, 'running');
      reportOf(await perform(conductor, 'smoke', {confirmed: 'practice'}), 'refused');
      assert.equal(world.gateway.seen.length, 2);
    });
  }

  it('the evidence is on disk before the line that names it would have been', async t => {
    const {conductor, folder} = await practiceSession(t, {calls: diskWith('ENOSPC on write', 3).calls});
    reportOf(await perform(conductor, 'look'), 'unrecorded');
    assert.equal(readdirSync(join(folder, 'evidence')).length, 1);
  });
});

describe('when evidence cannot be written', () => {
  it('the step does not count and nothing more is appended', async t => {
    const {conductor, folder, lines, world} = await practiceSession(t);
    writeFileSync(join(folder, 'evidence'), 'a file where a folder should be');
    const {failure} = reportOf(await perform(conductor, 'look'), 'unrecorded');
    assert.match(failure.message, /evidence/);
    assert.equal(conductor.failure, failure);
    const before = lines();
    assert.deepEqual(before.length, 2);
    reportOf(await perform(conductor, 'smoke', {confirmed: 'practice'}), 'refused');
    assert.equal(conductor.record({kind: 'note', step: 'look', text: 'lost'})[0]?.kind, 'refused');
    assert.deepEqual(lines(), before);
    assert.equal(world.gateway.seen.length, 0);
  });
});

describe('the token of the environment', () => {
  it('is in no file of the session', async t => {
    const {conductor, world, root} = await practiceSession(t);
    const token = world.environment.toggles.secrets()[0]?.reveal() ?? '';
    assert.match(token, /^practice-[0-9a-f]{24}$/);
    conductor.record({kind: 'note', step: 'look', text: `the token is ${token}`});
    await perform(conductor, 'look', {ask: async () => token});
    await perform(conductor, 'smoke', {confirmed: token});
    conductor.record({kind: 'skip', step: 'close', reason: `because of ${token}`});
    conductor.record({kind: 'end', reason: `after ${token}`});
    const files = readdirSync(root, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
    assert.ok(files.length >= 8);
    for (const {parentPath, name} of files)
      assert.ok(!readFileSync(join(parentPath, name), 'utf8').includes(token), name);
  });

  it('is masked in what is told, too', async t => {
    const runbook = runbookOf({smoke: smokes});
    const {conductor, world} = await practiceSession(t, {runbook, operator: 'mara'});
    const token = world.environment.toggles.secrets()[0]?.reveal() ?? '';
    const reports = await perform(conductor, 'smoke', {confirmed: token, ask: async () => token});
    assert.equal(outcomeOf(reports).outcome, 'done');
    assert.ok(!JSON.stringify(reports).includes(token));
  });
});
