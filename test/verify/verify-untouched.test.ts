import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {fileURLToPath} from 'node:url';
import {SecretMask} from '../../source/secret-mask.ts';
import {keepEvidence} from '../../source/journal/evidence.ts';
import {continueJournal, createJournal, type Journal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read-journal.ts';
import {verifySession, type Verdict} from '../../source/verify/verify-session.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {bodies, eventTypes} from '../worlds/bodies.ts';
import {Scribe} from '../worlds/scribe.ts';

/** What may happen to a session between its first and its last line. */
const happening = fc.oneof(
  {weight: 4, arbitrary: fc.record({kind: fc.constant('note' as const), text: fc.string({unit: anyCharacter, maxLength: 40})})},
  {weight: 3, arbitrary: fc.record({kind: fc.constant('step' as const), evidence: fc.array(fc.string({maxLength: 30}), {maxLength: 3})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('attach' as const), text: fc.string({maxLength: 30})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('hand over' as const), operator: fc.string({minLength: 1, maxLength: 12})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('keep without a line' as const), text: fc.string({maxLength: 30})})},
  {weight: 1, arbitrary: fc.record({kind: fc.constant('clock set' as const), at: fc.date({min: new Date('2024-01-01T00:00:00Z'), max: new Date('2030-12-31T23:59:59Z'), noInvalidDate: true})})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('crash' as const), torn: fc.uint8Array({maxLength: 2500}), more: fc.array(fc.uint8Array({maxLength: 60}), {maxLength: 2})})},
);

type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

const life = fc.record({
  happenings: fc.array(happening, {maxLength: 12}),
  class: fc.constantFrom('practice', 'rehearsal', 'live'),
  ending: fc.oneof({weight: 2, arbitrary: fc.constant('closed' as const)}, {weight: 1, arbitrary: fc.uint8Array({maxLength: 60})}),
});

/** A torn end has no LF: up to the LF it would be a line. */
const tornEnd = (bytes: Uint8Array): Buffer => Buffer.from(bytes.filter(byte => byte !== 0x0a));

function happen(scribe: Scribe, event: Happening): void {
  switch (event.kind) {
    case 'note':
      scribe.note(event.text);
      break;
    case 'step':
      scribe.step(event.evidence.map(text => scribe.keep(text)));
      break;
    case 'attach':
      scribe.attach(scribe.keep(event.text));
      break;
    case 'hand over':
      scribe.line('session.handed-over', {from: scribe.operator, to: event.operator, note: ''});
      scribe.operator = event.operator;
      break;
    case 'keep without a line':
      scribe.keep(event.text);
      break;
    case 'clock set':
      scribe.at = event.at.toISOString().replace(/\.\d+Z$/, 'Z');
      break;
    case 'crash':
      scribe.tear(tornEnd(event.torn));
      // Crashed again while the next file was begun.
      for (const torn of event.more) scribe.nextSegment().tear(tornEnd(torn));
      scribe.recover();
      break;
  }
}

describe('records that nobody touched', () => {
  it('are never called anything else: hundreds of sessions, each naming two before it', async t => {
    const sessions = await temporaryFolder(t);
    const seen: Partial<Record<Verdict, number>> = {};
    const earlier: Array<{session: string; head: string}> = [];
    let lines = 0;
    let files = 0;
    fc.assert(
      fc.property(life, ({happenings, class: environmentClass, ending}) => {
        const scribe = new Scribe(`20251120T090000Z-drill-${String(earlier.length).padStart(4, '0')}`, environmentClass).open(earlier.slice(-2));
        for (const event of happenings) happen(scribe, event);
        if (ending === 'closed') scribe.close();
        else scribe.tear(tornEnd(ending));
        const expected = ending === 'closed' ? 'intact' : 'unfinished';
        const found = verifySession(scribe.write(sessions), {sessionsFolder: sessions, session: scribe.session, head: scribe.head.slice(0, 8)});
        assert.equal(found.verdict, expected, JSON.stringify(found.findings));
        assert.equal(found.exit, expected === 'intact' ? 0 : 1);
        assert.deepEqual([found.lines, found.head], [scribe.heads.length, scribe.head]);
        assert.equal(found.findings.length, expected === 'intact' ? 0 : 1);
        seen[found.verdict] = (seen[found.verdict] ?? 0) + 1;
        lines += found.lines;
        files += found.segments;
        earlier.push({session: scribe.session, head: scribe.head});
      }),
      {numRuns: 120, endOnFailure: true},
    );
    t.diagnostic(`${JSON.stringify(seen)}, ${lines} lines in ${files} files, no false alarm`);
    assert.equal(earlier.length, 120);
    assert.ok((seen.intact ?? 0) > 30 && (seen.unfinished ?? 0) > 30 && files > 180);
  });
});

