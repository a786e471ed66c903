import assert from 'node:assert/strict';
import {appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import type {JsonObject} from '../../source/json.ts';
import {lineAt} from '../worlds/scratch-ledger.ts';
import {act, atConsole, linesOf, type AtConsole} from './at-console.ts';
import {answering, goodPlan, mara, noPlan, probeOf} from './circumstances.ts';

const gapPath = ({folder}: AtConsole): string => join(folder, 'logs', 'stage_b_rotation_gaps.jsonl');
const gapRecords = (console: AtConsole): JsonObject[] => linesOf(gapPath(console)).map(line => JSON.parse(line) as JsonObject);
const hour = 3_600_000;

/** A console where a smoke run went well an hour ago. */
async function afterSmoke(t: Parameters<typeof atConsole>[0], variables: NodeJS.ProcessEnv = {}): Promise<AtConsole> {
  const console = await atConsole(t, {variables});
  await console.smoke();
  console.clock.advance(hour);
  return console;
}

describe('gap.note', () => {
  it('asks why, and writes who, when, which incident and how long each connector is covered', async t => {
    const console = await afterSmoke(t);
    const ledger = readFileSync(console.ports.environment.places.ledger);
    const ask = answering('  the gateway refuses every handshake ');
    const {result, progress} = await act('gap.note', {...console.ports, ask}, {earlier: {session: mara}});
    const connectors = ['operator_api', 'operator_upload', 'crown_handshake'].map(connector_id => ({connector_id, last_rotated_at: '2025-11-20T09:00:00Z', window_ends_at: '2025-11-22T09:00:00Z'}));
    assert.deepEqual(result, {outcome: 'done', facts: {path: gapPath(console), gap_id: 'gap-20251120T100000Z', connectors}, attachments: []});
    assert.deepEqual(ask.asked, [{kind: 'text', text: 'Why does the ledger record no drills?'}]);
    assert.equal(progress.at(-1)?.text, 'gap-20251120T100000Z on disk');
    assert.deepEqual(gapRecords(console), [{
      event: 'gap.opened',
      gap_id: 'gap-20251120T100000Z',
      noted_at: '2025-11-20T10:00:00Z',
      session: mara.id,
      incident: 'INC-204',
      operator: 'mara',
      reason: 'the gateway refuses every handshake',
      connectors,
      ledger_bytes: ledger.length,
    }]);
    assert.deepEqual(readFileSync(console.ports.environment.places.ledger), ledger, 'the ledger was touched');
  });

  for (const [what, answers] of [['nobody is there', []], ['the answer is empty', ['']], ['the answer is white space', [' \t ']]] as const) {
    it(`writes nothing where ${what}`, async t => {
      const console = await afterSmoke(t);
      const {result} = await act('gap.note', {...console.ports, ask: answering(...answers)}, {earlier: {session: mara}});
      assert.deepEqual([result.outcome, result.failure?.code, existsSync(gapPath(console))], ['failed', 'no-reason', false]);
    });
  }

  it('says in the plan which line it would write, and writes none', async t => {
    const console = await afterSmoke(t);
    const plan = await goodPlan('gap.note', console.ports, {earlier: {session: mara}});
    assert.deepEqual(plan.items, [{what: 'gap note', where: 'logs/stage_b_rotation_gaps.jsonl', from: null, to: 'one line more'}]);
    assert.deepEqual(plan.does, ['ask you for the reason, then append one gap.opened line to logs/stage_b_rotation_gaps.jsonl: until when operator_api, operator_upload, crown_handshake are covered then']);
    assert.equal(existsSync(gapPath(console)), false);
    appendFileSync(console.ports.environment.places.ledger, `${lineAt('2025-11-20T09:30:00Z')}\n`);
    assert.deepEqual(await goodPlan('gap.note', console.ports, {earlier: {session: mara}}), plan);
  });

  it('notes a gap of the same session only once, but one of another beside it', async t => {
    const console = await afterSmoke(t);
    const ask = answering('first', 'second');
    await act('gap.note', {...console.ports, ask}, {earlier: {session: mara}});
    const plan = await goodPlan('gap.note', console.ports, {earlier: {session: mara}});
    assert.deepEqual(plan.items, [{what: 'gap note gap-20251120T100000Z', where: 'logs/stage_b_rotation_gaps.jsonl', from: 'noted at 2025-11-20T10:00:00Z', to: 'stays as it is'}]);
    const again = await act('gap.note', {...console.ports, ask}, {earlier: {session: mara}});
    assert.deepEqual([again.result.outcome, again.result.facts.gap_id, ask.asked.length, gapRecords(console).length], ['done', 'gap-20251120T100000Z', 1, 1]);
    const other = await act('gap.note', {...console.ports, ask}, {earlier: {session: {...mara, id: 'another'}}});
    assert.deepEqual([other.result.facts.gap_id, gapRecords(console).length], ['gap-20251120T100000Z-2', 2]);
  });

  it('masks a token in the reason', async t => {
    const console = await afterSmoke(t, {MCP_CONNECTOR_TOKEN: 'token-q4x1'});
    await act('gap.note', {...console.ports, ask: answering('token-q4x1 is refused')});
    assert.deepEqual(gapRecords(console).map(({reason, session}) => [reason, session]), [['<redacted> is refused', null]]);
  });

  it('tells afterwards whether it happened', async t => {
    const console = await afterSmoke(t);
    assert.deepEqual(await probeOf('gap.note', console.ports, undefined, {at: '2025-11-20T10:00:00Z'}), ['No gap was noted since the step began: it can be run again.']);
    await act('gap.note', {...console.ports, ask: answering('down')});
    assert.deepEqual(await probeOf('gap.note', console.ports, undefined, {at: '2025-11-20T10:00:00Z'}), ['gap-20251120T100000Z was noted at 2025-11-20T10:00:00Z, after the step began.']);
    assert.deepEqual(await probeOf('gap.note', console.ports, undefined, {at: '2025-11-20T10:00:01Z'}), ['No gap was noted since the step began: it can be run again.']);
  });

  it('fails where the note cannot be written, or the ledger not be read', async t => {
    const console = await afterSmoke(t);
    mkdirSync(gapPath(console));
    const blocked = await act('gap.note', {...console.ports, ask: answering('down')});
    assert.deepEqual([blocked.result.failure?.code, await noPlan('gap.note', console.ports)], ['gaps-unreadable', `${gapPath(console)} cannot be read: it is a folder. Correct what keeps it from being read, then run this step again.`]);
    const other = await atConsole(t);
    mkdirSync(other.ports.environment.places.ledger, {recursive: true});
    const {result} = await act('gap.note', {...other.ports, ask: answering('down')});
    assert.deepEqual([result.failure?.code, existsSync(gapPath(other))], ['ledger-unreadable', false]);
  });
});

describe('gap.close', () => {
  it('closes the gap with the entries that came after it', async t => {
    const console = await afterSmoke(t);
    await act('gap.note', {...console.ports, ask: answering('down')}, {earlier: {session: mara}});
    console.clock.advance(hour);
    await console.smoke();
    const plan = await goodPlan('gap.close', console.ports, {earlier: {session: mara}});
    assert.deepEqual(plan.items, [{what: 'gap-20251120T100000Z', where: 'logs/stage_b_rotation_gaps.jsonl', from: 'open since 2025-11-20T10:00:00Z', to: 'closed'}]);
    const ledger = readFileSync(console.ports.environment.places.ledger);
    const {result} = await act('gap.close', console.ports, {earlier: {session: {...mara, operator: 'ines'}}});
    assert.deepEqual(result, {outcome: 'done', facts: {path: gapPath(console), gap_id: 'gap-20251120T100000Z', entries: 3}, attachments: []});
    assert.deepEqual(gapRecords(console)[1], {
      event: 'gap.closed',
      gap_id: 'gap-20251120T100000Z',
      closed_at: '2025-11-20T11:00:00Z',
      session: mara.id,
      operator: 'ines',
      entries: ['operator_api', 'operator_upload', 'crown_handshake'].map(connector_id => ({connector_id, rotated_at: '2025-11-20T11:00:00Z'})),
    });
    assert.deepEqual(readFileSync(console.ports.environment.places.ledger), ledger, 'the ledger was touched');
    assert.deepEqual(await probeOf('gap.close', console.ports, plan, {at: '2025-11-20T11:00:00Z'}), ['gap-20251120T100000Z was closed at 2025-11-20T11:00:00Z, after the step began.']);
    assert.equal((await act('gap.close', console.ports)).result.failure?.code, 'no-open-gap');
  });

  it('closes the newest open one, but a session its own first', async t => {
    const console = await afterSmoke(t);
    const [first, second, third] = [mara, {...mara, id: 'second'}, {...mara, id: 'third'}];
    for (const session of [first, second, third]) await act('gap.note', {...console.ports, ask: answering('down')}, {earlier: {session}});
    console.clock.advance(hour);
    await console.smoke();
    const own = await act('gap.close', console.ports, {earlier: {session: second}});
    const newest = await act('gap.close', console.ports);
    const last = await act('gap.close', console.ports, {earlier: {session: {...mara, id: 'stranger'}}});
    assert.deepEqual([own, newest, last].map(({result}) => result.facts.gap_id), ['gap-20251120T100000Z-2', 'gap-20251120T100000Z-3', 'gap-20251120T100000Z']);
  });

  it('stays open while nothing fresh was recorded', async t => {
    const console = await afterSmoke(t);
    assert.deepEqual(await noPlan('gap.close', console.ports), `no gap is open in ${gapPath(console)}. The command ledger review shows the gaps. If MCP was never off there is nothing to close.`);
    await act('gap.note', {...console.ports, ask: answering('down')});
    const {ledger} = console.ports.environment.places;
    for (const line of ['', lineAt('2025-11-17T09:00:00Z'), lineAt('2025-12-24T09:00:00Z'), lineAt('noon'), 'no line']) {
      appendFileSync(ledger, `${line}\n`);
      const {result} = await act('gap.close', console.ports);
      assert.deepEqual([result.outcome, result.failure?.code, gapRecords(console).length], ['failed', 'no-fresh-entry', 1], line);
    }
    assert.match(await noPlan('gap.close', console.ports), /^the ledger has no fresh entry since gap-20251120T100000Z was noted/);
    // The gateway reports a rotation from before the note: the line came after it all the same.
    appendFileSync(ledger, `${lineAt('2025-11-20T08:00:00Z')}\n`);
    assert.equal((await act('gap.close', console.ports)).result.facts.entries, 1);
  });

  it('goes by the time of a note that does not say how long the ledger was', async t => {
    const console = await afterSmoke(t);
    const note = {event: 'gap.opened', gap_id: 'g', noted_at: '2025-11-20T09:30:00Z', session: null, incident: null, operator: null, reason: 'by hand', connectors: []};
    writeFileSync(gapPath(console), `${JSON.stringify(note)}\n`);
    assert.equal((await act('gap.close', console.ports)).result.failure?.code, 'no-fresh-entry');
    appendFileSync(console.ports.environment.places.ledger, `${lineAt('2025-11-20T09:45:00Z')}\n`);
    assert.equal((await act('gap.close', console.ports)).result.facts.entries, 1);
  });

  it('names the newest entries where there are very many', async t => {
    const console = await afterSmoke(t);
    await act('gap.note', {...console.ports, ask: answering('forgotten')});
    const stamps = Array.from({length: 301}, (_, index) => new Date(Date.UTC(2025, 10, 20, 9, 0, index)).toISOString().replace('.000Z', 'Z'));
    appendFileSync(console.ports.environment.places.ledger, stamps.map(at => `${lineAt(at)}\n`).join(''));
    assert.equal((await act('gap.close', console.ports)).result.facts.entries, 300);
    const {entries} = gapRecords(console)[1] as {entries: JsonObject[]};
    assert.deepEqual([entries[0]?.rotated_at, entries.at(-1)?.rotated_at], [stamps[1], stamps[300]]);
  });

  it('does not close over a ledger that was cut', async t => {
    const console = await afterSmoke(t);
    await act('gap.note', {...console.ports, ask: answering('down')});
    mkdirSync(dirname(console.ports.environment.places.ledger), {recursive: true});
    writeFileSync(console.ports.environment.places.ledger, `${lineAt('2025-11-20T09:45:00Z')}\n`);
    assert.equal((await act('gap.close', console.ports)).result.failure?.code, 'ledger-shorter');
  });
});

describe('ledger.review', () => {
  it('shows an open gap and where it lies between the drills', async t => {
    const console = await afterSmoke(t);
    await act('gap.note', {...console.ports, ask: answering('down')}, {earlier: {session: mara}});
    const {result, progress} = await act('ledger.review', console.ports, {earlier: {session: mara}});
    const gaps = result.facts.gaps as {open: JsonObject[]; counts: JsonObject; timeline: JsonObject[]};
    assert.deepEqual([gaps.open.map(({gap_id}) => gap_id), gaps.counts], [['gap-20251120T100000Z'], {open: 1, closed: 0, bad_lines: 0}]);
    assert.deepEqual(gaps.timeline.map(({kind}) => kind), ['drill', 'drill', 'drill', 'gap opened']);
    assert.deepEqual(progress.at(-1), {stage: 'gap-20251120T100000Z', state: 'ok', text: 'open since 2025-11-20T10:00:00Z, noted in this session and not closed yet: down'});
  });

  for (const [toggle, session, state, why] of [
    ['1', undefined, 'failed', 'though MCP is on'],
    ['1', 'another', 'failed', 'though MCP is on'],
    ['0', undefined, 'ok', 'as long as MCP is off'],
    ['0', 'another', 'ok', 'as long as MCP is off'],
    [undefined, 'another', 'ok', 'as long as MCP is off'],
    ['0', mara.id, 'ok', 'noted in this session and not closed yet'],
  ] as const) {
    it(`says of an open gap, seen from ${session ?? 'no session'} with ABZU_USE_MCP=${toggle ?? ''}: ${state}, ${why}`, async t => {
      const console = await atConsole(t, {variables: {ABZU_USE_MCP: toggle}});
      await act('gap.note', {...console.ports, ask: answering('down')}, {earlier: {session: mara}});
      const {progress} = await act('ledger.review', console.ports, {earlier: session === undefined ? {} : {session: {...mara, id: session}}});
      assert.deepEqual(progress.at(-1), {stage: 'gap-20251120T090000Z', state, text: `open since 2025-11-20T09:00:00Z, ${why}: down`});
    });
  }

  it('knows of no gap of its own where neither the note nor the walk has a session', async t => {
    const console = await atConsole(t);
    await act('gap.note', {...console.ports, ask: answering('down')});
    assert.equal((await act('ledger.review', console.ports)).progress.at(-1)?.state, 'failed');
  });
});
