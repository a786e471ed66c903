import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {describe, it} from 'node:test';
import type {Earlier, Progress} from '../../source/actions/action.ts';
import type {Environment} from '../../source/environment/environment.ts';
import type {Json, JsonObject} from '../../source/json.ts';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {act, atConsole, filesBelow, type AtConsole} from './at-console.ts';

function writeLedger({ports}: AtConsole, ...lines: string[]): string {
  const {ledger} = ports.environment.places;
  mkdirSync(dirname(ledger), {recursive: true});
  writeFileSync(ledger, lines.map(line => `${line}\n`).join(''));
  return ledger;
}

describe('ledger.check', () => {
  for (const [what, lines, facts] of [
    ['a fresh line', [lineAt('2025-11-20T07:30:00Z')], {ok: true, verdict: 'fresh', message: 'Rotation drill fresh: 1.50h old within the 48h window.', failures: [], newest_age_hours: 1.5, ahead: 0}],
    ['a stale line', [lineAt('2025-11-17T09:00:00Z')], {ok: false, verdict: 'stale', message: 'Rotation drill stale: 72.00h old (window 48h).', failures: ['Rotation drill stale: 72.00h old (window 48h).'], newest_age_hours: 72, ahead: 0}],
    ['a line of the future', [lineAt('2025-11-20T10:00:00Z')], {ok: false, verdict: 'future', message: 'Rotation drill lies in the future: 2025-11-20T10:00:00Z is 1.00h ahead.', failures: ['Rotation drill lies in the future: 2025-11-20T10:00:00Z is 1.00h ahead.'], newest_age_hours: -1, ahead: 1}],
    ['a torn line', ['{"conn'], {ok: false, verdict: 'unreadable', message: 'Latest entry is not readable: cut off: the object does not end', failures: ['Latest entry is not readable: cut off: the object does not end'], newest_age_hours: null, ahead: 0}],
  ] as Array<[string, string[], JsonObject]>) {
    it(`says what the nightly job would say of ${what}`, async t => {
      const console = await atConsole(t);
      writeLedger(console, ...lines);
      const {result, progress} = await act('ledger.check', console.ports);
      assert.deepEqual(result, {outcome: 'done', facts, attachments: []});
      assert.deepEqual(progress.slice(0, 1), [{stage: 'recency', state: facts.ok === true ? 'ok' : 'failed', text: facts.message}]);
      assert.equal(progress.length, facts.ahead === 0 ? 1 : 2);
    });
  }
});

