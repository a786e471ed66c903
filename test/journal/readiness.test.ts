import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {judgeReadiness, readiness, type Rehearsed} from '../../source/journal/readiness.ts';
import {procedureRow} from '../../source/app/screens/list/procedures-table.ts';
import {readinessText} from '../../source/app/screens/readiness-lines.ts';
import {day, minute} from '../../source/time.ts';
import {damagedJournals} from '../worlds/damaged-journals.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {bodies} from '../worlds/bodies.ts';
import {closing} from '../worlds/recorded.ts';
import {Scribe, type Members} from '../worlds/scribe.ts';

const now = Date.parse('2025-11-20T09:00:00Z');
const within = 30 * day;

const rehearsed = (at: string, change: Partial<Rehearsed> = {}): Rehearsed => ({session: 's', class: 'practice', operator: 'mara', at, ended: 'completed', ...change});

const judgements: ReadonlyArray<[what: string, walked: Rehearsed[], verdict: string, says: string]> = [
  ['never', [], 'never', 'never rehearsed here'],
  ['this morning', [rehearsed('2025-11-20T08:20:00Z')], 'fresh', 'rehearsed 40m 0s ago by mara, completed'],
  ['thirty days ago to the second', [rehearsed('2025-10-21T09:00:00Z')], 'fresh', 'rehearsed 30d 0h ago by mara, completed'],
  ['longer ago', [rehearsed('2025-10-21T08:59:59Z')], 'stale', 'rehearsed 30d 0h ago by mara, completed; that is longer than 30d 0h'],
  ['in a time to come', [rehearsed('2025-11-20T09:00:01Z')], 'ahead', 'rehearsed by mara, completed, at a time that is still to come'],
  ['through all its steps in a drill', [rehearsed('2025-11-20T08:20:00Z', {drill: 'A quiet rollback', asItsPage: true})], 'fresh', 'rehearsed 40m 0s ago by mara, in the drill A quiet rollback, ended as its page says'],
  ['in part, in a drill that ended as its page says', [rehearsed('2025-11-20T08:20:00Z', {ended: 'stopped', drill: 'It stays down', asItsPage: true})], 'never', 'never rehearsed here as a whole; drilled 40m 0s ago by mara: It stays down, ended as its page says'],
  ['and then in part in a drill', [rehearsed('2025-11-20T08:20:00Z', {ended: 'stopped', drill: 'It stays down', stoppedAt: 'step 1, Freeze'}), rehearsed('2025-11-19T09:00:00Z')], 'fresh', 'rehearsed 24h 0m ago by mara, completed; drilled 40m 0s ago by mara: It stays down, stopped at step 1, Freeze'],
  ['up to a step alone', [rehearsed('2025-11-20T08:20:00Z', {ended: 'stopped', stoppedAt: 'step 8, Smoke after restore'})], 'never', 'never rehearsed here as a whole; walked 40m 0s ago by mara, stopped at step 8, Smoke after restore'],
  ['and then up to a step', [rehearsed('2025-11-20T08:20:00Z', {ended: 'stopped', stoppedAt: 'step 2, Pause rehearsals'}), rehearsed('2025-11-19T09:00:00Z')], 'fresh', 'rehearsed 24h 0m ago by mara, completed; walked 40m 0s ago by mara, stopped at step 2, Pause rehearsals'],
  ['with nobody there alone', [rehearsed('2025-11-20T08:20:00Z', {unattended: true})], 'never', 'never rehearsed here by a person, only with nobody there'],
  ['by a person, and with nobody there since', [rehearsed('2025-11-20T08:20:00Z', {unattended: true}), rehearsed('2025-11-19T09:00:00Z')], 'fresh', 'rehearsed 24h 0m ago by mara, completed; since then only with nobody there'],
  ['twice, the newer counts wherever it stands', [rehearsed('2025-11-19T09:00:00Z', {operator: 'ines'}), rehearsed('2025-11-01T09:00:00Z')], 'fresh', 'rehearsed 24h 0m ago by ines, completed'],
];

describe('a runbook that was rehearsed', () => {
  for (const [what, walked, verdict, says] of judgements) {
    it(`${what} is ${verdict}`, () => {
      const found = judgeReadiness(walked, {now, within});
      assert.equal(found.verdict, verdict);
      assert.equal(readinessText(found), says);
    });
  }

  it('is judged by the limit of its environment', () => {
    const walked = [rehearsed('2025-11-20T08:20:00Z')];
    assert.deepEqual([39 * minute, 40 * minute].map(limit => judgeReadiness(walked, {now, within: limit}).verdict), ['stale', 'fresh']);
  });
});

