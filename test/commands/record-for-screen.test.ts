import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {makeIncident, recordForScreen} from '../../source/commands/record-incident.ts';
import type {Context} from '../../source/commands/context.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {sha256} from '../worlds/scribe.ts';
import {closing, contents, writtenSession} from '../worlds/recorded.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {incidentRoot} from '../worlds/incident.ts';
import {testClock} from '../worlds/test-clock.ts';

/** Of the doors of a command only these are used. */
const contextIn = (folder: string, variables: NodeJS.ProcessEnv = {}): Context => ({place: {folder, variables, clock: testClock()}, mask: () => new SecretMask([]), tell: () => {}}) as unknown as Context;

it('whoever asks for a record on the screens gets that of the incident, with a sentence for its channel', async t => {
  const root = await incidentRoot(t);
  const told = await recordForScreen(contextIn(root), '20251120T142000Z-mcp-gateway-rollback-0001');
  assert.ok(!('trouble' in told), JSON.stringify(told));
  assert.match(told.lines[0] ?? '', new RegExp(`^\\d+ files in ${join(root, 'records', 'INC-204')}$`));
  assert.ok(told.lines.includes('Without the second person: 1'));
  assert.ok(told.lines.includes('To check the files, run in that folder: sha256sum -c MANIFEST'));
  execFileSync('sha256sum', ['--status', '-c', 'MANIFEST'], {cwd: join(root, 'records', 'INC-204')});
  assert.match(told.sentence ?? '', /^INC-204: MCP gateway rollback in rehearsal-eu, [^]*MCP off 2025-11-20T14:20:42Z[^]* Record INC-204 so far, manifest [0-9a-f]{8}\.$/);
  assert.deepEqual(await recordForScreen(contextIn(root), 'gone'), {trouble: {problem: 'the session gone is not there any more', next: 'Press escape.'}});
});

it('each record of a walk says whether its end is in it, first of all, and which ones it takes the place of', async t => {
  const root = await temporaryFolder(t);
  const scribe = writtenSession({incident: null});
  const asked = async () => {
    scribe.write(join(root, 'logs', 'sessions'));
    const told = await recordForScreen(contextIn(root), scribe.session);
    return 'trouble' in told ? assert.fail(JSON.stringify(told)) : {...told, sentence: told.sentence ?? ''};
  };
  const folder = (number: number): string => join(root, 'records', number === 1 ? scribe.session : `${scribe.session}-${number}`);
  const mark = (number: number): string => sha256(contents(folder(number)).MANIFEST ?? '').slice(0, 8);
  const early = await asked();
  assert.deepEqual([early.soFar, early.lines[0], early.lines.at(-1)], [true, 'The end of this walk is not in it: finish the walk (enter), then r in the summary writes a record with it.', 'Nothing else is missing.']);
  assert.ok(early.sentence.endsWith(` Record ${scribe.session} so far, manifest ${mark(1)}.`), early.sentence);
  scribe.note('one more');
  const later = await asked();
  assert.ok(later.sentence.endsWith(` Record ${scribe.session}-2 so far, manifest ${mark(2)}, in place of manifest ${mark(1)}.`), later.sentence);
  closing(scribe);
  const last = await asked();
  assert.deepEqual([last.soFar, last.lines.some(text => text.includes('not in it')), last.lines.at(-1)], [false, false, 'Nothing is missing.']);
  assert.ok(last.sentence.endsWith(` Record ${scribe.session}-3, manifest ${mark(3)}, in place of manifest ${mark(2)} and all before.`), last.sentence);
  assert.deepEqual(await asked(), last);
  appendFileSync(join(folder(2), 'timeline.md'), 'and so on');
  assert.ok((await asked()).sentence.endsWith(`, manifest ${mark(3)}, in place of ${scribe.session}-2, changed since.`));
});

it('the record of a closed walk says that it is so far where another walk of the incident is open', async t => {
  const root = await incidentRoot(t);
  const told = await recordForScreen(contextIn(root), '20251120T142000Z-mcp-gateway-rollback-0001');
  assert.ok('lines' in told && told.soFar, JSON.stringify(told));
  assert.ok(told.lines.includes('missing: 20251120T145000Z-mcp-gateway-rollback-0001: The closing line: the session is not closed.'));
});

it('the record of a session without an incident is signed there as at the command line, or not made', async t => {
  const root = await temporaryFolder(t);
  const scribe = closing(writtenSession({incident: null}));
  scribe.write(join(root, 'logs', 'sessions'));
  const told = await recordForScreen(contextIn(root, {MCP_RUNBOOK_SIGNING_KEY: '/keys/mara', PATH: '/nowhere'}), scribe.session);
  assert.match('trouble' in told ? told.trouble.problem : JSON.stringify(told), /\/keys\/mara.*MCP_RUNBOOK_SIGNING_KEY.*there is no ssh-keygen here$/);
});

it('an incident that no session is found of is not said to have none where one cannot be read', async t => {
  const root = await temporaryFolder(t);
  const scribe = closing(writtenSession({incident: null}));
  const folder = scribe.write(join(root, 'logs', 'sessions'));
  await assert.rejects(makeIncident(contextIn(root), 'INC-9', {}), /^OperatorError: no session here belongs to the incident "INC-9"$/);
  mkdirSync(join(folder, 'journal-2.jsonl'));
  writeFileSync(join(folder, 'journal-3.jsonl'), scribe.files['journal.jsonl'] ?? assert.fail());
  await assert.rejects(makeIncident(contextIn(root), 'INC-9', {}), /the incident "INC-9", and not everything here can be read: .*journal-2\.jsonl/);
});

it('what keeps an environment from being asked for its secrets is told with the record, not on the screen', async t => {
  const root = await incidentRoot(t);
  const context = {...contextIn(root), tell: () => assert.fail('a line is printed over the screen')} as Context;
  const told = await recordForScreen(context, '20251120T142000Z-mcp-gateway-rollback-0001');
  assert.match('lines' in told ? told.lines.join('\n') : '', /What the environment rehearsal-eu keeps secret is not known here/);
});