describe('ledger.growth', () => {
  it('counts what came since the step ended, per connector', async t => {
    const console = await atConsole(t);
    const ledger = writeLedger(console, lineAt('2025-11-19T09:00:00Z'));
    const ended = new Map([['freeze', {at: '2025-11-20T08:00:00Z', ledgerBytes: statSync(ledger).size}]]);
    const none = await act('ledger.growth', console.ports, {parameters: ['freeze'], earlier: {ended}});
    assert.deepEqual(none.result.facts, {since: '2025-11-20T08:00:00Z', entries: 0, ahead: 0, malformed: 0, connectors: {operator_api: 0, operator_upload: 0, crown_handshake: 0}, run_id: null, own: 0, missing: ['operator_api', 'operator_upload', 'crown_handshake']});
    appendFileSync(ledger, `${lineAt('2025-11-20T08:30:00Z')}\nno line\n${lineAt('2025-11-20T08:31:00Z', '__proto__')}\n${lineAt('2025-11-20T08:32:00Z')}\n`);
    const {result, progress} = await act('ledger.growth', console.ports, {parameters: ['freeze'], earlier: {ended}});
    assert.deepEqual([result.outcome, result.facts.entries, result.facts.malformed], ['done', 3, 1]);
    assert.deepEqual(Object.entries(result.facts.connectors as JsonObject), [['operator_api', 2], ['operator_upload', 0], ['crown_handshake', 0], ['__proto__', 1]]);
    assert.deepEqual(progress.map(({stage, state}) => [stage, state]), [['ledger', 'running'], ['operator_api', 'ok'], ['operator_upload', 'failed'], ['crown_handshake', 'failed'], ['__proto__', 'ok'], ['run', 'skipped']]);
  });

  it('knows the lines of this session\'s run, and counts what lies ahead apart', async t => {
    const console = await atConsole(t);
    const ledger = writeLedger(console, lineAt('2025-11-19T09:00:00Z'));
    const ended = new Map([['restore', {at: '2025-11-20T08:00:00Z', ledgerBytes: statSync(ledger).size}]]);
    const own = (id: string): string => JSON.stringify({...(JSON.parse(lineAt('2025-11-20T08:30:00Z', id)) as JsonObject), stage_b_run_id: 'run-7'});
    const ahead = lineAt('2025-11-22T08:30:00Z');
    const growth = async (receipt?: string) => (await act('ledger.growth', console.ports, {parameters: ['restore'], earlier: {ended, ...(receipt !== undefined && {receipt})}})).result.facts;
    appendFileSync(ledger, `${ahead}\n${own('operator_api')}\n${own('operator_upload')}\n${lineAt('2025-11-20T08:31:00Z', 'crown_handshake')}\n${ahead}\n`);
    const seen = await growth('/logs/stage_b/run-7/stage_b_smoke.json');
    assert.deepEqual([seen.entries, seen.ahead, seen.run_id, seen.own, seen.missing], [3, 2, 'run-7', 2, ['crown_handshake']]);
    const before = await growth('/logs/stage_b/run-8/stage_b_smoke.json');
    assert.deepEqual([before.own, before.missing], [0, ['operator_api', 'operator_upload', 'crown_handshake']], 'that run was before the step ended');
    appendFileSync(ledger, `${own('crown_handshake')}\n${ahead}\n`);
    assert.deepEqual((await growth('/logs/stage_b/run-7/stage_b_smoke.json')).missing, []);
  });

  describe('takes the lines of others for none of its own:', () => {
    const all = ['operator_api', 'operator_upload', 'crown_handshake'];
    const command: Partial<Environment> = {smoke: {command: ['smoke'], folder: '/', limit: 1000}};
    const receipt = '/logs/stage_b/run-8/stage_b_smoke.json';
    const told = (text: string): Progress => ({stage: 'run', state: 'skipped', text});
    const rows: ReadonlyArray<[what: string, lines: string[], run: {receipt?: string; environment?: Partial<Environment>}, missing: Json, says: Progress[]]> = [
      ['without a run of this session nobody can tell whose they are', all, {}, 'not known', [told('no smoke run of this session: whose these are is not known')]],
      ['where nobody has a line, this session has none either', ['operator_api'], {}, ['operator_upload', 'crown_handshake'], [told('no smoke run of this session: whose these are is not known')]],
      ['a run by a command leaves no id and is known by its place, which is said', all, {receipt, environment: command}, [], [told('run-8 left no id in them: counted is what anybody wrote')]],
      ['a run by a command that leaves the id is known by it', [], {receipt: '/logs/stage_b/run-7/stage_b_smoke.json', environment: command}, ['operator_upload', 'crown_handshake'], []],
    ];
    for (const [what, lines, {receipt: path, environment}, missing, says] of rows) {
      it(what, async t => {
        const console = await atConsole(t);
        const own = JSON.stringify({...(JSON.parse(lineAt('2025-11-20T08:30:00Z', 'operator_api')) as JsonObject), stage_b_run_id: 'run-7'});
        writeLedger(console, ...(lines.length > 0 ? lines.map(id => lineAt('2025-11-20T08:30:00Z', id)) : [own]));
        const ports = {...console.ports, environment: {...console.ports.environment, ...environment}};
        const ended = new Map([['restore', {at: '2025-11-20T08:00:00Z', ledgerBytes: 0}]]);
        const {result, progress} = await act('ledger.growth', ports, {parameters: ['restore'], earlier: {ended, ...(path !== undefined && {receipt: path})}});
        assert.deepEqual([result.facts.missing, progress.filter(({stage}) => stage === 'run')], [missing, says]);
      });
    }
  });

  it('has nothing to count from where the step has not ended well', async t => {
    const {ports} = await atConsole(t);
    for (const earlier of [{}, {ended: new Map([['smoke', {at: '2025-11-20T08:00:00Z', ledgerBytes: 0}]])}]) {
      const {result} = await act('ledger.growth', ports, {parameters: ['freeze'], earlier});
      assert.deepEqual([result.outcome, result.failure?.code, result.failure?.problem], ['failed', 'no-such-end', 'step freeze has not ended well in this session, so there is nothing to count from']);
    }
  });

  it('names the step as people know it', async t => {
    const console = await atConsole(t);
    writeLedger(console, lineAt('2025-11-19T09:00:00Z'));
    const named = new Map([['freeze', 'step 1: Freeze MCP traffic']]);
    const told = async (earlier: Earlier): Promise<string> => {
      const {result, progress} = await act('ledger.growth', console.ports, {parameters: ['freeze'], earlier: {...earlier, named}});
      return [...progress.map(({text}) => text), result.failure?.problem, result.failure?.next].join('\n');
    };
    const ended = (ledgerBytes: number): Earlier => ({ended: new Map([['freeze', {at: '2025-11-20T08:00:00Z', ledgerBytes}]])});
    for (const earlier of [{}, ended(0), ended(10_000)]) {
      const text = await told(earlier);
      assert.match(text, /step 1: Freeze MCP traffic/);
      assert.doesNotMatch(text, /freeze/);
    }
    const {progress} = await act('step.ended', console.ports, {parameters: ['freeze'], earlier: {named}});
    assert.deepEqual(progress.map(({stage}) => stage), ['step 1: Freeze MCP traffic']);
  });

  it('says that the ledger was cut since then', async t => {
    const console = await atConsole(t);
    const ledger = writeLedger(console, lineAt('2025-11-19T09:00:00Z'));
    const ended = new Map([['freeze', {at: '2025-11-20T08:00:00Z', ledgerBytes: statSync(ledger).size}]]);
    truncateSync(ledger, 10);
    const {result} = await act('ledger.growth', console.ports, {parameters: ['freeze'], earlier: {ended}});
    assert.deepEqual([result.outcome, result.failure?.code], ['failed', 'ledger-shorter']);
  });
});

