import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, renameSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {lockSession} from '../../source/journal/lock.ts';
import {readStatus, type StatusReading} from '../../source/status/read-status.ts';
import {lookNow} from '../../source/status/status.ts';
import {offText} from '../../source/status/status-text.ts';
import {frozen} from '../worlds/frozen.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const now = Date.parse('2025-11-20T15:04:00Z');
const read = (root: string): StatusReading => readStatus([root], [{name: 'rehearsal-eu', class: 'rehearsal', root}], now);
const said = (root: string): Array<string | undefined> => read(root).environments.map(status => offText(status, now));

describe('what is so, read from journals', () => {
  it('is told of an environment that is named and was never walked in', async t => {
    const {environments, unread} = read(await temporaryFolder(t));
    assert.deepEqual([environments.map(({environment, toggle}) => [environment, toggle]), unread], [[['rehearsal-eu', {unknown: 'no walk here has read it', next: lookNow}]], []]);
  });

  it('is told of one that nobody names any more', async t => {
    const root = await temporaryFolder(t);
    frozen(root, {environment: 'long-gone', state: 'closed'});
    assert.deepEqual(said(root), [undefined, 'MCP is OFF in long-gone since 14:20 (44 min, mara, INC-204)']);
  });

  it('is what the newest of many says, whatever lies behind', async t => {
    const root = await temporaryFolder(t);
    frozen(root, {state: 'closed'});
    for (let minutes = 20; minutes < 50; minutes += 1) {
      frozen(root, {session: `20251120T14${minutes}00Z-mcp-gateway-rollback-0002`, at: `2025-11-20T14:${minutes}:00Z`, value: minutes % 2 === 0 ? '1' : '0', state: 'closed', operator: 'ines'});
    }
    assert.deepEqual(said(root), ['MCP is OFF in rehearsal-eu since 14:49 (15 min, ines, INC-204)']);
  });

  it('names who has set it however many have only read it since', async t => {
    const root = await temporaryFolder(t);
    frozen(root, {state: 'closed'});
    frozen(root, {session: '20251120T130000Z-mcp-gateway-rollback-0003', at: '2025-11-20T13:00:00Z', reads: '1'});
    for (let minutes = 30; minutes < 45; minutes += 1) {
      frozen(root, {session: `20251120T14${minutes}00Z-mcp-gateway-rollback-0002`, at: `2025-11-20T14:${minutes}:00Z`, reads: '0', state: 'closed', operator: 'ines'});
    }
    assert.deepEqual(said(root), ['MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)']);
  });

  it('knows a closed walk of an older version by its first line', async t => {
    const root = await temporaryFolder(t);
    const folder = frozen(root, {state: 'closed'});
    renameSync(join(folder, 'journal.jsonl'), join(folder, 'whole'));
    assert.deepEqual(read(root).environments.length, 1, 'a folder without a journal is no session');
    renameSync(join(folder, 'whole'), join(folder, 'journal.jsonl'));
    assert.equal(said(root)[0], 'MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)');
  });

  it('says whether a living process has an open walk', async t => {
    const root = await temporaryFolder(t);
    const folder = frozen(root);
    const held = (): unknown[] => read(root).environments.flatMap(({walks}) => walks.map(walk => [walk.held, walk.holder?.operator]));
    assert.deepEqual(held(), [[false, undefined]]);
    const locked = lockSession(folder, 'jonas', now);
    assert.deepEqual(held(), [[true, 'jonas']]);
    if (locked.ok) locked.lock.release();
  });
});

const damage: ReadonlyArray<[what: string, hurt: (folder: string, root: string) => void]> = [
  ['a session whose journal was changed', folder => appendFileSync(join(folder, 'journal.jsonl'), '{"v":1}\n')],
  ['a session whose journal is a folder', folder => {
    renameSync(join(folder, 'journal.jsonl'), join(folder, 'gone'));
    mkdirSync(join(folder, 'journal.jsonl'));
  }],
  ['sessions that are a file', (_folder, root) => {
    renameSync(join(root, 'logs', 'sessions'), join(root, 'logs', 'moved'));
    writeFileSync(join(root, 'logs', 'sessions'), '');
  }],
];

describe('what cannot be read', () => {
  for (const [what, hurt] of damage) {
    it(`makes unknown what it might say, and is told: ${what}`, async t => {
      const root = await temporaryFolder(t);
      hurt(frozen(root), root);
      const {environments, unread} = read(root);
      assert.deepEqual(environments.map(({toggle}) => 'unknown' in toggle), [true]);
      assert.equal(unread.length, 1);
    });
  }

  it('does not hide what was seen after it was last written', async t => {
    const root = await temporaryFolder(t);
    const folder = frozen(root, {session: '20251119T140000Z-mcp-gateway-rollback-0001'});
    appendFileSync(join(folder, 'journal.jsonl'), '{"v":1}\n');
    utimesSync(join(folder, 'journal.jsonl'), new Date('2025-11-19T15:00:00Z'), new Date('2025-11-19T15:00:00Z'));
    frozen(root);
    assert.deepEqual(said(root), ['MCP is OFF in rehearsal-eu since 14:20 (44 min, mara, INC-204)']);
  });
});
