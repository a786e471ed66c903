import assert from 'node:assert/strict';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, it} from 'node:test';
import {drillExit} from '../../source/commands/drill/after-drill.ts';
import {writes} from '../people/walker.ts';
import {operator} from '../people/operator.ts';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {plainPerson} from '../people/plain-person.ts';
import {documentOf} from '../worlds/working-folder.ts';

const as = (expected: boolean) => ({closed_at: '2025-11-20T09:00:00Z', expected});

/** How the walk would exit, the end of the drill, and how the drill exits. */
const exits: ReadonlyArray<[what: string, walked: number, debrief: Parameters<typeof drillExit>[1], exit: number]> = [
  ['went through, as the page says', 0, as(true), 0],
  ['went through, and was to stop', 0, as(false), 1],
  ['stopped, as the page says', 1, as(true), 0],
  ['stopped elsewhere', 1, as(false), 1],
  ['failed at the gateway, as the page says', 3, as(true), 0],
  ['failed at the gateway, and was to go through', 3, as(false), 1],
  ['ends where nobody can tell, as the page says', 6, as(true), 0],
  ['ends where nobody can tell, and was to go through', 6, as(false), 1],
  ['could not be recorded', 5, as(true), 5],
  ['was stopped by a signal', 130, as(true), 130],
  ['was left', 0, {closed_at: null, expected: false}, 0],
  ['was left with a step unknown', 6, {closed_at: null, expected: false}, 6],
  ['has no debrief', 3, undefined, 3],
];

describe('a drill that', () => {
  for (const [what, walked, debrief, exit] of exits) it(`${what} exits with ${exit}`, () => assert.equal(drillExit(walked, debrief), exit));
});

type Document = {ok: boolean; verdict: string; drill: {expected: boolean; ended: string}};

/** Walked unattended by its own answers: the runbook, the drill, the verdict on the session, and how the drill ends. */
const walks: ReadonlyArray<[runbook: string, drill: string, verdict: string, ended: RegExp]> = [
  ['ledger-review', 'quiet-review', 'completed', /^completed$/],
  ['stage-b-rehearsal', 'gateway-refused', 'stopped', /^escalated at step 2: Confirm the gateway$/],
  ['stage-b-rehearsal', 'answer-lost', 'stopped', /^unknown at step 3: Run the smoke checks$/],
  ['mcp-gateway-rollback', 'killed-restore', 'completed', /^completed$/],
];

const shipped = resolve(import.meta.dirname, '../../runbooks');

/** A folder with one of our runbooks and its drills, its scenarios changed. */
async function changed(t: AfterTest, runbook: string, change: (page: string) => string): Promise<string> {
  const folder = await temporaryFolder(t);
  copyFileSync(join(shipped, `${runbook}.md`), join(folder, `${runbook}.md`));
  const page = readFileSync(join(shipped, `${runbook}.scenarios.md`), 'utf8');
  assert.notEqual(change(page), page);
  writeFileSync(join(folder, `${runbook}.scenarios.md`), change(page));
  return folder;
}