/** A session of the named runbook; closed, or left open with `open`. */
function session(root: string, id: string, change: {kind?: 'sessions' | 'practice'; at?: string; operator?: string; mode?: 'auto'; closed?: Members | 'open'} = {}): void {
  const {kind = 'sessions', at = '2025-11-18T09:00:00Z', operator = 'mara', mode, closed = {}} = change;
  const scribe = new Scribe(id, kind === 'practice' ? 'practice' : 'live');
  scribe.at = at;
  scribe.operator = operator;
  scribe.line('session.opened', {...bodies['session.opened'], ...(mode && {mode})});
  if (closed !== 'open') closing(scribe, {verdict: 'completed', ...closed});
  scribe.write(join(root, 'logs', kind));
}

const id = (time: string, runbook = 'night-watch', digits = '811f'): string => `${time}Z-${runbook}-${digits}`;
const nothingDone = {verdict: 'stopped', steps: {done: 0, failed: 0, skipped: 3, unknown: 0, open: 0}};

const failedDrill = {ended: 'stopped', drill: 'It stays down', stoppedAt: 'step 1, Freeze'} as const;

const rows: ReadonlyArray<[what: string, walked: Rehearsed[], last: string, ended: string]> = [
  ['a walk', [rehearsed('2025-11-20T08:20:00Z')], '40 minutes ago, mara, practice', 'completed'],
  ['a drill through all steps', [rehearsed('2025-11-20T08:20:00Z', {drill: 'A quiet rollback', asItsPage: true})], '40 minutes ago, mara, in a drill', 'as its page says'],
  ['a drill of a part', [rehearsed('2025-11-20T08:20:00Z', {ended: 'stopped', drill: 'It stays down', asItsPage: true})], '40 minutes ago, mara, in a drill', 'in part'],
  ['a drill of a part that failed', [rehearsed('2025-11-20T08:20:00Z', failedDrill)], '40 minutes ago, mara, in a drill', 'stopped at step 1'],
  ['nothing', [], 'never', ''],
];

describe('the row of a procedure', () => {
  for (const [what, walked, last, ended] of rows) {
    it(`says of ${what} who did it, and under "how it ended" nothing else`, () => {
      const card = {id: 'x', title: 'X', summary: '', steps: 3, readiness: judgeReadiness(walked, {now, within})};
      assert.deepEqual(procedureRow({kind: 'runbook', card}).cells.slice(2).map(({text}) => text), [last, ended]);
    });
  }

  it('says nothing of an end where it cannot be known', () => {
    const readiness = {...judgeReadiness([rehearsed('2025-11-20T08:20:00Z', failedDrill)], {now, within}), verdict: 'not known'} as const;
    assert.deepEqual(procedureRow({kind: 'runbook', card: {id: 'x', title: 'X', summary: '', steps: 3, readiness}}).cells.slice(2).map(({text}) => text), ['not known', '']);
  });
});

