import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {run} from '../people/program.ts';
import {damagedJournals} from '../worlds/damaged-journals.ts';
import {frozen} from '../worlds/frozen.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';

const session = '20251120T140000Z-mcp-gateway-rollback-0001';
const sound = '20251120T150000Z-mcp-gateway-rollback-0002';

/** How the file of an incident's walk may be left behind by whoever handled it: edited, emptied, put aside. */
const ways = [
  ...damagedJournals.filter(({what}) => /byte order mark|0 bytes/.test(what)),
  {what: 'it was renamed', hurt: (folder: string) => renameSync(join(folder, 'journal.jsonl'), join(folder, 'journal.jsonl.bak')), says: 'journal\\.jsonl is missing'},
];

describe('an open walk of which nothing can be read is never none', {concurrency: 2}, () => {
  for (const {what, hurt, says} of ways) {
    it(`to any command, where ${what}`, async t => {
      const cwd = await temporaryFolder(t);
      const folder = frozen(cwd, {outcome: 'unknown', environment: 'lab', incident: 'INC-9'});
      writeFileSync(join(folder, '.lock'), '');
      hurt(folder);
      const why = new RegExp(`the session ${folder} cannot be read: ${says}`);
      const told = await Promise.all([['resume'], ['watch'], ['sessions', 'list'], ['sessions', 'record', '--incident', 'INC-9']].map(words => run(t, words, {cwd})));
      for (const {code, stderr} of told) {
        assert.equal(code, 4);
        assert.match(stderr, why);
      }
      assert.match(told[1]?.stdout ?? '', /^No walk is known to be open here\.\n$/);
      assert.match(told[2]?.stdout ?? '', new RegExp(`\\n${session} +not known +unreadable\\n$`));
      const {code, stderr} = await run(t, ['watch', session, '--plain'], {cwd});
      assert.deepEqual([code, stderr.split('\n').length], [4, 3]);
      const status = await run(t, ['status'], {cwd});
      assert.equal(status.code, 1);
      assert.match(status.stderr, /NOT KNOWN {2}the session \S+ cannot be read: /);
      const {ok, sessions, unread} = documentOf((await run(t, ['sessions', 'list', '--json'], {cwd})).stdout) as {ok: boolean; sessions: object[]; unread: string[]};
      assert.equal(ok, false);
      assert.match(unread.join('\n'), why);
      assert.deepEqual(sessions, [{session, runbook: '', class: null, environment: null, operator: '', incident: null, opened_at: '', last_at: '', state: 'unreadable'}]);
    });
  }

  it('to the record of its incident, which names it beside the sound ones', async t => {
    const cwd = await temporaryFolder(t);
    const folder = frozen(cwd, {outcome: 'unknown', environment: 'lab', incident: 'INC-9'});
    frozen(cwd, {session: sound, environment: 'lab', incident: 'INC-9', state: 'closed', at: '2025-11-20T15:20:00Z'});
    damagedJournals[0]?.hurt(folder);
    const {code, stdout} = await run(t, ['sessions', 'record', '--incident', 'INC-9'], {cwd});
    assert.equal(code, 4, stdout);
    const missing = `the session ${folder} cannot be read: journal.jsonl: line 1: not JSON; it may belong to this incident`;
    assert.ok(stdout.includes(`\nmissing: ${missing}\n`), stdout);
    assert.ok(readFileSync(join(cwd, 'records', 'INC-9', 'timeline.md'), 'utf8').includes(missing.slice(-60)));
  });

  it('but where it is practice, which belongs to no incident and alarms nobody who watches', async t => {
    const cwd = await temporaryFolder(t);
    const folder = join(cwd, 'logs', 'practice', session);
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, 'journal.jsonl'), 'nothing\n');
    frozen(cwd, {session: sound, environment: 'lab', incident: 'INC-9', state: 'closed', at: '2025-11-20T15:20:00Z'});
    const [listed, watched, recorded] = await Promise.all([['sessions', 'list'], ['watch'], ['sessions', 'record', '--incident', 'INC-9']].map(words => run(t, words, {cwd})));
    for (const told of [listed, watched]) assert.match(told?.stderr ?? '', /the practice session \S+ cannot be read: .*\n.* It is practice, and says nothing of MCP\.\n$/);
    assert.deepEqual([listed?.code, watched?.code, recorded?.code], [4, 0, 2], recorded?.stdout ?? '');
    assert.doesNotMatch(recorded?.stdout ?? '', /practice/);
    // Where the incident itself is practised, it may be of it.
    renameSync(join(cwd, 'logs', 'sessions', sound), join(cwd, 'logs', 'practice', sound));
    const practised = await run(t, ['sessions', 'record', '--incident', 'INC-9'], {cwd});
    assert.equal(practised.code, 4);
    assert.match(practised.stdout, /\nmissing: the practice session \S+ cannot be read: .*; it may belong to this incident\n/);
  });

  it('to the look for secrets: those of every environment are looked for in its record', async t => {
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'mcp-runbook.yaml'), 'environments:\n  lab:\n    class: rehearsal\n    gateway: http://127.0.0.1:8001\n    token: {file: mcp_token}\n');
    writeFileSync(join(cwd, 'mcp_token'), 'plain-words-of-lab\n');
    const folder = frozen(cwd, {outcome: 'unknown', environment: 'lab', incident: 'INC-9'});
    appendFileSync(join(folder, 'journal.jsonl'), 'plain-words-of-lab\n');
    damagedJournals[0]?.hurt(folder);
    const {code, stderr} = await run(t, ['sessions', 'record', session], {cwd});
    assert.equal(code, 1, stderr);
    assert.match(stderr, /journal\.jsonl/);
  });
});
