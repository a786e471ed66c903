import assert from 'node:assert/strict';
import {cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {execa} from 'execa';
import {run} from '../people/program.ts';
import {choices, plainPerson} from '../people/plain-person.ts';
import {deployment, harbour} from '../worlds/deployment.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {documentOf, filesIn} from '../worlds/working-folder.ts';

/** What 0.1.0 itself has left: a rollback that was walked to its end, and one whose console died in the restore (README.md there). */
const left = join(import.meta.dirname, '../fixtures/0.1.0');
const finished = '20251120T140005Z-mcp-gateway-rollback-5061';
const interrupted = '20251120T140009Z-mcp-gateway-rollback-b791';

async function place(t: AfterTest): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const name of ['logs', 'deploy', 'mcp-runbook.yaml']) cpSync(join(left, name), join(folder, name), {recursive: true});
  return folder;
}

const treeOf = (folder: string): Array<[string, string]> => filesIn(join(folder, 'logs')).map(file => [file, readFileSync(join(folder, 'logs', file), 'latin1')]);

describe('What 0.1.0 has left', {concurrency: 2}, () => {
  it('is listed, verified, shown and reviewed, and stays as it was', async t => {
    const cwd = await place(t);
    const before = treeOf(cwd);
    const says = async (...words: string[]): Promise<string> => {
      const {code, stdout, stderr} = await run(t, words, {cwd});
      return `${code} ${stdout}${stderr}`;
    };
    const listed = documentOf((await run(t, ['sessions', 'list', '--json'], {cwd})).stdout) as {sessions: Array<{session: string; state: string}>};
    assert.deepEqual(listed.sessions.map(({session, state}) => [session, state]), [[interrupted, 'unfinished'], [finished, 'completed']]);
    assert.match(await says('sessions', 'verify', finished, '--head', '93b63999'), /^0 intact: 23 lines in 1 file, head 93b63999/);
    assert.match(await says('sessions', 'verify', interrupted), /^1 unfinished: 12 lines in 1 file, head 69de1701/);
    assert.match(await says('sessions', 'show', finished), /^0 # [^]*A broken certificate, for minutes; nothing is left\./);
    assert.match(await says('ledger', 'review', '--env', harbour), /6 entries: [^]*1 open and 1 closed gaps/);
    assert.match(await says('status'), /^1 [^]*MCP is NOT KNOWN in harbour since 2025-11-20 14:00 [^]*step \d+: Restore MCP traffic has no outcome/);
    assert.deepEqual(treeOf(cwd), before);
  });

  it('is exported as a record of today, alone and with its incident, and its own record still holds', async t => {
    const cwd = await place(t);
    for (const [words, code] of [[[finished], 0], [['--incident', 'INC-204'], 0], [['--incident', 'INC-205'], 1]] as const) {
      const made = await run(t, ['sessions', 'record', ...words, '--json'], {cwd});
      assert.equal(made.code, code, made.stderr);
      const {folder} = documentOf(made.stdout) as {folder: string};
      await execa('sha256sum', ['--check', '--strict', 'MANIFEST'], {cwd: folder});
    }
    await execa('sha256sum', ['--check', '--strict', 'MANIFEST'], {cwd: join(left, 'record')});
  });

  it('is gone on with by the page that it was begun with, and ends in a journal that holds together', async t => {
    const deployed = await deployment(t);
    const {folder} = deployed;
    cpSync(join(left, 'logs'), join(folder, 'logs'), {recursive: true});
    const old = readFileSync(join(left, 'logs/sessions', interrupted, 'journal.jsonl'), 'utf8');
    const resume = ['resume', interrupted, '--plain', '--operator', 'ines'];
    const refused = await plainPerson(t, resume, {cwd: folder});
    assert.equal(await refused.leaves(), 2);
    assert.match(refused.page(), /the gateway was http:\/\/127\.0\.0\.1:34637, and is http:\/\/127\.0\.0\.1:\d+ now/);

    const ines = await plainPerson(t, [...resume, '--despite', 'The gateway of the harbour was moved.'], {cwd: folder});
    await ines.sees('Step 6 of 10: Restore MCP traffic\n');
    await ines.sees(/^UNKNOWN this step may have happened: r looks, and you say what is so\nr settle what happened, n note/m);
    await ines.answers(choices, 'r');
    // The step has been due since it was cut off.
    await ines.answers('k keep going, e call somebody: ', 'k');
    await ines.sees(/ABZU_USE_MCP reads "1" now[^]*The route is mcp/);
    await ines.answers('cannot tell: next step: ', 'd');
    await ines.answers('How do you know? ', 'The service says route=mcp.');
    await ines.changes('Smoke after restore', harbour);
    await ines.checks('Review fresh lines');
    await ines.changes('Close the gap', harbour);
    await ines.checks('Document closure', 'the recovery receipt and the ledger lines are attached to the incident', 'the paused jobs run again');
    await ines.answers('What was wrong, for how long, and what is left to do? ', 'Its console died; nothing is left.');
    assert.equal(await ines.leaves(), 0);

    assert.equal(deployed.read(`logs/sessions/${interrupted}/journal.jsonl`), old);
    assert.deepEqual(deployed.gaps().map(({event, gap_id: gap}) => [event, gap]), ['gap-20251120T140007Z', 'gap-20251120T140011Z'].flatMap(gap => [['gap.opened', gap], ['gap.closed', gap]]));
    const verified = await run(t, ['sessions', 'verify', interrupted], {cwd: folder});
    assert.match(`${verified.code} ${verified.stdout}`, /^0 intact: \d+ lines in 2 files/);
    const made = await run(t, ['sessions', 'record', '--incident', 'INC-205', '--json'], {cwd: folder});
    assert.equal(made.code, 0, made.stderr);
  });
});

describe('A journal of a later format', () => {
  it('is refused by its number by whoever would go on with it, and is no damage to whoever verifies it', async t => {
    const cwd = await place(t);
    const journal = join(cwd, 'logs/sessions', interrupted, 'journal.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll('{"v":1,', '{"v":2,'));
    const later = 'it is of format 2, and this version reads format 1: use the later one that wrote it';
    for (const [words, code] of [[['sessions', 'list'], 4], [['sessions', 'record', '--incident', 'INC-205'], 4], [['status'], 1], [['watch', interrupted, '--plain'], 4]] as const) {
      const {code: exit, stdout, stderr} = await run(t, words, {cwd});
      assert.ok(`${stdout}${stderr}`.includes(later), `${words.join(' ')}: ${stdout}${stderr}`);
      assert.equal(exit, code, words.join(' '));
    }
    for (const named of [[], [interrupted]]) {
      const ines = await plainPerson(t, ['resume', ...named, '--plain', '--operator', 'ines'], {cwd});
      assert.notEqual(await ines.leaves(), 0);
      assert.ok(ines.page().includes(later), ines.page());
    }
    assert.deepEqual(readdirSync(dirname(journal)).filter(name => name.endsWith('.jsonl')), ['journal.jsonl']);
    const verified = await run(t, ['sessions', 'verify', interrupted], {cwd});
    assert.match(`${verified.code} ${verified.stdout}`, /^4 [^]*The line is of format "2", which this tool does not know/);
  });
});
