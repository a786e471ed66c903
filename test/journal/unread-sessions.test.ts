import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {readiness} from '../../source/journal/readiness.ts';
import {findSession, listSessions, unfinishedSessions, unseenSessions} from '../../source/journal/session-list.ts';
import {hindranceOf, nextOf, nextOfAll, unreadTrouble} from '../../source/journal/unread-session.ts';
import {readStatus} from '../../source/status/read-status.ts';
import {damagedJournals} from '../worlds/damaged-journals.ts';
import {frozen} from '../worlds/frozen.ts';
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
      assert.match(unread[0]?.problem ?? '', /logs\/sessions cannot be read, and there may be sessions in it: /);
      assert.equal(readiness([root], 'mcp-gateway-rollback', {now: 0, within: 1}).verdict, 'not known');
    });
  }

  it('may be there where logs is a link to a disk that is not mounted', async t => {
    const root = await temporaryFolder(t);
    symlinkSync('not-mounted', join(root, 'logs'));
    const {sessions, unread} = listSessions([root]);
    assert.deepEqual([sessions, unread.length], [[], 2]);
    assert.match(unread[0]?.problem ?? '', /logs is a symbolic link that leads nowhere/);
    assert.equal(readiness([root], 'mcp-gateway-rollback', {now: 0, within: 1}).verdict, 'not known');
  });

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a file of 300 MB')) {
    it(`are listed as that, by name and cause, where their journal is ${what}`, async t => {
      const {root, folder} = await recorded(t);
      rmSync(join(folder, 'journal.jsonl'));
      await put(join(folder, 'journal.jsonl'), t);
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual(sessions.map(({id: listed, class: where, environment, state}) => [listed, where, environment, state]), [[id, null, null, 'unreadable']]);
      assert.match(unread[0]?.problem ?? '', new RegExp(`${id} cannot be read: `));
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
      assert.match(unread[0]?.problem ?? '', /cannot be read: journal-2\.jsonl: /);
      assert.equal(unfinishedSessions([root]).unread.length, 1);
    });
  }

  it('are found where the first file of their journal is gone, and a second one stands', async t => {
    const {root, folder} = await recorded(t);
    rmSync(join(folder, 'journal.jsonl'));
    writeFileSync(join(folder, 'journal-2.jsonl'), '');
    const {sessions, unread} = listSessions([root]);
    assert.deepEqual(sessions.map(({state}) => state), ['unreadable']);
    assert.match(unread[0]?.problem ?? '', /journal\.jsonl is missing$/);
    assert.equal(findSession([root], id)?.folder, folder);
  });

  it('are not what only looks like one: a file with such a name, a folder without a journal', async t => {
    const {root, folder} = await recorded(t);
    writeFileSync(join(dirname(folder), '20251121T085500Z-mcp-gateway-rollback-ab12'), '');
    mkdirSync(join(dirname(folder), '20251122T085500Z-mcp-gateway-rollback-ab12'));
    assert.deepEqual(listSessions([root]).sessions.map(({id: listed}) => listed), [id]);
    assert.equal(findSession([root], '20251121'), undefined);
  });

  for (const {what, hurt, says} of damagedJournals) {
    it(`are no sessions of practice, and told by all readers alike, where ${what}`, async t => {
      const root = await temporaryFolder(t);
      const folder = frozen(root, {outcome: 'unknown', environment: 'lab', incident: 'INC-9'});
      writeFileSync(join(folder, '.lock'), '');
      hurt(folder);
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual(sessions.map(({class: where, environment, state}) => [where, environment, state]), [[null, null, 'unreadable']]);
      assert.match(unread.map(({problem}) => problem).join('\n'), new RegExp(`^the session ${folder} cannot be read: ${says}[^\n]*$`));
      assert.deepEqual(unfinishedSessions([root]), {sessions: [], unread});
      const {environments, unread: told} = readStatus([root], [{name: 'rehearsal-eu', class: 'rehearsal', root}], 0);
      assert.deepEqual([told.length, environments.map(({hidden}) => hidden.length)], [1, [1]]);
      assert.equal(findSession([root], sessions[0]?.id ?? '')?.folder, folder);
    });
  }

  it('are told where their last line says nothing, of the class that the first one tells', async t => {
    const root = await temporaryFolder(t);
    appendFileSync(join(frozen(root, {environment: 'lab'}), 'journal.jsonl'), 'see INC-9\n');
    const {sessions, unread} = listSessions([root]);
    assert.deepEqual(sessions.map(({class: where, environment, state}) => [where, environment, state]), [['rehearsal', 'lab', 'unreadable']]);
    assert.deepEqual(unfinishedSessions([root]), {sessions: [], unread});
    assert.match(unread[0]?.problem ?? '', /journal\.jsonl: line 4: not JSON$/);
  });

  for (const [what, line] of [['is no text', '\xff\xfe\n'], ['is longer than any of ours', `${'x'.repeat(1_100_000)}\n`], ['is torn behind one that is no text', '\xff\xfe\n{"v":1']] as const) {
    it(`are not told by an earlier file where the last line of their last one ${what}`, async t => {
      const root = await temporaryFolder(t);
      writeFileSync(join(frozen(root, {environment: 'lab'}), 'journal-2.jsonl'), line, 'latin1');
      const {sessions, unread} = listSessions([root]);
      assert.deepEqual([sessions.map(({state}) => state), unread.length], [['unreadable'], 1]);
      assert.match(unread[0]?.problem ?? '', /cannot be read: journal-2\.jsonl: line 4: not JSON$/);
    });
  }

  it('are not what was killed as it was opened: nothing of it ran, and nobody had it open', async t => {
    const {root, folder} = await recorded(t);
    mkdirSync(join(folder, 'evidence'));
    for (const torn of ['', '{"v":1,"session":"2025']) {
      writeFileSync(join(folder, 'journal.jsonl'), torn);
      assert.deepEqual([listSessions([root]).sessions.map(({state}) => state), listSessions([root]).unread], [['not begun'], []]);
      assert.deepEqual([unfinishedSessions([root]), readStatus([root], [], 0).unread], [{sessions: [], unread: []}, []]);
    }
  });

  for (const left of ['evidence', '.lock', '.holder']) {
    it(`are told where of a session ${left} is left, and its journal was renamed`, async t => {
      const {root, folder} = await recorded(t);
      renameSync(join(folder, 'journal.jsonl'), join(folder, 'journal.jsonl.bak'));
      assert.deepEqual(listSessions([root]), {sessions: [], unread: []});
      writeFileSync(join(folder, left), '');
      assert.match(listSessions([root]).unread[0]?.problem ?? '', /ab12 cannot be read: journal\.jsonl is missing$/);
      assert.deepEqual([unfinishedSessions([root]).unread.length, readStatus([root], [], 0).unread.length], [1, 1]);
    });
  }

  describe('come with what helps where', () => {
    const causes: ReadonlyArray<[what: string, hurt: (folder: string) => void, helps: RegExp]> = [
      ['links lead in a circle', folder => { rmSync(join(folder, 'journal.jsonl')); symlinkSync('journal.jsonl', join(folder, 'journal.jsonl')); }, /^Correct what keeps it from being read: MCP may be off/],
      ['a folder stands in the place of a file', folder => { rmSync(join(folder, 'journal.jsonl')); mkdirSync(join(folder, 'journal.jsonl')); }, /^Correct what keeps it from being read/],
      ['their folder is a file', folder => { rmSync(dirname(folder), {recursive: true}); writeFileSync(dirname(folder), ''); }, /^Correct what keeps it from being read/],
      ['a line was changed', folder => writeFileSync(join(folder, 'journal.jsonl'), readFileSync(join(folder, 'journal.jsonl'), 'utf8').replace('"attempt":1', '"attempt":2')), /^See with sessions verify 20251120T140000Z-mcp-gateway-rollback-0001 what is damaged, and leave the files as they are: MCP may be off/],
      ['the first file is gone', folder => { rmSync(join(folder, 'journal.jsonl')); writeFileSync(join(folder, 'journal-2.jsonl'), '\n'); }, /^See with sessions verify 2025/],
      ['it was emptied, or never began', folder => { writeFileSync(join(folder, 'journal.jsonl'), ''); writeFileSync(join(folder, '.holder'), ''); }, /^Leave the files as they are where a step of it may have run; once you are sure that it never began, remove the folder 20251120T140000Z-mcp-gateway-rollback-0001: MCP may be off/],
      ['a later version wrote it', folder => appendFileSync(join(folder, 'journal.jsonl'), '{"v":2}\n'), /^Look with the later version that wrote it: MCP may be off/],
    ];
    for (const [what, hurt, helps] of causes) {
      it(what, async t => {
        const root = await temporaryFolder(t);
        hurt(frozen(root));
        const {unread, environments} = readStatus([root], [{name: 'rehearsal-eu', class: 'rehearsal', root}], 0);
        for (const next of [...unread, ...listSessions([root]).unread].map(one => one.next)) assert.match(next, helps);
        assert.deepEqual(environments.map(({toggle}) => 'unknown' in toggle && toggle.next), unread.map(({next}) => next));
        assert.equal(unread.length, 1);
      });
    }

    for (const code of ['EACCES', 'EPERM']) it(`this user may not (${code})`, () => assert.match(nextOf(hindranceOf({code})), /^Look as the user who walked them, or have the permissions corrected: MCP may be off/));

    it('it is practice, which says nothing of MCP', async t => {
      const root = await temporaryFolder(t);
      const folder = join(root, 'logs', 'practice', id);
      mkdirSync(folder, {recursive: true});
      writeFileSync(join(folder, 'journal.jsonl'), 'nothing\n');
      const next = `See with sessions verify ${id} what is damaged, and leave the files as they are. It is practice, and says nothing of MCP.`;
      assert.deepEqual(listSessions([root]).unread, [{problem: `the practice session ${folder} cannot be read: journal.jsonl: line 1: not JSON`, next, session: id, practised: true}]);
      rmSync(join(root, 'logs', 'practice'), {recursive: true});
      writeFileSync(join(root, 'logs', 'practice'), '');
      assert.deepEqual(listSessions([root]).unread.map(one => [one.next, one.practised]), [['Correct what keeps it from being read. It is practice, and says nothing of MCP.', true]]);
    });

    it('several are there, each once', () => {
      const [one, other] = [unreadTrouble('a', 'damaged'), unreadTrouble('b', 'in the way')];
      assert.equal(nextOfAll([one, other, one]), `${one.next} ${other.next}`);
    });
  });

  it('are told where a link stands in the place of a session', async t => {
    const {root, folder} = await recorded(t);
    symlinkSync(folder, join(dirname(folder), '20251121T085500Z-mcp-gateway-rollback-ab12'));
    assert.match(listSessions([root]).unread.map(({problem}) => problem).join('\n'), /20251121T085500Z-.* cannot be read: it is a symbolic link/);
  });
});
