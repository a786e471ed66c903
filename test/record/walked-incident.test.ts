import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, it} from 'node:test';
import type {Ask, Question} from '../../source/actions/action.ts';
import type {Workplace} from '../../source/workplace.ts';
import {startPracticeGateway} from '../../source/practice/practice-gateway.ts';
import type {Report} from '../../source/walk/conductor.ts';
import {openSession} from '../../source/session/open-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {restoreSession} from '../../source/session/restore-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {minute} from '../../source/time.ts';
import {boxesIn, faultsIn} from '../people/svg-boxes.ts';
import {contents} from '../worlds/recorded.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';

const environment = 'rehearsal-eu';
const incident = 'INC-204';
const said: Readonly<Record<Question['kind'], string>> = {statement: 'yes', text: 'The gateway refuses handshakes.', secret: '', offer: ''};

/** One who does a step of an open walk, and what was asked on the way. */
async function does({conductor}: HeldSession, step: string, asked: Question[] = [], until: (report: Report) => boolean = () => false): Promise<void> {
  const ask: Ask = async question => {
    asked.push(question);
    return said[question.kind];
  };
  for await (const report of conductor.perform(step, {confirmed: environment}, ask, new AbortController().signal)) if (until(report)) return;
  assert.equal(conductor.session.steps.find(({id}) => id === step)?.outcome?.outcome, 'done', step);
}

/**
 * Mara freezes, is killed in the restore, goes on and proves it; it breaks again, and jonas freezes and closes too early; mara
 * restores from there and closes. Answers what the last step asked.
 */
async function walked(t: AfterTest): Promise<{place: Workplace; last: string; asked: Question[]}> {
  const [folder, clock] = [await temporaryFolder(t), testClock()];
  const gateway = await startPracticeGateway({clock});
  t.after(() => gateway.close());
  mkdirSync(join(folder, 'deploy'));
  writeFileSync(join(folder, 'deploy/operator.env'), 'ABZU_USE_MCP=1\n');
  writeFileSync(join(folder, 'mcp-runbook.yaml'), `environments:\n  ${environment}: {class: rehearsal, gateway: "${gateway.url}", toggles: {file: deploy/operator.env}}\n`);
  const place = workplace(folder, {clock});
  const all = async (open: HeldSession, steps: string): Promise<void> => {
    for (const step of steps.split(' ')) {
      clock.advance(minute);
      await does(open, step);
    }
  };
  const wanted = {runbook: 'mcp-gateway-rollback', environment, mode: 'interactive', incident} as const;

  const killed = await openSession(place, {...wanted, operator: 'mara'});
  await all(killed, 'freeze pause impact gap recovery try');
  await does(killed, 'restore', [], ({kind}) => kind === 'acted');
  await killed.close();
  clock.advance(5 * minute);
  const resumed = await resumeSession(place, {session: killed.conductor.session.id, operator: 'mara'});
  resumed.conductor.record({kind: 'settle', step: 'restore', settlement: 'done', note: 'The service says mcp.', probe: undefined});
  await all(resumed, 'smoke ledger close-gap');
  resumed.conductor.record({kind: 'end', reason: 'It is well again.'});
  await resumed.close();

  clock.advance(10 * minute);
  const early = await openSession(place, {...wanted, operator: 'jonas'});
  await all(early, 'freeze');
  early.conductor.record({kind: 'end', reason: 'closed too early'});
  await early.close();

  clock.advance(10 * minute);
  const restoring = await restoreSession(place, {session: early.conductor.session.id, operator: 'mara', mode: 'interactive'});
  await all(restoring, 'try restore smoke ledger');
  const {conductor} = restoring;
  conductor.record({kind: 'skip', step: 'close-gap', reason: 'none was noted'});
  await all(restoring, 'close');
  const asked: Question[] = [];
  await does(restoring, 'record', asked);
  conductor.record({kind: 'leave', reason: 'walked to the end'});
  await restoring.close();
  return {place, last: conductor.session.id, asked};
}

