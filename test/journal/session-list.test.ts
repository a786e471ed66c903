import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {findSession, listSessions, unfinishedSessions} from '../../source/journal/session-list.ts';
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