describe('looking for rehearsals', () => {
  it('finds the newest of any class, by whom, and how it ended', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251101T090000'), {at: '2025-11-01T10:00:00Z'});
    session(root, id('20251118T090000'), {kind: 'practice', at: '2025-11-18T10:00:00Z', operator: 'ines', closed: {verdict: 'completed'}});
    const {last, age, verdict} = readiness([root], 'night-watch', {now, within});
    assert.deepEqual(last, {session: id('20251118T090000'), class: 'practice', operator: 'ines', at: '2025-11-18T10:00:00Z', ended: 'completed'});
    assert.deepEqual([age, verdict], [47 * 60 * minute, 'fresh']);
  });

  it('names the step that failed, or that was open, and does not count who was not there', async t => {
    const root = await temporaryFolder(t);
    const scribe = new Scribe(id('20251118T090000'), 'live');
    scribe.at = '2025-11-18T09:00:00Z';
    scribe.line('session.opened', bodies['session.opened']).line('step.finished', {...bodies['step.finished'], outcome: 'failed', next: 'smoke'});
    closing(scribe).write(join(root, 'logs', 'sessions'));
    const alone = new Scribe(id('20251119T090000'), 'live');
    alone.at = '2025-11-20T08:00:00Z';
    alone.line('session.opened', {...bodies['session.opened'], mode: 'auto'});
    closing(alone).write(join(root, 'logs', 'sessions'));
    const {part, unattended} = readiness([root], 'night-watch', {now, within});
    assert.deepEqual([part?.stoppedAt, unattended?.session], ['step 2, The smoke step', id('20251119T090000')]);
  });

  it('does not have a walk that was stopped hide the one before it that went through', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251117T090000'), {at: '2025-11-17T10:00:00Z'});
    session(root, id('20251118T090000'), {closed: {verdict: 'stopped'}});
    const {last, part} = readiness([root], 'night-watch', {now, within});
    assert.deepEqual([last?.session, part?.session, part?.stoppedAt?.slice(0, 7)], [id('20251117T090000'), id('20251118T090000'), 'step 1,']);
  });

  it('takes a session that lasted long by its end', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251101T090000'), {at: '2025-11-19T10:00:00Z', operator: 'ines'});
    session(root, id('20251118T090000'), {at: '2025-11-18T10:00:00Z'});
    assert.equal(readiness([root], 'night-watch', {now, within}).last?.operator, 'ines');
  });

  for (const {what, hurt} of damagedJournals) {
    it(`cannot tell that there was none where ${what}`, async t => {
      const root = await temporaryFolder(t);
      session(root, id('20251118T090000'), {at: '2025-11-18T10:00:00Z'});
      const folder = join(root, 'logs', 'sessions', id('20251118T090000'));
      writeFileSync(join(folder, '.lock'), '');
      hurt(folder);
      assert.equal(readiness([root], 'night-watch', {now, within}).verdict, 'not known');
    });
  }

  const nothing: ReadonlyArray<[what: string, lay: (root: string) => void]> = [
    ['is not over', root => session(root, id('20251118T090000'), {closed: 'open'})],
    ['was closed before anything was walked', root => session(root, id('20251118T090000'), {closed: nothingDone})],
    ['is of a runbook whose name only ends alike', root => session(root, id('20251118T090000', 'late-night-watch'))],
    ['is of a runbook whose name only begins alike', root => session(root, id('20251118T090000', 'night-watch-two'))],
    ['lies under the name of another', root => {
      session(root, id('20251118T090000', 'other'));
      const [from, to] = [id('20251118T090000', 'other'), id('20251118T090000')].map(name => join(root, 'logs', 'sessions', name));
      renameSync(from ?? '', to ?? '');
    }],
    ['is torn', root => {
      mkdirSync(join(root, 'logs', 'sessions', id('20251118T090000')), {recursive: true});
      writeFileSync(join(root, 'logs', 'sessions', id('20251118T090000'), 'journal.jsonl'), '{"v":1,');
    }],
    ['is a file', root => {
      mkdirSync(join(root, 'logs', 'sessions'), {recursive: true});
      writeFileSync(join(root, 'logs', 'sessions', id('20251118T090000')), '');
    }],
  ];

  for (const [what, lay] of nothing) {
    it(`does not count what ${what}`, async t => {
      const root = await temporaryFolder(t);
      lay(root);
      assert.equal(readiness([root], 'night-watch', {now, within}).verdict, 'never');
    });
  }

  it('looks behind a walk that was not over', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251117T090000'));
    for (let minutes = 10; minutes < 50; minutes += 1) session(root, id(`20251118T09${minutes}00`), {closed: 'open'});
    assert.equal(readiness([root], 'night-watch', {now, within}).last?.session, id('20251117T090000'));
  });

  it('looks behind walks with nobody there, however many', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251117T090000'));
    for (let minutes = 10; minutes < 26; minutes += 1) session(root, id(`20251118T09${minutes}00`), {mode: 'auto', at: `2025-11-18T09:${minutes}:00Z`});
    const {last, unattended} = readiness([root], 'night-watch', {now, within});
    assert.deepEqual([last?.session, unattended?.session], [id('20251117T090000'), id('20251118T092500')]);
  });

  it('takes nobody for there where the opening cannot be read', async t => {
    const root = await temporaryFolder(t);
    session(root, id('20251118T090000'), {mode: 'auto'});
    const journal = join(root, 'logs', 'sessions', id('20251118T090000'), 'journal.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('{"v":1,', '{"v":'));
    const {last, verdict} = readiness([root], 'night-watch', {now, within});
    assert.deepEqual([last, verdict], [undefined, 'not known']);
  });
});
