import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {findSession, listSessions, sessionsOf, storyAround, unfinishedSessions} from '../../source/journal/session-list.ts';
import {formatTimestamp, minute} from '../../source/time.ts';
import {bodies} from '../worlds/bodies.ts';
import {closing} from '../worlds/recorded.ts';
import {Scribe} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const morning = Date.parse('2025-11-20T09:00:00Z');

/** A session that began so many minutes after nine; unfinished unless it is closed. Answers its id. */
function session(root: string, minutes: number, where: 'live' | 'rehearsal' | 'practice', closed = false): string {
  const at = formatTimestamp(morning + minutes * minute);
  const id = `${at.replaceAll(/[-:]/g, '')}-drill-0001`;
  const scribe = new Scribe(id, where);
  scribe.at = at;
  scribe.line('session.opened', bodies['session.opened']);
  if (closed) closing(scribe);
  scribe.write(join(root, 'logs', where === 'practice' ? 'practice' : 'sessions'));
  return id;
}

describe('what was left unfinished', () => {
  for (const newer of [1, 60, 230]) {
    for (const closed of [true, false]) {
      it(`is found behind ${newer} newer ${closed ? 'closed' : 'unfinished'} ones of practice`, async t => {
        const root = await temporaryFolder(t);
        const old = session(root, 0, 'live');
        for (let one = 1; one <= newer; one += 1) session(root, one, 'practice', closed);
        const found = unfinishedSessions([root]).sessions;
        assert.equal(found[0]?.id, old);
        assert.equal(found.length, closed ? 1 : 1 + newer);
        assert.equal(listSessions([root]).sessions.length, 1 + newer);
        assert.equal(listSessions([root]).sessions.at(-1)?.id, old);
      });
    }
  }

  it('comes live before rehearsal before practice, and of each the newest first', async t => {
    const root = await temporaryFolder(t);
    const [rehearsal, live, practice, rehearsed, lived] = (['rehearsal', 'live', 'practice', 'rehearsal', 'live'] as const).map((where, minutes) => session(root, minutes, where));
    assert.deepEqual(unfinishedSessions([root]).sessions.map(({id}) => id), [lived, live, rehearsed, rehearsal, practice]);
  });

  it('is looked for under every root, and knows its own', async t => {
    const [here, there] = [await temporaryFolder(t), await temporaryFolder(t)];
    const old = session(there, 0, 'live');
    session(here, 1, 'live', true);
    assert.deepEqual(unfinishedSessions([here, there]).sessions.map(({id, root}) => [id, root]), [[old, there]]);
    assert.equal(findSession([here, there], old.slice(0, 20))?.root, there);
  });

  it('is also what says in a note how a journal is closed', async t => {
    const root = await temporaryFolder(t);
    const scribe = new Scribe('20251120T090000Z-drill-0001', 'live').line('session.opened', bodies['session.opened']).note('"type":"session.closed"');
    scribe.write(join(root, 'logs', 'sessions'));
    assert.equal(unfinishedSessions([root]).sessions.length, 1);
  });
});

describe('the incident that a session belongs to', () => {
  const named = (incident: string | null) => (scribe: Scribe) => void scribe.line('incident.named', {incident});
  const torn = (scribe: Scribe): void => void scribe.tear(Buffer.from('{"v":1,"type":"incident.named","body":{"incident":"INC-9"'));
  const foreign = (scribe: Scribe): void => void scribe.raw('{"v":1,"type":"incident.named","body":{"incident":"INC-9"}}');
  const closed = (change: {incident?: string | null}) => (scribe: Scribe) => void closing(scribe, change);
  const cases: ReadonlyArray<[what: string, lines: Array<(scribe: Scribe) => void>, incident: string | null, unread?: string]> = [
    ['is the one that the closing line names', [named('INC-1'), closed({incident: 'INC-3'})], 'INC-3'],
    ['is none where the closing line says so', [named('INC-1'), closed({incident: null})], null],
    ['is what was named before a closing line of an older version', [named('INC-1'), closed({})], 'INC-1'],
    ['is the one that was named last', [named('INC-1'), named('INC-2')], 'INC-2'],
    ['is what was named before a line that is torn', [named('INC-1'), torn], 'INC-1'],
    ['is what was named before a line that is not ours, which is told', [named('INC-1'), foreign, foreign], 'INC-1', 'journal.jsonl: line 3: '],
    ['is none where that was said before a torn line', [named(null), torn], null],
    ['is the one of the first line where no whole line names one', [torn], 'INC-204'],
  ];
  for (const [what, lines, incident, told] of cases) {
    it(what, async t => {
      const root = await temporaryFolder(t);
      const scribe = new Scribe().line('session.opened', bodies['session.opened']);
      for (const write of lines) write(scribe);
      scribe.write(join(root, 'logs', 'sessions'));
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual([sessions.map(card => card.incident), unread.length], [[incident], told === undefined ? 0 : 1]);
      assert.ok(unread.every(({problem}) => problem.includes(told ?? '')));
    });
  }

  it('is not known where a file that may name it cannot be read, and that is said', async t => {
    const root = await temporaryFolder(t);
    const scribe = new Scribe().line('session.opened', bodies['session.opened']).note('all is well');
    const folder = scribe.write(join(root, 'logs', 'sessions'));
    mkdirSync(join(folder, 'journal-2.jsonl'));
    writeFileSync(join(folder, 'journal-3.jsonl'), scribe.files['journal.jsonl'] ?? assert.fail());
    assert.match(listSessions([root]).unread.map(({problem}) => problem).join('\n'), /drill-0001 cannot be read: journal-2\.jsonl: [^\n]+$/);
  });
});

describe('the sessions of an incident', () => {
  const card = (id: string, incident: string | null, continues: string | null = null) => ({id, incident, continues});
  const all = [card('e', null), card('d', null, 'c'), card('c', 'INC-2', 'b'), card('b', 'INC-1', 'a'), card('a', null)];
  for (const [incident, ids] of [['INC-1', 'dcba'], ['INC-2', 'dcba'], ['INC-3', '']] as const) {
    it(`${incident}: those that name it, what they go on with, and what goes on with them`, () => assert.equal(sessionsOf(incident, all).map(({id}) => id).join(''), ids));
  }

  const around: ReadonlyArray<[session: string, told: ReturnType<typeof storyAround>]> = [
    ['a', {name: 'INC-2', linked: true}], ['b', {name: 'INC-1', linked: true}], ['c', {name: 'INC-2', linked: true}], ['d', {name: 'INC-2', linked: true}],
    ['e', undefined], ['f', {name: 'INC-4', linked: false}], ['g', {name: 'g', linked: true}], ['h', {name: 'g', linked: true}],
  ];
  for (const [session, told] of around) {
    it(`around ${session} are told as ${told?.name ?? 'nothing else'}`, () => assert.deepEqual(storyAround(session, [card('h', null, 'g'), card('g', null), card('f', 'INC-4'), ...all]), told));
  }
});
