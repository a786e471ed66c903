import assert from 'node:assert/strict';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {findDrill} from '../../source/drill/find-drill.ts';
import {recordResult} from '../../source/drill/record-result.ts';
import {scripted} from '../../source/drill/scripted-driver.ts';
import {openSession} from '../../source/session/open-session.ts';
import {channelText} from '../../source/record/incident/channel-sentence.ts';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {walk} from '../../source/walk/walk.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace, type Change} from '../worlds/workplace.ts';
import {closing, contents, exported, walkedSession, type Walked} from '../worlds/recorded.ts';
import {Scribe} from '../worlds/scribe.ts';

const scenario = findDrill(loadWalkable('stage-b-rehearsal').runbook, 'gateway-refused');
const [wrong] = scenario.wrong;

/** A drill along its wrong path, with one hint; closed. */
const wrongly = (t: AfterTest, change: Change = {}): Promise<Walked> => drilled(t, change, wrong?.passes);

/** Along its model path and without a hint where no other is named. */
async function drilled(t: AfterTest, change: Change = {}, passes?: NonNullable<typeof wrong>['passes']): Promise<Walked> {
  const folder = change.folder ?? (await temporaryFolder(t));
  const clock = testClock();
  const wanted = {runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'mara', mode: 'auto', drill: scenario.id, seed: 12, ...change} as const;
  const session = await openSession(workplace(folder, {clock, ...change}), wanted);
  const {conductor, environment} = session;
  clock.advance(40_000);
  if (passes) conductor.record({kind: 'hint', step: 'toggles', number: 1, text: 'Which <address> was asked?'});
  await walk(conductor, {...scripted(scenario, passes), report: () => {}}, new AbortController().signal);
  await session.close();
  const {ledger} = environment.places;
  return {session, ledger, options: {folder: conductor.folder, id: conductor.session.id, out: join(folder, 'records'), ledger, mask: environment.mask()}};
}

const section = (page: string): string => /## Debrief of the drill\n[^]*?(?=\n## )/.exec(page)?.[0] ?? '';

