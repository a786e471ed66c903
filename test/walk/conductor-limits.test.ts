import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import type {Environment} from '../../source/environment/environment.ts';
import {undescribed} from '../../source/environment/undescribed.ts';
import {practicePlaces} from '../../source/environment/places.ts';
import {openToggles, useMcp} from '../../source/environment/toggles.ts';
import {jsonLine} from '../../source/json.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import type {Proof, Runbook, Step} from '../../source/runbook/schema.ts';
import {Conductor} from '../../source/walk/conductor.ts';
import {createJournal, longestBody} from '../../source/journal/journal.ts';
import {evolve} from '../../source/journal/session.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {openedBody} from '../worlds/bodies.ts';
import {linesOf, perform} from '../worlds/practice-session.ts';

const token = 'gateway-token-q4x1';

/** Everything that somebody else may have written. */
type Hostile = {
  toggle: string;
  file: string;
  note: string;
  reason: string;
  typed: string;
  page: string;
  operator: string;
};

/** A console whose every text is the other side's choice, and a page with as many proofs as a page may have. */
function conductorAmong(t: AfterTest, root: string, hostile: Hostile): {conductor: Conductor; path: string} {
  const toggles = openToggles(
    [
      {
        kind: 'process environment',
        label: 'this shell',
        now: () => ({read: name => (name === useMcp ? '1' : name === 'HOSTILE' ? hostile.toggle : undefined)}),
      },
    ],
    [],
  );
  const environment: Environment = {
    name: 'console',
    class: 'rehearsal',
    gateway: () => ({url: hostile.toggle, source: {kind: 'process environment', label: 'this shell'}, proxy: {kind: 'direct'}}),
    proxyTo: () => ({kind: 'direct'}),
    toggles,
    places: {...practicePlaces(root), packet: `/dev/null/${hostile.file}`},
    documents: shippedDocuments,
    mask: () => new SecretMask([new Secret(token)]),
    confirmation: {what: "the environment's name", word: 'console'},
    ...undescribed(),
  };
  const proof: Proof = {
    line: 1,
    text: hostile.page,
    kind: 'observed',
    subject: {path: 'value'},
    test: {kind: 'equals', value: hostile.page},
  };
  const step = (id: string, action: string, effect: Step['effect'], proofs: Proof[]): Step => ({
    number: 1,
    id,
    title: id,
    line: 1,
    kind: 'action',
    effect,
    before: [],
    proofs,
    branches: [],
    prose: [],
    action: {name: action, parameters: action === 'toggle.read' ? ['HOSTILE'] : []},
    ask: 'What now?',
  });
  const proofs = Array.from({length: 12}, () => proof);
  const runbook: Runbook = {
    id: 'drill',
    title: 'The drill',
    version: '1',
    summary: '',
    file: '',
    intro: [],
    closing: 'packet',
    steps: [
      step('look', 'toggle.read', {kind: 'reads'}, proofs),
      step('packet', 'packet.write', {kind: 'changes', what: hostile.page}, proofs),
    ],
  };
  const clock = testClock();
  const folder = join(root, 'logs', 'sessions', randomBytes(8).toString('hex'));
  const journal = createJournal(folder, {session: 's', class: 'rehearsal'}, {clock, mask: () => environment.mask()});
  t.after(() => journal.close());
  const written = journal.append('session.opened', hostile.operator, {
    ...openedBody,
    steps: runbook.steps.map(({id, title}) => ({id, title})),
  });
  assert.ok(written.ok);
  const session = evolve(undefined, written.event);
  return {
    conductor: new Conductor({
      session,
      runbook,
      journal,
      folder,
      ports: {environment, documents: shippedDocuments, clock},
    }),
    path: journal.path,
  };
}

async function walkThrough(conductor: Conductor, {note, reason, typed}: Hostile): Promise<void> {
  await perform(conductor, 'look', {ask: async () => note});
  conductor.record({kind: 'note', step: 'look', text: note});
  conductor.record({kind: 'note', step: undefined, text: reason});
  await perform(conductor, 'packet', {confirmed: typed, ask: async () => note});
  conductor.record({kind: 'skip', step: 'packet', reason});
  conductor.record({kind: 'leave', reason});
  conductor.record({kind: 'end', reason});
}

const tokens = fc.string({unit: fc.constantFrom('g', token, 'x'), maxLength: 300});
const wide = fc.string({unit: anyCharacter, minLength: 400, maxLength: 400});
const text = fc.oneof(
  wide,
  tokens,
  fc.string({unit: 'grapheme', maxLength: 4000}),
  fc.string({unit: fc.constantFrom('\u0000', '"', '\u{1f6f0}', '\ud800'), maxLength: 4000}),
);
const hostile: fc.Arbitrary<Hostile> = fc.record({
  toggle: text,
  file: text,
  note: text,
  reason: text,
  typed: text,
  page: text,
  operator: text,
});

describe('whatever the world and the operator say', () => {
  it('every line fits into the journal and none holds the token', async t => {
    const root = await temporaryFolder(t);
    await fc.assert(
      fc.asyncProperty(hostile, async said => {
        const {conductor, path} = conductorAmong(t, root, said);
        await walkThrough(conductor, said);
        assert.equal(conductor.failure, undefined);
        const lines = linesOf(path);
        const wentWell = lines.filter(line => (JSON.parse(line) as {body: {outcome?: string}}).body.outcome === 'done').length;
        assert.equal(lines.length, 10 + wentWell, 'only a step that went well is summed up');
        for (const line of lines) {
          assert.ok(jsonLine((JSON.parse(line) as {body: unknown}).body).length <= longestBody);
          assert.ok(!line.includes(token));
        }
      }),
      {numRuns: 8, endOnFailure: true},
    );
  });

  it('a token that a cut goes through leaves no piece behind', async t => {
    const root = await temporaryFolder(t);
    for (let before = 2970; before <= 3010; before += 1) {
      const said = 'x'.repeat(before) + token;
      const short = (bytes: number): string => 'x'.repeat(Math.max(0, bytes - 3020 + before)) + token;
      const {conductor, path} = conductorAmong(t, root, {
        toggle: short(40),
        file: short(380),
        note: said,
        reason: said,
        typed: short(200),
        page: short(80),
        operator: said,
      });
      await walkThrough(conductor, {
        toggle: '',
        file: '',
        note: said,
        reason: said,
        typed: short(200),
        page: '',
        operator: '',
      });
      assert.deepEqual(readFileSync(path, 'utf8').match(/xg.{0,20}/g), null);
    }
  });
});