describe('doctrine.report', () => {
  it('says what doctrine says, before and after a smoke run, and contacts nothing', async t => {
    const console = await atConsole(t);
    const before = await act('doctrine.report', console.ports);
    assert.deepEqual(before.result, {outcome: 'done', facts: {ok: false, failures: ['no credential rotation drills recorded'], findings: []}, attachments: []});
    await console.smoke();
    const asked = console.gateway.seen.length;
    const after = await act('doctrine.report', console.ports);
    assert.deepEqual([after.result.facts, after.progress.at(-1)?.text, console.gateway.seen.length], [{ok: true, failures: [], findings: []}, 'no failures', asked]);
  });
});

describe('doctrine.impact', () => {
  it('tells for each connector how long its last drill covers it', async t => {
    const console = await atConsole(t);
    writeLedger(
      console,
      lineAt('2025-11-20T08:00:00Z'),
      lineAt('2025-11-19T21:00:00Z'),
      lineAt('2025-11-17T09:00:00Z', 'operator_upload'),
      lineAt('2025-11-24T09:00:00Z', 'crown_handshake'),
    );
    const {result, progress} = await act('doctrine.impact', console.ports);
    assert.deepEqual(result.facts, {
      connectors: {
        operator_api: {last_rotated: '2025-11-19T21:00:00Z', window_ends: '2025-11-21T21:00:00Z', remaining: '36h 0m', verdict: 'covered'},
        operator_upload: {last_rotated: '2025-11-17T09:00:00Z', window_ends: '2025-11-19T09:00:00Z', remaining: '-24h 0m', verdict: 'over'},
        crown_handshake: {last_rotated: '2025-11-24T09:00:00Z', window_ends: null, remaining: null, verdict: 'ahead'},
      },
      restore_before: '2025-11-21T21:00:00Z',
      outlasted: ['operator_upload'],
      without_entry: [],
      ahead: ['crown_handshake'],
    });
    assert.deepEqual(progress.slice(2).map(({state, text}) => [state, text]), [
      ['ok', 'covered for 36h 0m, until 2025-11-21T21:00:00Z'],
      ['failed', 'over for 24h 0m, since 2025-11-19T09:00:00Z'],
      ['failed', 'stamped in the future (2025-11-24T09:00:00Z): covers nothing'],
    ]);
  });

  it('says when the first of several windows ends', async t => {
    const console = await atConsole(t);
    writeLedger(console, lineAt('2025-11-20T08:00:00Z'), lineAt('2025-11-20T07:00:00Z', 'operator_upload'), lineAt('2025-11-20T08:59:00Z', 'crown_handshake'));
    const {facts} = (await act('doctrine.impact', console.ports)).result;
    assert.deepEqual([facts.restore_before, facts.outlasted], ['2025-11-22T07:00:00Z', []]);
  });

  it('gives no time that only a stamp of the future would keep', async t => {
    const console = await atConsole(t);
    writeLedger(console, lineAt('2025-11-20T10:00:00Z'));
    const {facts} = (await act('doctrine.impact', console.ports)).result;
    assert.deepEqual([facts.restore_before, facts.ahead], [null, ['operator_api']]);
  });

  it('finds no entry where there is none, or none with a time', async t => {
    const console = await atConsole(t);
    const none = (await act('doctrine.impact', console.ports)).result.facts;
    assert.deepEqual([none.restore_before, none.without_entry], [null, ['operator_api', 'operator_upload', 'crown_handshake']]);
    assert.deepEqual(filesBelow(console.folder), []);
    writeLedger(console, lineAt('noon'));
    const {result, progress} = await act('doctrine.impact', console.ports);
    assert.deepEqual((result.facts.connectors as JsonObject).operator_api, {last_rotated: 'noon', window_ends: null, remaining: null, verdict: 'no entry'});
    assert.equal(progress[2]?.text, 'no entry with a readable time');
  });

  it('judges nothing that it cannot read, and stops when it is told to', async t => {
    const console = await atConsole(t);
    mkdirSync(console.ports.environment.places.ledger, {recursive: true});
    const {result} = await act('doctrine.impact', console.ports);
    assert.deepEqual([result.outcome, result.failure?.code, result.failure?.problem], ['failed', 'ledger-unreadable', 'The ledger cannot be read: it is a folder.']);
    const stopped = await act('doctrine.impact', console.ports, {signal: AbortSignal.abort()});
    assert.deepEqual([stopped.result.outcome, stopped.result.failure?.code], ['failed', 'stopped']);
  });
});
