import assert from 'node:assert/strict';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {tellFolder} from '../../source/record/record-of-folder.ts';
import {Occupied} from '../../source/session/occupied.ts';
import {openSession, type WantedSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import type {HeldSession} from '../../source/session/held-session.ts';
import {frozen, type Freeze} from '../worlds/frozen.ts';
import {rehearsalPlace} from '../worlds/rehearsal-place.ts';
import type {AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

const old = '20251120T140000Z-mcp-gateway-rollback-0001';

const opening = (folder: string, change: Partial<WantedSession> = {}): Promise<HeldSession> =>
  openSession(workplace(folder), {runbook: 'mcp-gateway-rollback', environment: 'rehearsal-eu', operator: 'jonas', mode: 'plain', ...change});

/** The ids of who is there already, with how they stand; none where it opens. */
async function askedAbout(folder: string, change: Partial<WantedSession> = {}): Promise<string[]> {
  try {
    await (await opening(folder, change)).close();
    return [];
  } catch (error) {
    if (!(error instanceof Occupied)) throw error;
    return error.occupants.map(({session, state}) => `${session.slice(-4)} ${state}`);
  }
}

const others: ReadonlyArray<[what: string, freeze: Freeze | undefined, wanted: Partial<WantedSession>, asked: string[]]> = [
  ['nobody', undefined, {}, []],
  ['a walk that was left after its freeze', {}, {}, ['0001 left']],
  ['a walk that was closed with MCP off', {state: 'closed'}, {}, ['0001 closed']],
  ['a walk that was closed with MCP back', {state: 'closed', value: '1'}, {}, []],
  ['a walk in another environment', {environment: 'production'}, {}, []],
  ['a walk, before one that only reads', {}, {runbook: 'ledger-review'}, []],
  ['a walk, before one in practice', {}, {environment: 'practice'}, []],
  ['a walk that was named', {}, {beside: {sessions: [old], reason: 'mara cannot be reached'}}, []],
  ['another walk than was named', {}, {beside: {sessions: ['20251120T15'], reason: 'mara cannot be reached'}}, ['0001 left']],
];

describe('who begins a walk that may change something is asked about', () => {
  for (const [what, freeze, wanted, asked] of others) {
    it(what, async t => {
      const folder = await rehearsalPlace(t, '1');
      if (freeze) frozen(folder, freeze);
      assert.deepEqual(await askedAbout(folder, wanted), asked);
      if (asked.length > 0) assert.deepEqual(readdirSync(join(folder, 'logs', 'sessions')).filter(name => name !== '.environments'), [old], 'a refused walk leaves no session');
    });
  }

  const unread: ReadonlyArray<[what: string, environment: string | undefined, wanted: Partial<WantedSession>, asked: string[]]> = [
    ['one that cannot be read', undefined, {}, ['0001 unread']],
    ['one of which only the beginning can be read', 'rehearsal-eu', {}, ['0001 unread']],
    ['nobody where that was begun elsewhere', 'production', {}, []],
    ['one that cannot be read and was named', undefined, {beside: {sessions: [old], reason: 'that console is lost'}}, []],
  ];
  for (const [what, environment, wanted, asked] of unread) {
    it(what, async t => {
      const folder = await rehearsalPlace(t, '1');
      const journal = join(frozen(folder, environment === undefined ? {} : {environment}), 'journal.jsonl');
      const [first = ''] = readFileSync(journal, 'utf8').split('\n');
      writeFileSync(journal, environment === undefined ? 'nothing\n' : `${first}\nnothing\n`);
      assert.deepEqual(await askedAbout(folder, wanted), asked);
    });
  }

  for (const [what, text, asked] of [['nobody where a console died before it began', '{"v":1,"se', []], ['one whose lines are gone where it was gone on with', '', ['0001 unread']]] as const) {
    it(what, async t => {
      const folder = await rehearsalPlace(t, '1');
      const session = frozen(folder);
      writeFileSync(join(session, 'journal.jsonl'), text);
      if (asked.length > 0) writeFileSync(join(session, 'journal-2.jsonl'), '');
      assert.deepEqual(await askedAbout(folder, {}), asked);
    });
  }

  it('in words that say why, and that it may be nobody', async t => {
    const folder = await rehearsalPlace(t, '1');
    writeFileSync(join(frozen(folder), 'journal.jsonl'), 'nothing\n');
    await assert.rejects(opening(folder), (error: Occupied) => {
      assert.match(error.message, /^somebody may be at rehearsal-eu:\n[^]*the session \S+-0001 cannot be read: /);
      assert.match(error.next, /^Nothing was run\. See with sessions verify \S+-0001 what is damaged[^]*\. Or begin beside it[^]*--beside \S+-0001$/);
      return true;
    });
  });

  it('a walk that somebody has open, though it has changed nothing, and not once it is left', async t => {
    const folder = await rehearsalPlace(t, '1');
    const first = await opening(folder);
    assert.deepEqual(await askedAbout(folder), [`${first.conductor.session.id.slice(-4)} held`]);
    await first.close();
    assert.deepEqual(await askedAbout(folder), []);
  });
});

it('a walk that is begun beside another says so and why, on record as a deviation', async t => {
  const folder = await rehearsalPlace(t, '1');
  frozen(folder);
  const {conductor, environment, close} = await opening(folder, {beside: {sessions: [old], reason: 'mara cannot be reached'}});
  await close();
  assert.deepEqual(conductor.session.opened.beside, {sessions: [old], reason: 'mara cannot be reached'});
  const {record} = tellFolder(conductor.folder, conductor.session.id, environment.places.ledger);
  assert.deepEqual(record.deviations.map(({kind, what, reason}) => [kind, what, reason]).slice(0, 1), [['beside others', `begun beside ${old}`, 'mara cannot be reached']]);
});

describe('who goes on with a walk is asked about', () => {
  const later = '20251120T150000Z-mcp-gateway-rollback-0002';

  async function left(t: AfterTest): Promise<{folder: string; session: string}> {
    const folder = await rehearsalPlace(t, '1');
    const {conductor, close} = await opening(folder);
    conductor.record({kind: 'leave', reason: 'left'});
    await close();
    return {folder, session: conductor.session.id};
  }

  it('others who came meanwhile, and says so and why, on record as a deviation', async t => {
    const {folder, session} = await left(t);
    frozen(folder, {session: later});
    await assert.rejects(resumeSession(workplace(folder), {session, operator: 'jonas'}), (error: Occupied) => error instanceof Occupied && error.occupants[0]?.session === later);
    const {conductor, environment, close} = await resumeSession(workplace(folder), {session, operator: 'jonas', beside: {sessions: [later], reason: 'mara knows'}});
    await close();
    const {record} = tellFolder(conductor.folder, session, environment.places.ledger);
    assert.deepEqual(record.deviations.filter(({kind}) => kind === 'beside others').map(({what, reason}) => [what, reason]), [[`gone on with beside ${later}`, 'mara knows']]);
  });

  it('nobody where it is alone, or was begun beside the same', async t => {
    const {folder, session} = await left(t);
    await (await resumeSession(workplace(folder), {session, operator: 'jonas'})).close();
    frozen(folder, {session: later});
    const beside = await opening(folder, {beside: {sessions: [later, session], reason: 'mara knows'}});
    await beside.close();
    await (await resumeSession(workplace(folder), {session: beside.conductor.session.id, operator: 'jonas'})).close();
  });
});
