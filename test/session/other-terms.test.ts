import assert from 'node:assert/strict';
import {appendFileSync, cpSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {openSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {linesOf} from '../worlds/practice-session.ts';
import {workplace} from '../worlds/workplace.ts';

const file = (change: Record<string, string> = {}): string => {
  const lines = {class: 'live', gateway: 'https://gw.example.org', toggles: '{file: operator.env, apply: [./apply.sh, operator]}', token: '{file: token}', approval: 'two people', ...change};
  return `environments:\n  prod:\n${Object.entries(lines).map(([key, value]) => `    ${key}: ${value}\n`).join('')}`;
};

type Left = {folder: string; session: string; first: JournalEvent & {type: 'session.opened'}};

async function left(t: AfterTest): Promise<Left> {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'mcp-runbook.yaml'), file());
  const {conductor, close} = await openSession(workplace(folder), {runbook: 'stage-b-rehearsal', environment: 'prod', operator: 'mara', mode: 'plain'});
  await close();
  return {folder, session: conductor.session.id, first: JSON.parse(linesOf(conductor.journalPath)[0] ?? '')};
}

/** Goes on with it where the file says this; the sentence of the refusal, or the line that was written. */
async function resumed({folder, session}: Left, change: {config?: string; despite?: string; variables?: NodeJS.ProcessEnv} = {}): Promise<string | JournalEvent> {
  const {config, despite, variables = {}} = change;
  const opening = await resumeSession(workplace(folder, {config, variables}), {session, operator: 'mara', despite}).catch((error: unknown) => error);
  if (opening instanceof OperatorError) {
    assert.equal(opening.exit, 2);
    return `${opening.message}\n${opening.next}`;
  }
  if (opening instanceof Error) throw opening;
  const {conductor, close} = opening as Awaited<ReturnType<typeof resumeSession>>;
  await close();
  return JSON.parse(linesOf(conductor.journalPath).findLast(line => line.includes('"session.resumed"')) ?? '') as JournalEvent;
}

const others: ReadonlyArray<[what: string, change: Record<string, string>, told: RegExp]> = [
  ['another gateway', {gateway: 'https://gw2.example.org'}, /the gateway was https:\/\/gw\.example\.org, and is https:\/\/gw2\.example\.org now/],
  ['one person where two were asked for', {approval: 'one person'}, /approval was two people, and is one person now/],
  ['another toggles file', {toggles: '{file: other.env, apply: [./apply.sh, operator]}'}, /toggles\.file was \S+operator\.env, and is \S+other\.env now/],
  ['another token file', {token: '{file: other}'}, /token\.file was \S+token, and is \S+other now/],
  ['no token file', {token: '{set: [./keep.sh]}'}, /token\.file was \S+token, and nobody says it now; token\.set is \.\/keep\.sh now, and nobody said it before/],
  ['another command that brings it into force', {toggles: '{file: operator.env, apply: [./apply.sh, other]}'}, /toggles\.apply was .*operator, and is .*other now/],
  ['another route', {route: '{url: http://127.0.0.1:1/health, mcp: on, legacy: off}'}, /route is .* now, and nobody said it before/],
  ['another smoke command', {smoke: '{command: [./smoke.sh]}'}, /smoke is \.\/smoke\.sh now/],
  ['values of its own', {variables: '{MCP_ROTATION_HINT: vault}'}, /variables is .*vault/],
];

describe('a session that was opened in one description of its environment', () => {
  it('records the file, its digest, and what decides', async t => {
    const {folder, first} = await left(t);
    const {file: path, file_sha256: sha256, settings = []} = first.body.environment;
    assert.equal(path, join(folder, 'mcp-runbook.yaml'));
    assert.match(sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(settings.map(({name, value}) => [name, value.replace(folder, '')]), [
      ['approval', 'two people'], ['class', 'live'], ['toggles.file', '/operator.env'], ['toggles.apply', './apply.sh operator'], ['token.file', '/token'],
    ]);
  });

  for (const [what, change, told] of others) {
    it(`is not gone on with by ${what}, unless somebody says why`, async t => {
      const before = await left(t);
      writeFileSync(join(before.folder, 'mcp-runbook.yaml'), file(change));
      const refusal = await resumed(before);
      assert.equal(typeof refusal, 'string', JSON.stringify(refusal));
      assert.match(String(refusal), told);
      assert.match(String(refusal), /mcp-runbook\.yaml, or say why .*--despite WHY/);
      assert.equal(typeof await resumed(before, {despite: ' '}), 'string');
      const event = (await resumed(before, {despite: 'the gateway has moved'})) as JournalEvent & {type: 'session.resumed'};
      assert.match(event.body.changed?.join('; ') ?? '', told);
      assert.equal(event.body.despite, 'the gateway has moved');
      assert.equal(typeof await resumed(before), 'object', 'what was accepted is how it is described from then on');
      const folder = join(before.folder, 'logs', 'sessions', before.session);
      const {record} = tellFolder(folder, before.session, join(before.folder, 'logs', 'ledger.jsonl'));
      assert.ok(record.deviations.some(({kind, reason}) => kind === 'environment changed' && reason === 'the gateway has moved'));
    });
  }

  it('is not gone on with by another file of the same name', async t => {
    const before = await left(t);
    writeFileSync(join(before.folder, 'other.yaml'), file({gateway: 'https://gw2.example.org', approval: 'one person', toggles: '{file: other.env}'}));
    const refusal = String(await resumed(before, {config: 'other.yaml'}));
    for (const name of ['the gateway', 'approval', 'toggles.file', 'toggles.apply']) assert.ok(refusal.includes(name), refusal);
  });

  it('goes on where the file was edited elsewhere, and the record says so', async t => {
    const before = await left(t);
    appendFileSync(join(before.folder, 'mcp-runbook.yaml'), '# nothing of prod\n');
    const event = (await resumed(before)) as JournalEvent & {type: 'session.resumed'};
    assert.match(event.body.changed?.join() ?? '', /mcp-runbook\.yaml was edited since; what it says of this environment is as it was$/);
  });

  it('goes on where the same is said by a copy of the file, and the record says so', async t => {
    const before = await left(t);
    cpSync(join(before.folder, 'mcp-runbook.yaml'), join(before.folder, 'copy.yaml'));
    const event = (await resumed(before, {config: 'copy.yaml'})) as JournalEvent & {type: 'session.resumed'};
    assert.match(event.body.changed?.join() ?? '', /^the environment is described by \S+copy\.yaml now, before by \S+mcp-runbook\.yaml$/);
  });

  it('goes on without a word where nothing is different, and records how the toggle reads', async t => {
    const before = await left(t);
    writeFileSync(join(before.folder, 'operator.env'), 'ABZU_USE_MCP=1\n');
    const event = (await resumed(before)) as JournalEvent & {type: 'session.resumed'};
    assert.deepEqual([event.body.changed, event.body.despite, event.body.toggles?.map(({name, found}) => `${name}=${found}`)], [undefined, undefined, ['ABZU_USE_MCP=1']]);
  });
});
