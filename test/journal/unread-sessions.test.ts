import assert from 'node:assert/strict';
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {readiness} from '../../source/journal/readiness.ts';
import {findSession, listSessions, unfinishedSessions, unseenSessions} from '../../source/journal/session-list.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {Scribe} from '../worlds/scribe.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const id = '20251120T085500Z-mcp-gateway-rollback-ab12';

async function recorded(t: TestContext): Promise<{root: string; folder: string}> {
  const root = await temporaryFolder(t);
  const folder = join(root, 'logs', 'sessions', id);
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'journal.jsonl'), '');
  return {root, folder};
}

describe('sessions that cannot be read', () => {
  it('are none where no folder for them is there', async t => {
    const root = await temporaryFolder(t);
    assert.deepEqual([listSessions([root]), unseenSessions([root])], [{sessions: [], unread: []}, []]);
    assert.equal(readiness([root], 'mcp-gateway-rollback', {now: 0, within: 1}).verdict, 'never');
  });

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a folder')) {
    it(`may be there where their folder is ${what}`, async t => {
      const root = await temporaryFolder(t);
      mkdirSync(join(root, 'logs'));
      await put(join(root, 'logs', 'sessions'), t);
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual([sessions, unread.length], [[], 1]);
      assert.match(unread[0] ?? '', /logs\/sessions cannot be read, and there may be sessions in it: /);
      assert.equal(readiness([root], 'mcp-gateway-rollback', {now: 0, within: 1}).verdict, 'not known');
    });
  }

  it('may be there where logs is a link to a disk that is not mounted', async t => {
    const root = await temporaryFolder(t);
    symlinkSync('not-mounted', join(root, 'logs'));
    const {sessions, unread} = listSessions([root]);
    assert.deepEqual([sessions, unread.length], [[], 2]);
    assert.match(unread[0] ?? '', /logs is a symbolic link that leads nowhere/);
    assert.equal(readiness([root], 'mcp-gateway-rollback', {now: 0, within: 1}).verdict, 'not known');
  });

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a file of 300 MB')) {
    it(`are listed as that, by name and cause, where their journal is ${what}`, async t => {
      const {root, folder} = await recorded(t);
      rmSync(join(folder, 'journal.jsonl'));
      await put(join(folder, 'journal.jsonl'), t);
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual(sessions.map(({id: listed, state}) => [listed, state]), [[id, 'unreadable']]);
      assert.match(unread[0] ?? '', new RegExp(`${id} cannot be read: `));
    });
  }

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a file of 300 MB')) {
    it(`are not told by an earlier file where their last one is ${what}`, async t => {
      const root = await temporaryFolder(t);
      const scribe = new Scribe().open().note('all is well');
      const folder = scribe.write(join(root, 'logs', 'sessions'));
      await put(join(folder, 'journal-2.jsonl'), t);
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual([sessions.map(({state}) => state), unread.length], [['unreadable'], 1]);
      assert.match(unread[0] ?? '', /cannot be read: journal-2\.jsonl: /);
      assert.equal(unfinishedSessions([root]).unread.length, 1);
    });
  }

  it('are found where the first file of their journal is gone, and a second one stands', async t => {
    const {root, folder} = await recorded(t);
    rmSync(join(folder, 'journal.jsonl'));
    writeFileSync(join(folder, 'journal-2.jsonl'), '');
    const {sessions, unread} = listSessions([root]);
    assert.deepEqual(sessions.map(({state}) => state), ['unreadable']);
    assert.match(unread[0] ?? '', /journal\.jsonl is missing$/);
    assert.equal(findSession([root], id)?.folder, folder);
  });

  it('are not what only looks like one: a file with such a name, a folder without a journal', async t => {
    const {root, folder} = await recorded(t);
    writeFileSync(join(dirname(folder), '20251121T085500Z-mcp-gateway-rollback-ab12'), '');
    mkdirSync(join(dirname(folder), '20251122T085500Z-mcp-gateway-rollback-ab12'));
    assert.deepEqual(listSessions([root]).sessions.map(({id: listed}) => listed), [id]);
    assert.equal(findSession([root], '20251121'), undefined);
  });

  it('are told where a link stands in the place of a session', async t => {
    const {root, folder} = await recorded(t);
    symlinkSync(folder, join(dirname(folder), '20251121T085500Z-mcp-gateway-rollback-ab12'));
    assert.match(listSessions([root]).unread.join('\n'), /20251121T085500Z-.* cannot be read: it is a symbolic link/);
  });
});