/** Of the timeline. */
const rowsOf = (page = ''): string[] => (/\n## Timeline\n([^]*?)\n## /.exec(page)?.[1] ?? '').trim().split('\n');

const told = [
  /^- \*\*MCP off\*\*: 09:01 to 09:11 at the latest, mara: The gateway refuses handsh\.\.\.\n- \*\*MCP off\*\*: 09:25 to 09:37 \(12m 1s\), jonas: no reason typed\n/m,
  /^- \*\*MCP off\*\*: rehearsal-eu: off from 2025-11-20T09:01:00Z \(set by mara, step 1, Freeze MCP traffic\) to some time between 2025-11-20T09:06:00Z and 2025-11-20T09:11:\d\dZ \(settled by mara, step \d+, Restore MCP traffic\); why: The gateway refuses handshakes\n- \*\*MCP off\*\*: rehearsal-eu: off from \S+ \(set by jonas, step 1, Freeze MCP traffic\) to \S+ \(set by mara, step \d+, Restore MCP traffic\), 12m 1s; why: nobody typed it$/m,
  /\| A \| mara \| \*\*The console before had been cut off; the record goes on in a new file\*\* \|/,
  /\| B \| jonas \| \*\*Closed: stopped\*\*: closed too early \|\n\| [^|]+ \|  \| nobody \| \*\*Nothing was recorded\*\*\. rehearsal-eu: MCP off since /,
  /\| C \| mara \| Opened MCP gateway rollback in rehearsal-eu \(rehearsal\) on [^|]+, from step 6, Try the handshake, where B left MCP off \|/,
  /\n## What is missing\n\nNothing: /,
];

describe('An incident of three walks and two people, as they were walked', () => {
  it('is one story: recorded and proved in the last step, complete in the record that is written after it', async t => {
    const {place, last, asked} = await walked(t);
    assert.deepEqual(asked.map(({kind}) => kind), ['offer', 'statement']);
    assert.match(asked[0]?.text ?? '', /^INC-204: MCP gateway rollback in rehearsal-eu, [^]*MCP off [^]* Record INC-204 so far, manifest [0-9a-f]{8}\.$/);
    assert.equal(asked[1]?.text, 'the gateway is healthy');

    const written = await place.records?.write(last);
    assert.ok(written?.ok, JSON.stringify(written));
    const {folder, verdict, missing, unclosed, sentence} = written.record;
    assert.deepEqual([basename(folder), verdict, missing, unclosed], ['INC-204-2', 'intact', [], undefined], sentence);
    const [, first = 'none'] = /manifest ([0-9a-f]{8})\.$/.exec(asked[0]?.text ?? '') ?? [];
    assert.match(sentence, new RegExp(` Record INC-204-2, manifest [0-9a-f]{8}, in place of manifest ${first}\\.$`));
    const before = contents(folder);
    const again = await place.records?.write(last);
    assert.deepEqual([again?.ok && again.record.folder, again?.ok && again.record.sentence, contents(folder)], [folder, sentence, before]);

    const [early, page] = [join(folder, '..', 'INC-204'), folder].map(one => readFileSync(join(one, 'timeline.md'), 'utf8'));
    assert.match(early ?? '', /\n- \*\*Missing\*\*: \S+: The closing line: the session is not closed\.\n/);
    assert.match(rowsOf(early).at(-1) ?? '', /\| C \| mara \| Began step 12, Write the record: [^|]* \|$/);
    assert.match(rowsOf(page).at(-1) ?? '', /\| C \| mara \| \*\*Closed: completed; stated at the end: the gateway is healthy\*\* \|$/);
    for (const wanted of told) assert.match(page ?? '', wanted);
    const svg = /<svg[^]*<\/svg>/.exec(readFileSync(join(folder, 'timeline.html'), 'utf8'))?.[0] ?? '';
    assert.deepEqual(faultsIn(svg), []);
    assert.equal(boxesIn(svg).filter(({classes}) => ['done', 'failed', 'open'].includes(classes)).map(({label}) => label).join(' '), '1 2 3 4 5 6 7! 8 9 10 1 6 7 8 9 11 12');
    assert.deepEqual([...svg.matchAll(/class="lane">([^<]*)</g)].map(([, name]) => name).filter(name => /^[A-Z] {2}/.test(name ?? '')), ['A  mara', 'B  jonas', 'C  mara']);
  });
});