describe('the record that our own writer makes', () => {
  const id = '20251120T090000Z-drill-0001';
  const header = {session: id, class: 'rehearsal'} as const;
  const mask = new SecretMask([]);
  const ports = {clock: testClock(), mask: () => mask};
  const keep = (folder: string, text: string) => keepEvidence(folder, {name: 'result.json', mediaType: 'application/json', text}, mask);

  async function begin(t: TestContext): Promise<{folder: string; journal: Journal}> {
    const folder = join(await temporaryFolder(t), id);
    const journal = createJournal(folder, header, ports);
    const {sha256} = keep(folder, '# The drill');
    assert.ok(journal.append('session.opened', 'M\u00e1ra', {...bodies['session.opened'], runbook: {...bodies['session.opened'].runbook, sha256}}).ok);
    return {folder, journal};
  }

  /** As the next start does it. */
  function goOn(folder: string): Journal {
    const reading = readJournal(folder);
    assert.ok(reading.ok);
    return continueJournal(folder, header, reading.end, 'ines', ports);
  }

  const closed = {...bodies['session.closed'], digest: '0'.repeat(64)};

  it('holds together with every kind of line in it, unfinished and then closed', async t => {
    const {folder, journal} = await begin(t);
    const evidence = keep(folder, '{"ok": true}\n');
    journal.append('step.finished', 'mara', {...bodies['step.finished'], evidence: [evidence]});
    journal.append('evidence.added', 'mara', {step: null, evidence});
    const rest = eventTypes.filter(type => !['session.opened', 'step.finished', 'evidence.added', 'session.recovered', 'session.closed'].includes(type));
    for (const type of rest) assert.ok(journal.append(type, 'mara', bodies[type]).ok);
    const before = verifySession(folder, {head: journal.head});
    assert.equal(before.verdict, 'unfinished', JSON.stringify(before.findings));
    assert.ok(journal.append('session.closed', 'mara', closed).ok);
    journal.close();
    const {verdict, findings, lines, head} = verifySession(folder, {head: journal.head, session: id});
    assert.equal(verdict, 'intact', JSON.stringify(findings));
    assert.deepEqual([lines, head], [4 + rest.length, journal.head]);
  });

  it('holds together after it was left, torn twice, continued and closed', async t => {
    const {folder, journal} = await begin(t);
    journal.append('session.paused', 'mara', bodies['session.paused']);
    journal.close();
    const second = goOn(folder);
    second.append('session.resumed', 'ines', bodies['session.resumed']);
    second.close();
    appendFileSync(second.path, '{"v":1,"session":"2025');
    const third = goOn(folder);
    third.append('note.added', 'ines', bodies['note.added']);
    third.close();
    const fourth = goOn(folder);
    fourth.append('session.closed', 'ines', closed);
    fourth.close();
    const {verdict, findings, segments} = verifySession(folder, {head: fourth.head});
    assert.equal(verdict, 'intact', JSON.stringify(findings));
    assert.equal(segments, 3);
  });
});

describe('the same chain', () => {
  it('is checked by sha256sum, without us', async t => {
    const scribe = new Scribe().open().step().note('d\u00e9j\u00e0 vu').tear(Buffer.from('{"v":1')).recover().note('on').close();
    const folder = scribe.write(await temporaryFolder(t));
    const sum = (bytes: string): string => execFileSync('sha256sum', {input: bytes}).toString().slice(0, 64);
    const lines = ['journal.jsonl', 'journal-2.jsonl'].flatMap(name => readFileSync(join(folder, name), 'latin1').split('\n').slice(0, -1));
    const prevs = lines.map(line => /"prev":"([0-9a-f]{64})"/.exec(line)?.[1]);
    assert.deepEqual(prevs, ['0'.repeat(64), ...lines.slice(0, -1).map(sum)]);
    const last = lines.at(-1) ?? '';
    const seal = last.slice(-67, -3);
    assert.equal(sum(`${last.slice(0, -67)}${'0'.repeat(64)}"}}`), seal);
    const found = verifySession(folder);
    assert.deepEqual([found.verdict, found.head, found.lines], ['intact', sum(last), lines.length]);
  });
});

describe('a journal of 30,000 lines', () => {
  it('is read in pieces, line ends wherever they fall', async t => {
    const scribe = new Scribe().open();
    const parts: Buffer[] = [];
    for (let count = 0; count < 29_998; count += 1) {
      scribe.note(`${'what the operator saw '.repeat(5 + (count % 9))}${count}`);
      // The scribe copies a file with each line: hand it an empty one.
      parts.push(scribe.files['journal.jsonl'] ?? Buffer.alloc(0));
      scribe.files['journal.jsonl'] = Buffer.alloc(0);
    }
    scribe.close();
    scribe.files['journal.jsonl'] = Buffer.concat([...parts, scribe.files['journal.jsonl'] ?? Buffer.alloc(0)]);
    const folder = scribe.write(await temporaryFolder(t));
    const started = performance.now();
    const {verdict, lines, head} = verifySession(folder);
    t.diagnostic(`${lines} lines, ${scribe.files['journal.jsonl'].length} bytes verified in ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual({verdict, lines, head}, {verdict: 'intact', lines: 30_000, head: scribe.head});
  });
});

describe('what verifies', () => {
  it('runs nothing of what writes: only its own files and three modules of Node', () => {
    const room = fileURLToPath(new URL('../../source/verify/', import.meta.url));
    const files = readdirSync(room);
    const imports = files.flatMap(file =>
      [...readFileSync(join(room, file), 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\(/g)].map(([, from = 'import()']) =>
        from.startsWith('.') ? basename(from) : from,
      ),
    );
    const own = new Set([...files, 'node:crypto', 'node:fs', 'node:path']);
    assert.ok(imports.length > 10);
    assert.deepEqual(imports.filter(from => !own.has(from)), []);
  });
});