describe('a drill that is walked unattended', {concurrency: 2}, () => {
  for (const [runbook, drill, verdict, ended] of walks) {
    it(`exits with 0 when it ends as its page says: ${drill}`, async t => {
      const {code, stdout} = await run(t, ['run', runbook, '--drill', drill, '--auto', '--json']);
      const document = documentOf(stdout) as Document;
      assert.deepEqual([code, document.ok, document.verdict, document.drill.expected], [0, true, verdict, true]);
      assert.match(document.drill.ended, ended);
    });
  }

  it('is listed by the words of its debrief, and a walk that was none by its own', async t => {
    const folder = await temporaryFolder(t);
    const listed = async (): Promise<string[]> => (await run(t, ['sessions', 'list'], {cwd: folder})).stdout.split('\n').slice(1).filter(row => row !== '').map(row => row.split(/\s{2,}/).at(-1) ?? '');
    await run(t, ['run', 'stage-b-rehearsal', '--drill', 'gateway-refused', '--auto'], {cwd: folder});
    assert.deepEqual(await listed(), ['drill: as its page says']);
    writeFileSync(join(folder, 'logs', 'practice', 'results.jsonl'), '');
    assert.deepEqual(await listed(), ['drill: stopped']);
  });

  it('exits with 1 when it ends otherwise', async t => {
    const folder = await changed(t, 'stage-b-rehearsal', page => page.replace('- **Fault:** `refused` at start\n', ''));
    const {code, stdout} = await run(t, ['run', 'stage-b-rehearsal', '--runbooks', folder, '--drill', 'gateway-refused', '--auto', '--json']);
    const {ok, drill: {expected, ended}} = documentOf(stdout) as Document;
    assert.deepEqual([code, ok, expected, ended], [1, false, false, 'stopped at step 3: Run the smoke checks']);
  });

  it('exits with 1 when the world is not as its page says, and tells what differs', async t => {
    const folder = await changed(t, 'ledger-review', page => page.replace('- **World:** ledger lines unchanged', '- **World:** ledger lines = `99`'));
    const {code, stdout} = await run(t, ['run', 'ledger-review', '--runbooks', folder, '--drill', 'quiet-review', '--auto', '--json']);
    const {ok, drill: {expected}, faults} = documentOf(stdout) as Document & {faults: string[]};
    assert.deepEqual([code, ok, expected], [1, false, true]);
    assert.match(faults.join('\n'), /^the ledger has \d+ lines, expected 99$/);
  });

  it('whose console dies goes on in the same session, and says so', async t => {
    const {code, stdout, stderr} = await run(t, ['run', 'mcp-gateway-rollback', '--drill', 'killed-restore', '--auto']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /\nthe console died in step 7: Restore MCP traffic, as this drill has it; it is started again\n[^\n]+\nStep 7: Restore MCP traffic was begun at \S+ and cut off: it may have acted, or not\n {2}settled: done: /);
    assert.equal(new Set(stdout.match(/\b\d{8}T\d{6}Z-mcp-gateway-rollback-[0-9a-f]{4}\b/g)).size, 1);
    assert.match(stdout, /\nDEBRIEF  The console dies\n[^]*\nScore 100 of 100\n/);
  });

  it('skips what its page tells to skip, for all points', async t => {
    const skip = '- **Answer:** `skip` skip: Nothing is to be done here.\n';
    const folder = await changed(t, 'learn-the-keys', page => `${page.replace(skip, '').replace('- **Answer:** `finish`', `${skip}- **Answer:** \`finish\``)}\n`);
    assert.equal((await run(t, ['lint', '--runbooks', folder])).code, 0);
    const {code, stdout} = await run(t, ['run', 'learn-the-keys', '--runbooks', folder, '--drill', 'every-key-once', '--auto', '--json']);
    const {counts, drill} = documentOf(stdout) as {counts: {done: number; skipped: number}; drill: {score: {points: number}; skips: []}};
    assert.deepEqual([code, counts.done, counts.skipped, drill.score.points, drill.skips], [0, 7, 1, 100, []]);
  });
});

const refused = ['run', 'stage-b-rehearsal', '--drill', 'gateway-refused', '--operator', 'mara'];

describe('a drill that somebody walks', {concurrency: 2}, () => {
  for (const [what, gives, code] of [['to where the page calls somebody', 'no answer', 0], ['and gives it up', 'end the drill here', 1]] as const) {
    it(`line by line ${what} exits with ${code}`, async t => {
      const person = await plainPerson(t, [...refused, '--plain'], {cwd: await temporaryFolder(t)});
      const offered = 'h hint, s skip, w other ways, q leave: ';
      const way = async (label: string, reason: string): Promise<void> => {
        await person.answers(offered, 'w');
        await person.sees('Which? ');
        const [, number = ''] = new RegExp(`^ {2}(\\d+) ${label}`, 'm').exec(person.page()) ?? [];
        await person.answers('Which? ', number);
        await person.answers('? ', reason);
      };
      await person.sees(/DRILL Nobody at home, easy\n/);
      await person.answers(offered, 'h');
      await person.sees(/ {2}hint 1: /);
      await person.answers(offered, 'r');
      await person.sees('Step 2 of 7');
      await person.answers(offered, 'r');
      await way(gives, 'Nothing listens there.');
      if (code === 0) await way('end the drill here', 'Somebody is called.');
      await person.sees('DEBRIEF  Nobody at home');
      assert.equal(await person.leaves(), code);
    });
  }

  it('on screens to where the page calls somebody exits with 0', async t => {
    const person = await operator(t, {env: {XDG_CONFIG_HOME: await temporaryFolder(t)}, args: refused});
    await person.sees('enter begin');
    await person.presses('enter');
    await person.sees('enter run');
    await person.presses('enter');
    await person.sees('enter next step');
    await person.presses('enter');
    await person.sees('2 of 7');
    await person.sees('enter run');
    await person.brings('enter', 'FAILED ');
    for (const [key, way] of [['down', 'no answer'], ['G', 'end the drill here']] as const) {
      await person.brings('w', 'How to go on from step 2?');
      await person.brings(key, `▸ ${way}`);
      await person.presses('enter');
      await writes(person, 'Nothing listens there.');
      await person.presses('enter');
      await person.doesNotSee('enter go on');
    }
    await person.sees('▲ DEBRIEF  Nobody at home');
    await person.sees(/Ended escalated at step 2: Confirm the gateway, as its page\s+says/);
    await person.presses('enter');
    await person.sees(/drill escalated at step 2: Confirm the gateway, as its\s+page\s+says/);
    await person.presses('q');
    assert.equal((await person.leaves()).code, 0);
  });
});
