import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {byHand, contents} from '../worlds/recorded.ts';
import {incident, incidentExported, incidentRoot} from '../worlds/incident.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {incidentPage} from '../../source/record/incident/incident-page.ts';
import {teamWitness} from '../../source/team/compare-record.ts';
import type {SharedLine} from '../../source/team/team-store.ts';
import {tellIncident, type IncidentStory} from '../../source/record/incident/incident-story.ts';
import {printMarkdown} from '../../source/record/page/print-markdown.ts';
import {boxesIn, faultsIn} from '../people/svg-boxes.ts';

describe('The record of an incident of three sessions', () => {
  it('says what an auditor asks first, a row of a terminal each, and in full below the picture', async t => {
    const {folder} = await incidentExported(await incidentRoot(t));
    const page = readFileSync(join(folder, 'timeline.md'), 'utf8');
    const linesIn = (text: string | undefined): string[] => (text ?? '').split('\n- ').slice(1).map(line => line.trimEnd());
    assert.match(page, /^# Incident INC-204\n\n2025-11-20; rehearsal-eu; mara, jonas\. Times are UTC\.\n\n- /);
    assert.deepEqual(linesIn(page.split('\n## Picture')[0]), [
      '**MCP off**: 14:20 to 14:59 at the latest, mara: The gateway refuses handsh...',
      '**MCP off**: 15:06 to 15:40 (34m 2s), mara: nobody else is awake',
      '**Settled by hand**: B step 5, 14:59 jonas: The service says mcp &lt;again&gt;.',
      '**Rests on words only**: A step 2, 14:22 mara: every rehearsal job is paused',
      '**Failed**: B step 5, 14:52 jonas; B step 6, 15:00 jonas',
      '**Without the second person**: C step 1, 15:06 mara: nobody else is awake',
    ]);
    assert.deepEqual(linesIn(page.split('\n## The first lines in full\n')[1]?.split('\n## ')[0]), [
      '**MCP off**: rehearsal-eu: off from 2025-11-20T14:20:42Z (set by mara, step 1, Freeze MCP traffic) to some time between 2025-11-20T14:52:00Z and 2025-11-20T14:59:00Z (settled by jonas, step 5, Restore MCP traffic); why: The gateway refuses handshakes &amp; drops half of them',
      '**MCP off**: rehearsal-eu: off from 2025-11-20T15:06:10Z (set by mara, step 1, Freeze MCP traffic) to 2025-11-20T15:40:12Z (set by mara, step 5, Restore MCP traffic), 34m 2s; why: nobody else is awake',
      '**Settled by hand**: B step 5, Restore MCP traffic (2025-11-20T14:59:00Z, jonas): settled as done (looked at first: the toggle reads 1): The service says mcp &lt;again&gt;.',
      '**Rests on words only**: A step 2, Pause rehearsals (2025-11-20T14:22:10Z, mara): stated, not verified: every rehearsal job is paused',
      '**Failed**: B step 5, Restore MCP traffic (2025-11-20T14:52:00Z, jonas): begun, and no outcome was recorded: whether it acted is unknown',
      '**Failed**: B step 6, Smoke after restore (2025-11-20T15:00:20Z, jonas): attempt 1 failed: the gateway refused the handshake',
      '**Without the second person**: C step 1, Freeze MCP traffic (2025-11-20T15:06:00Z, mara): begun without the second person that it needs: nobody else is awake',
    ]);
  });

  it('tells all of it in order of time, what was so between the sessions, and each typed reason', async t => {
    const {story, folder} = await incidentExported(await incidentRoot(t));
    assert.deepEqual(story.sessions.map(({letter, operators, state}) => [letter, ...operators, state]), [['A', 'mara', 'stopped'], ['B', 'jonas', 'unfinished'], ['C', 'mara', 'completed']]);
    assert.match(story.timeline.find(({letter}) => letter === 'B')?.what ?? '', /, from step 5, Restore MCP traffic, where A left MCP off$/);
    assert.deepEqual(story.timeline.map(({at}) => at), story.timeline.map(({at}) => at).toSorted());
    assert.deepEqual(story.pauses.map(({from, to, known}) => [from.slice(11, 16), to.slice(11, 16), ...known]), [
      ['14:31', '14:50', 'rehearsal-eu: MCP off since 2025-11-20T14:20:42Z, last seen 2025-11-20T14:20:42Z; route legacy since 2025-11-20T14:20:42Z, last seen 2025-11-20T14:22:10Z'],
      ['14:52', '14:58', 'rehearsal-eu: MCP not known since 2025-11-20T14:52:00Z; route not known since 2025-11-20T14:52:00Z'],
      ['15:02', '15:05', 'rehearsal-eu: MCP on since 2025-11-20T14:59:00Z, last seen 2025-11-20T14:59:00Z; route not known since 2025-11-20T14:59:00Z'],
    ]);
    assert.deepEqual(story.timeline.flatMap(({words}) => words ?? []), [
      'The gateway refuses handshakes & drops half of them.', 'closed too early', 'The service says mcp <again>.', 'mara takes it from her console', 'nobody else is awake', 'The gateway was restarted.',
    ]);
    assert.deepEqual(story.windows.map(({connector, ends}) => [connector, ends]), [['operator_api', '2025-11-22T06:00:00Z'], ['operator_upload', '2025-11-22T07:00:00Z'], ['crown_handshake', '2025-11-22T08:00:00Z']]);
    const page = readFileSync(join(folder, 'timeline.md'), 'utf8');
    for (const wanted of ['## Rotation gaps\n', '## Recording gaps\n', '3 lines, 0 of this session', 'gap-20251120T142630Z: The gateway refuses']) assert.ok(page.includes(wanted), wanted);
  });

  it('has the time of the server beside each line that a team has, and no such column without a team', async t => {
    const root = await incidentRoot(t);
    const session = '20251120T142000Z-mcp-gateway-rollback-0001';
    const journal = readFileSync(join(root, 'logs', 'sessions', session, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
    const has = (seq: number, text: string, receivedAt: string, fromAddress: string | null): SharedLine => ({seq, bytes: Buffer.from(text), sha256: createHash('sha256').update(text).digest('hex'), receivedAt, byUser: 'jonas', fromAddress});
    const [opened = '', began = '', frozen = '', paused = ''] = journal;
    const lines = [has(0, opened, '2025-11-20T14:20:03.120Z', '10.0.0.7'), has(1, began, '2025-11-20T14:20:31.000Z', null), has(2, `${frozen} `, '2025-11-20T14:20:43.000Z', '10.0.0.7'), has(3, paused, '2025-11-21T08:00:00.000Z', '10.0.0.7')];
    const {folder} = await incidentExported(root, {witnesses: new Map([[session, teamWitness({lines, forks: []})]])});
    const page = readFileSync(join(folder, 'timeline.md'), 'utf8');
    const rows = (/\n## Timeline\n([^]*?)\n## /.exec(page)?.[1] ?? '').trim().split('\n');
    assert.deepEqual(rows.slice(0, 5).map(row => row.split(' | ').slice(0, 3).join(' | ')), [
      '| When | Server | ',
      '| --- | --- | ---',
      '| 2025-11-20T14:20:00Z | 14:20:03, jonas@10.0.0.7 | A',
      '| 2025-11-20T14:20:30Z | 14:20:31, jonas | A',
      '| 2025-11-20T14:20:42Z |  | A',
    ]);
    assert.ok(rows.every(row => row.split(' | ').length === 5), 'each row has each column');
    const {timeline} = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as IncidentStory;
    assert.deepEqual(timeline.slice(0, 3).map(({received}) => received), [{at: '2025-11-20T14:20:03.120Z', by_user: 'jonas', from_address: '10.0.0.7'}, {at: '2025-11-20T14:20:31.000Z', by_user: 'jonas', from_address: null}, undefined]);
    const alone = await incidentExported(root, {out: await temporaryFolder(t)});
    assert.match(readFileSync(join(alone.folder, 'timeline.md'), 'utf8'), /\n\| When \|  \| Who \| What \|\n/);
  });

  it('lists what is missing, and says nothing only where nothing is', async t => {
    const root = await incidentRoot(t);
    const {story} = await incidentExported(root, {unread: ['the session x cannot be read']});
    assert.deepEqual(story.missing, ['the session x cannot be read', '20251120T145000Z-mcp-gateway-rollback-0001: The closing line: the session is not closed.']);
    const whole = await incidentExported(root);
    const told = whole.told.filter(({record}) => record.session !== '20251120T145000Z-mcp-gateway-rollback-0001');
    const page = printMarkdown(incidentPage(tellIncident(incident, told, []), told));
    assert.match(page, /## What is missing\n\nNothing: all that the journals name is in this folder\./);
    assert.match(page, /\*\*Settled by hand\*\*: nothing\n/);
  });

  it('has the same bytes every time, is checked with sha256sum, and never replaces an older one', async t => {
    const root = await incidentRoot(t);
    const [first, again, elsewhere] = [await incidentExported(root), await incidentExported(root), await incidentExported(root, {out: await temporaryFolder(t)})];
    assert.deepEqual([first.already, again.already, again.folder], [false, true, first.folder]);
    assert.deepEqual(contents(elsewhere.folder), contents(first.folder));
    assert.equal((await byHand(first.folder, 'sha256sum', ['--quiet', '-c', 'MANIFEST'])).code, 0);
    const page = readFileSync(join(first.folder, 'timeline.md'), 'utf8');
    assert.match(page, /sentence for the incident channel names[^]*\n```sh\nsha256sum MANIFEST \| cut -c 1-8\n```\n/);
    for (const {session} of first.story.sessions) assert.equal((await byHand(join(first.folder, 'sessions', session), 'sha256sum', ['--quiet', '-c', 'MANIFEST'])).code, 0);
    rmSync(join(root, 'logs', 'sessions', '20251120T145000Z-mcp-gateway-rollback-0001'), {recursive: true});
    assert.equal((await incidentExported(root)).folder, join(root, 'records', `${incident}-2`));
  });

  it('is refused where a file holds a secret, with the way to leave it out', async t => {
    const root = await incidentRoot(t);
    const mask = {find: (text: string) => [...text.matchAll(/drops half/g)].map(({index}) => ({start: index, end: index + 10, shape: 'a token', known: 'by value' as const}))};
    await assert.rejects(incidentExported(root, {mask: mask as never}), /sessions\/\S+\/gap-lines\.jsonl line 1/);
  });

  it('is named by the incident, whatever that is called', async t => {
    const root = await incidentRoot(t);
    const folderOf = async (name: string): Promise<string> => (await incidentExported(root, {incident: name})).folder.slice(join(root, 'records').length + 1);
    assert.equal(await folderOf('INC-7'), 'INC-7');
    assert.match(await folderOf('../ä/b'), /^[a-z0-9-]+-[0-9a-f]{4}$/);
  });
});

describe('The picture of an incident', () => {
  it('has no overlapping boxes in a lane, every label inside its box, and all of it inside the frame', async t => {
    const html = readFileSync(join((await incidentExported(await incidentRoot(t))).folder, 'timeline.html'), 'utf8');
    const svg = /<svg[^]*<\/svg>/.exec(html)?.[0] ?? '';
    assert.deepEqual(faultsIn(svg), []);
    const boxes = boxesIn(svg);
    assert.deepEqual(boxes.filter(({classes}) => classes === 'done' || classes === 'failed' || classes === 'open').map(({label}) => label), ['1', '2', '3', '4', '5!', '6!', '1', '5', '6', '7']);
    assert.ok(boxes.every(({title}) => title !== ''), 'every shape has a title');
    assert.deepEqual([...svg.matchAll(/class="lane">([^<]*)</g)].map(([, name]) => name), ['route', 'crown_handshake 48 h', 'operator_api 48 h', 'operator_upload 48 h', 'A  mara', 'B  jonas', 'C  mara', 'recording gaps', 'rotation gaps']);
    assert.match(svg, /<title>step 5, Restore MCP traffic: no outcome, settled as done, 2025-11-20T14:52Z to 2025-11-20T14:59Z<\/title>/);
    assert.match(svg, /The gateway refuses handshakes &amp; drops half of them\./);
    assert.doesNotMatch(html, /<script|javascript:|https?:\/\/(?!www\.w3\.org)/);
  });
});

it('the picture tells by its shape what was asked and is not known from MCP, and the text beside it says so', async t => {
  const {folder} = await incidentExported(await incidentRoot(t));
  const html = readFileSync(join(folder, 'timeline.html'), 'utf8');
  assert.match(html, /Dashed: not known\./);
  assert.match(html, /svg \.unknown \{[^}]*stroke-dasharray/);
  assert.doesNotMatch(html, /svg \.mcp \{[^}]*stroke-dasharray/);
});
