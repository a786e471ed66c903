import assert from 'node:assert/strict';
import {appendFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {ClosedSessions} from '../../source/journal/closed-sessions.ts';
import {unfinishedSessions} from '../../source/journal/session-list.ts';
import {jsonLine} from '../../source/json.ts';
import {readStatus} from '../../source/status/read-status.ts';
import {frozen} from '../worlds/frozen.ts';
import {spoiltFiles} from '../worlds/spoilt-files.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const now = Date.parse('2025-11-21T00:00:00Z');
const many = 40;

/** Under a root: the oldest walk froze its environment, a closed walk of every minute since has thawed another. */
async function history(t: AfterTest): Promise<{root: string; oldest: string; kept: string}> {
  const root = await temporaryFolder(t);
  const oldest = frozen(root, {session: '20251120T130000Z-mcp-gateway-rollback-0001', at: '2025-11-20T13:00:00Z', state: 'closed', environment: 'rehearsal-us'});
  for (let minute = 10; minute < 10 + many; minute += 1) {
    frozen(root, {session: `20251120T14${minute}00Z-mcp-gateway-rollback-0002`, at: `2025-11-20T14:${minute}:00Z`, value: '1', state: 'closed'});
  }
  return {root, oldest, kept: join(root, 'logs', 'sessions', '.closed.json')};
}

const told = (root: string) => {
  const {environments, unread} = readStatus([root], [], now);
  return {
    unfinished: unfinishedSessions([root]).sessions.map(({id}) => id.slice(-4)),
    open: environments.flatMap(({walks}) => walks.map(({session}) => session.slice(-4))),
    unread: unread.length,
    toggles: Object.fromEntries(environments.map(({environment, toggle}) => [environment, 'value' in toggle ? toggle.value : 'unknown'])),
  };
};

const allClosed = {unfinished: [], open: [], unread: 0, toggles: {'rehearsal-us': 'off', 'rehearsal-eu': 'on'}};

const endingAt = (journal: string, line: number): number => Buffer.byteLength(readFileSync(journal, 'utf8').split('\n').slice(0, line).map(text => `${text}\n`).join(''));

const changes: ReadonlyArray<[what: string, change: (journal: string, folder: string) => void, said: Partial<ReturnType<typeof told>>]> = [
  ['its closing line was taken away', journal => truncateSync(journal, endingAt(journal, 3)), {unfinished: ['0001'], open: ['0001']}],
  ['something was written behind its end', journal => appendFileSync(journal, '{"v":1}\n'), {unread: 1, toggles: {'rehearsal-eu': 'on'}}],
  ['a digit of its closing line was changed', journal => writeFileSync(journal, readFileSync(journal, 'utf8').replace('"type":"session.closed"', '"type":"session.closes"')), {unread: 1, toggles: {'rehearsal-eu': 'on'}}],
  ['another journal was put in its place', journal => {
    writeFileSync(`${journal}.new`, readFileSync(journal).subarray(0, endingAt(journal, 3)));
    renameSync(`${journal}.new`, journal);
  }, {unfinished: ['0001'], open: ['0001']}],
  ['it is gone', (_, folder) => rmSync(folder, {recursive: true}), {toggles: {'rehearsal-eu': 'on'}}],
];

describe('what is kept of closed sessions', () => {
  it('is written once there are many, and says the same as their journals', async t => {
    const {root, kept} = await history(t);
    assert.deepEqual(told(root), allClosed);
    const text = readFileSync(kept, 'utf8');
    assert.deepEqual(told(root), allClosed);
    assert.equal(readFileSync(kept, 'utf8'), text, 'nothing was learned anew');
  });

  it('is not worth a file where there are few', async t => {
    const root = await temporaryFolder(t);
    frozen(root, {state: 'closed'});
    assert.deepEqual(told(root).toggles, {'rehearsal-eu': 'off'});
    assert.equal(existsSync(join(root, 'logs', 'sessions', '.closed.json')), false);
  });

  it('is gone by, and the journal itself is not read', async t => {
    const {root, oldest, kept} = await history(t);
    told(root);
    writeFileSync(kept, readFileSync(kept, 'utf8').replaceAll('rehearsal-us', 'rehearsal-xx'));
    const sessions = new ClosedSessions(join(root, 'logs', 'sessions'));
    const id = oldest.slice(oldest.lastIndexOf('/') + 1);
    assert.deepEqual(sessions.endOf(id), {environment: 'rehearsal-xx', lastAt: '2025-11-20T13:00:00Z'});
    appendFileSync(join(oldest, 'journal.jsonl'), '');
    assert.equal(sessions.endOf(id)?.environment, 'rehearsal-xx', 'nothing was written');
    truncateSync(join(oldest, 'journal.jsonl'), endingAt(join(oldest, 'journal.jsonl'), 4));
    assert.equal(sessions.endOf(id)?.environment, 'rehearsal-us');
  });

  for (const [what, change, said] of changes) {
    it(`does not hide a session of which ${what}`, async t => {
      const {root, oldest} = await history(t);
      told(root);
      change(join(oldest, 'journal.jsonl'), oldest);
      assert.deepEqual(told(root), {...allClosed, ...said});
    });
  }

  const spoilt: ReadonlyArray<[what: string, spoil: (kept: string) => void]> = [
    ['is no JSON', kept => writeFileSync(kept, '{"v":1,"closed":[["2025')],
    ['is other JSON', kept => writeFileSync(kept, `${jsonLine({closed: [1, null, ['20251120T130000Z-mcp-gateway-rollback-0001'], {}]})}\n`.repeat(2))],
    ['has another digit in one place', kept => writeFileSync(kept, readFileSync(kept, 'utf8').replace('rehearsal-us', 'rehearsal-xx'))],
    ...spoiltFiles,
  ];
  for (const [what, spoil] of spoilt) {
    it(`says nothing where it ${what}`, async t => {
      const {root, kept} = await history(t);
      told(root);
      spoil(kept);
      assert.deepEqual(told(root), allClosed);
    });
  }

  it('knows a session that was cut off, gone on with and closed', async t => {
    const {root, oldest} = await history(t);
    const journal = join(oldest, 'journal.jsonl');
    const whole = readFileSync(journal);
    truncateSync(journal, endingAt(journal, 3));
    writeFileSync(join(oldest, 'journal-2.jsonl'), whole.subarray(endingAt(journal, 3)));
    const sessions = new ClosedSessions(join(root, 'logs', 'sessions'));
    assert.equal(sessions.endOf(oldest.slice(oldest.lastIndexOf('/') + 1))?.environment, 'rehearsal-us');
  });
});

describe('whether a toggle may have been set in a closed session', () => {
  it('is told by its journal, once', async t => {
    const {root, oldest} = await history(t);
    const reads = frozen(root, {session: '20251120T120000Z-mcp-gateway-rollback-0003', at: '2025-11-20T12:00:00Z', reads: '0', state: 'closed'});
    const [sets, none] = [oldest, reads].map(folder => folder.slice(folder.lastIndexOf('/') + 1));
    for (const _ of [1, 2]) {
      const sessions = new ClosedSessions(join(root, 'logs', 'sessions'));
      for (const id of [sets, none]) sessions.endOf(id ?? '');
      assert.deepEqual([sets, none, 'nothing'].map(id => sessions.maySet(id ?? '')), [true, false, true]);
    }
  });
});
