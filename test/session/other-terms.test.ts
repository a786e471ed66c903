import assert from 'node:assert/strict';
import {hash} from 'node:crypto';
import {appendFileSync, cpSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {longestBody} from '../../source/journal/journal.ts';
import {jsonLine} from '../../source/json.ts';
import {openSession} from '../../source/session/open-session.ts';
import {changedTerms, type RecordedEnvironment} from '../../source/session/recorded-terms.ts';
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

async function left(t: AfterTest, {variables = {}, ...change}: {variables?: NodeJS.ProcessEnv; pass?: string} = {}): Promise<Left> {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'mcp-runbook.yaml'), file(change));
  const {conductor, close} = await openSession(workplace(folder, {variables}), {runbook: 'stage-b-rehearsal', environment: 'prod', operator: 'mara', mode: 'plain'});
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

const cluster = {pass: '[CLUSTER, VAULT_TOKEN]'};
const before = {CLUSTER: 'staging', VAULT_TOKEN: 'hvs.one-q4x1', HOME: '/srv/mara', PATH: '/bin', SSH_AUTH_SOCK: '/tmp/ssh-1/agent', TMPDIR: '/tmp/1', LANG: 'de_DE.UTF-8'};

/** What the shell has that the session is gone on with from, and what is told of it. */
const shells: ReadonlyArray<[what: string, now: NodeJS.ProcessEnv, told: RegExp | undefined]> = [
  ['the same', {}, undefined],
  ['another cluster', {CLUSTER: 'prod'}, /: CLUSTER of the shell was staging, and is prod now\nSet these variables as they were, or say why/],
  ['no cluster', {CLUSTER: undefined}, /CLUSTER of the shell was staging, and is not set now/],
  ['an empty cluster', {CLUSTER: ''}, /CLUSTER of the shell was staging, and is empty now/],
  ['another kubeconfig', {KUBECONFIG: '/srv/mara/prod.yaml'}, /KUBECONFIG of the shell was not set, and is \/srv\/mara\/prod\.yaml now/],
  ['a cluster whose name begins alike', {CLUSTER: `staging${'-eu'.repeat(99)}`}, /CLUSTER of the shell was staging, and is staging-eu/],
  ['the same, and a launcher that has set it aside', {CLUSTER: undefined, MCP_RUNBOOK_SHELL_CLUSTER: 'staging'}, undefined],
  ['another secret', {VAULT_TOKEN: 'hvs.two-q4x2'}, /VAULT_TOKEN of the shell was fingerprint [0-9a-f]{8}, and is fingerprint [0-9a-f]{8} now/],
  ['the rest of another operator and login', {HOME: '/srv/jonas', PATH: '/usr/bin', USER: 'jonas', SSH_AUTH_SOCK: '/tmp/ssh-2/agent', TMPDIR: '/tmp/2', LANG: 'C', TZ: 'UTC', VAULT_ADDR: 'https://vault'}, undefined],
];