describe('the incident record of a drill', () => {
  it('has the debrief on its page, before the deviations', async t => {
    const {read} = await exported((await wrongly(t)).options);
    const page = read('timeline.md');
    assert.equal(section(page), [
      '## Debrief of the drill', '',
      '|  |  |', '| --- | --- |',
      '| **Drill** | Nobody at home (`gateway-refused`, easy), drawn by seed 12 |',
      '| **Walked by** | mara |',
      "| **Teaches** | A gateway that does not answer is somebody's to mend, and a smoke run does not help to find out whose. |",
      '| **End** | **not as its page says**: Yours ended: stopped at step 3: Run the smoke checks. The page ends: escalated at step 2: Confirm the gateway. Nothing was sent; whoever runs the gateway is called. |',
      '| **Time** | 0:40 |', '',
      '### Score: 40 of 100', '',
      '| Points | For |', '| --- | --- |',
      '| +100 | to begin with |', '| -15 | 1 wrong turn |', '| -5 | 1 hint |', '| -10 | 1 step skipped |', '| -30 | ended otherwise than the page: 40 at most |', '',
      '### The path beside the model path', '',
      '| Walked | Model path | Time |  |', '| --- | --- | --- | --- |',
      '| 1 Confirm the toggles | 1 Confirm the toggles | 0:40 |  |', '| 2 Confirm the gateway fails | 2 Confirm the gateway fails | 0:00 |  |', '| 3 Run the smoke checks fails | - | 0:00 | **wrong turn** |', '',
      '### What it would have meant live', '',
      `- **Wrong turn** step 3: Run the smoke checks fails: ${wrong?.means}`,
      '- **Skipped** step 2: Confirm the gateway: not on the path',
      '- **Hint** 1, at step 1: Confirm the toggles: Which &lt;address&gt; was asked?', '',
      '### To read', '',
      '- Step 2 of the runbook.', '- The gateway rollback, for when operators depend on that gateway.', '',
    ].join('\n'));
    assert.ok(page.indexOf('## Debrief') < page.indexOf('## Deviations'));
    assert.match(read('timeline.html'), /<h2>Debrief of the drill<\/h2>[^]*Which &lt;address&gt; was asked\?/);
  });

  it('says where it ended as its page says, the sentence for the channel too', async t => {
    const {read, story, told} = await exported((await drilled(t)).options);
    const page = read('timeline.md');
    assert.match(page, /\| \*\*Verdict\*\* \| \*\*stopped before every step was done\*\*, as the page of the drill says: /);
    assert.match(section(page), /\| \*\*End\*\* \| \*\*as its page says\*\*: escalated at step 2: Confirm the gateway\. Nothing was sent; whoever runs the gateway is called\. \|/);
    assert.match(section(page), /### What it would have meant live\n\nNothing was made worse: no wrong turn, /);
    assert.match(channelText(story, told), /^Stage B rehearsal, the drill "Nobody at home", in practice, \S+ to \S+ by mara, ended as its page says\./);
    const other = await exported((await wrongly(t)).options);
    assert.match(other.read('timeline.md'), /\*\*stopped before every step was done\*\*: /);
    assert.match(channelText(other.story, other.told), / by mara, stopped at step 3: Run the smoke checks, not as its page says\./);
  });

  it('has it as data, as the debrief itself tells it', async t => {
    const {options, session} = await wrongly(t);
    const {record} = await exported(options);
    const {debrief} = recordResult(session.conductor, scenario);
    assert.deepEqual(record.drill, {id: 'gateway-refused', title: 'Nobody at home', debrief, why_not: null});
    assert.equal(record.drill?.debrief?.score?.points, 40);
  });

  it('names the page that was kept, and is intact', async t => {
    const {options} = await wrongly(t);
    const {record, verification} = await exported(options);
    const page = readFileSync(new URL('../../runbooks/stage-b-rehearsal.scenarios.md', import.meta.url), 'utf8');
    const kept = record.evidence.find(({name}) => name === 'stage-b-rehearsal.scenarios.md');
    assert.deepEqual([kept?.lines, kept?.present, kept?.media_type], [[1], true, 'text/markdown']);
    assert.equal(readFileSync(join(options.folder, 'evidence', kept?.sha256 ?? ''), 'utf8'), page);
    assert.deepEqual([verification.verdict, verification.findings, verification.remarks], ['intact', [], []]);
    assert.deepEqual(record.missing, []);
  });

  it('is the same to the byte when it is exported again, with another roster or none', async t => {
    const {options, session} = await wrongly(t);
    const first = await exported(options);
    recordResult(session.conductor, scenario);
    const second = await exported({...options, out: `${options.out}-again`});
    assert.deepEqual(contents(first.folder), contents(second.folder));
    const third = await exported(options);
    assert.equal(third.already, true);
  });

  it('says what got better, whatever became of the roster since', async t => {
    const folder = await temporaryFolder(t);
    const {session} = await wrongly(t, {folder});
    recordResult(session.conductor, scenario);
    const {options} = await wrongly(t, {folder, clock: testClock('2025-11-21T09:00:00Z')});
    rmSync(join(folder, 'logs', 'practice', 'results.jsonl'));
    const {read} = await exported(options);
    assert.match(read('timeline.md'), /\| \*\*Before\*\* \| Second attempt: 40 as before; the last one was on 2025-11-20, the best so far 40\. \|/);
  });

  it('of a drill that was only left tells the way so far and no score', async t => {
    const root = await temporaryFolder(t);
    const open = await openSession(workplace(root), {runbook: 'stage-b-rehearsal', environment: 'practice', operator: 'mara', mode: 'auto', drill: scenario.id});
    open.conductor.record({kind: 'leave', reason: 'lunch'});
    await open.close();
    const {conductor: {folder, session: {id}}, environment} = open;
    const {record, read} = await exported({folder, id, out: join(root, 'records'), ledger: environment.places.ledger, mask: environment.mask()});
    assert.equal(record.drill?.debrief?.score, null);
    assert.match(section(read('timeline.md')), /Not over yet: unfinished at step 1: Confirm the toggles\.[^]*There is no score before the end\./);
  });

  it('of no drill has none', async t => {
    const {record, read} = await exported((await walkedSession(t)).options);
    assert.equal(record.drill, null);
    assert.equal(section(read('timeline.md')), '');
  });
});

/** What becomes of the session's files, and what is then said instead of a debrief; what verifying says. */
const losses: ReadonlyArray<[what: string, lose: (walked: Walked, page: string) => void, says: RegExp, verdict: string]> = [
  ['the page is gone', ({options}, page) => rmSync(join(options.folder, 'evidence', page)), /the page of the drill, cannot be read: it is missing/, 'gap'],
  ['the page was changed', ({options}, page) => writeFileSync(join(options.folder, 'evidence', page), '# nothing\n'), /the page of the drill, was changed/, 'tampered'],
  ['a line cannot be read', ({session: {conductor}}) => writeFileSync(conductor.journalPath, readFileSync(conductor.journalPath, 'utf8').replace('\n{"v":1', '\n{"v":7')), /not every line of the journal can be read/, 'tampered'],
];

describe('there is no debrief', () => {
  for (const [what, lose, says, verdict] of losses) {
    it(`when ${what}, and it is said`, async t => {
      const walked = await wrongly(t);
      lose(walked, walked.session.conductor.session.opened.drill?.sha256 ?? '');
      const {record, markdown} = tellFolder(walked.options.folder, walked.options.id, walked.ledger);
      assert.equal(record.drill?.debrief, null);
      assert.match(record.drill?.why_not ?? '', says);
      assert.match(section(markdown), /^## Debrief of the drill\n\n\*\*Nobody at home\*\* \(`gateway-refused`\): \*\*no debrief\*\*, /);
      assert.equal(verifySession(walked.options.folder).verdict, verdict);
    });
  }

  it('of a journal that an earlier version wrote, which kept no page', async t => {
    const scribe = new Scribe(undefined, 'practice');
    const {sha256} = scribe.keep('# The drill\n');
    const root = await temporaryFolder(t);
    const {opened} = (await wrongly(t)).session.conductor.session;
    scribe.line('session.opened', {...opened, runbook: {...opened.runbook, sha256}, drill: {id: 'fog', title: 'Fog'}, earlier: []});
    const {record} = tellFolder(closing(scribe).write(root), scribe.session, join(root, 'ledger'));
    assert.deepEqual(record.drill, {id: 'fog', title: 'Fog', debrief: null, why_not: 'its first line does not name the page of the drill'});
  });

  it('and a page that is named by no digest is tampering', async t => {
    const scribe = new Scribe(undefined, 'practice');
    const {sha256} = scribe.keep('# The drill\n');
    scribe.line('session.opened', {runbook: {id: 'drill', sha256}, drill: {id: 'fog', title: 'Fog', sha256: 'abc'}, earlier: []}).note('x').close();
    const {verdict, findings} = verifySession(scribe.write(await temporaryFolder(t)));
    assert.equal(verdict, 'tampered');
    assert.ok(findings.some(({what}) => what === 'The first line does not name the page of its drill by a digest.'), JSON.stringify(findings));
  });
});

it('a drill that is resumed is the same drill, and its debrief covers both parts', async t => {
  const folder = await temporaryFolder(t);
  const clock = testClock();
  const place = workplace(folder, {clock});
  const open = await openSession(place, {operator: 'mara', runbook: 'stage-b-rehearsal', environment: 'practice', mode: 'auto', drill: scenario.id});
  const {id} = open.conductor.session;
  clock.advance(5000);
  open.conductor.record({kind: 'leave', reason: 'lunch'});
  await open.close();
  clock.advance(3_600_000);
  const again = await resumeSession(place, {operator: 'mara', session: id});
  t.after(() => again.close());
  clock.advance(3000);
  await walk(again.conductor, {...scripted(scenario), report: () => {}}, new AbortController().signal);
  const {debrief} = recordResult(again.conductor, scenario);
  assert.deepEqual([debrief?.score?.points, debrief?.milliseconds], [100, 8000]);
});