describe('a session whose commands get variables of the shell', () => {
  it('records them: a secret as its fingerprint, one that is not set as such', async t => {
    const {first} = await left(t, {...cluster, variables: {...before, CLUSTER: undefined}});
    const {given = []} = first.body.environment;
    assert.deepEqual(given.map(({name, found}) => [name, found?.replace(/[0-9a-f]{8}$/, 'DIGITS') ?? null]), [['KUBECONFIG', null], ['CLUSTER', null], ['VAULT_TOKEN', 'fingerprint DIGITS']]);
    assert.ok(!JSON.stringify(first).includes('q4x1'));
  });

  for (const [what, now, told] of shells) {
    it(`is ${told ? 'not gone on with' : 'gone on with, without a word,'} in a shell with ${what}`, async t => {
      const session = await left(t, {...cluster, variables: before});
      const going = await resumed(session, {variables: {...before, ...now}});
      if (!told) {
        assert.equal((going as {body?: {changed?: string[]}}).body?.changed, undefined);
        assert.equal(typeof going, 'object', String(going));
        return;
      }
      assert.match(String(going), told);
      const event = (await resumed(session, {variables: {...before, ...now}, despite: 'the other one is meant'})) as JournalEvent & {type: 'session.resumed'};
      assert.equal(event.body.changed?.length, 1);
      assert.equal(typeof await resumed(session, {variables: {...before, ...now}}), 'object', 'what was accepted is what commands get from then on');
    });
  }

  it('is told of each of many, in a line that is no longer than it may be', async t => {
    const names = Array.from({length: 24}, (_, index) => `${'NAME_'.repeat(index)}${index % 3 === 0 ? 'TOKEN' : 'CLUSTER'}`);
    const variables = Object.fromEntries(names.map(name => [name, `${name}-${'\u{1f6f0}'.repeat(99)}-1`]));
    const session = await left(t, {pass: `[${names.join(', ')}]`, variables});
    assert.ok(jsonLine(session.first.body).length <= longestBody);
    for (const name of names) assert.match(String(await resumed(session, {variables: {...variables, [name]: `${variables[name]}2`}})), /of the shell was .*Set these variables/s, name);
  });

  it('keeps no word in the open that stands for a secret', async t => {
    const {first} = await left(t, {pass: '[DB_PASSWORD]', variables: {DB_PASSWORD: 'operator'}});
    assert.match(first.body.environment.given?.find(({name}) => name === 'DB_PASSWORD')?.found ?? '', /^fingerprint [0-9a-f]{8}$/);
  });

  it('is told of one that is another now although a secret is set that was not', async t => {
    const session = await left(t, {pass: '[VAULT_ADDR, AWS_PROFILE, VAULT_TOKEN]', variables: {VAULT_ADDR: 'https://vault', AWS_PROFILE: 'staging'}});
    assert.match(String(await resumed(session, {variables: {VAULT_ADDR: 'https://vault', AWS_PROFILE: 'prod', VAULT_TOKEN: 'hvs.one-q4x1'}})), /AWS_PROFILE of the shell was staging, and is prod now; VAULT_TOKEN of the shell was not set/);
  });

  it('is gone on with where an earlier version masked less of what the file says', () => {
    const value = './set.sh --secret mcp-gateway "{name}={value}"';
    const written = (text: string): RecordedEnvironment => ({name: 'prod', gateway: 'g', gateway_source: 's', settings: [{name: 'toggles.set', value: text, mark: hash('sha256', text, 'hex').slice(0, 12)}]});
    const [then, now] = [written(value), written(value.replace('mcp-gateway', '<redacted>'))];
    assert.equal(changedTerms(then, now).length, 1);
    assert.deepEqual(changedTerms(then, now, [{name: 'toggles.set', value}]), []);
    assert.equal(changedTerms(then, now, [{name: 'toggles.set', value: `${value} more`}]).length, 1);
  });

  it('says nothing of a secret whose fingerprint another key made, as on another console, nor where an earlier version recorded none', () => {
    const environment = {name: 'prod', gateway: 'https://gw', gateway_source: 'x'};
    const of = (found: string, key: string): RecordedEnvironment => ({...environment, given: [{name: 'VAULT_TOKEN', found, mark: found, key}]});
    assert.deepEqual(changedTerms(of('1', 'a'), of('2', 'b')), []);
    assert.equal(changedTerms(of('1', 'a'), of('2', 'a')).length, 1);
    assert.deepEqual(changedTerms(environment, of('2', 'a')), []);
  });

  it('records none where no command is run', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), file({...cluster, toggles: '{file: operator.env}'}));
    const {conductor, close} = await openSession(workplace(folder, {variables: before}), {runbook: 'stage-b-rehearsal', environment: 'prod', operator: 'mara', mode: 'plain'});
    await close();
    assert.deepEqual((JSON.parse(linesOf(conductor.journalPath)[0] ?? '') as Left['first']).body.environment.given, []);
  });
});

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
