import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {headerLegend, headerLines} from '../../source/app/screens/header.ts';
import {width} from '../../source/app/screens/line.ts';
import {pointedAt} from '../../source/app/effects/read-pointed.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {Pointed} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {firstWindowEnd} from '../../source/ledger/window-end.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {formatTimestamp, hour, minute} from '../../source/time.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {done, finished, live, practice, scene, sessionOf, started, type Line} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

const now = Date.parse('2025-11-20T09:00:00Z');
const entry = (id: string, ago: number): string => JSON.stringify({connector_id: id, rotated_at: formatTimestamp(now - ago), window_hours: 48});
const three = [entry('operator_api', 20 * hour), entry('operator_upload', 30 * hour), entry('crown_handshake', 10 * hour)];

/** As the live service writes them at requests with ever another expiry; a line has some 100 bytes. */
const many = (count: number): string[] => Array.from({length: count}, (_, index) => `${entry(index % 2 === 0 ? 'operator_api' : 'operator_upload', -48 * hour).slice(0, -1)}, "credential_expiry": "${'x'.repeat(200)}"}`);

describe('The first window to end', () => {
  const ledgers: ReadonlyArray<readonly [told: string, lines: string[], left: number | undefined]> = [
    ['of three connectors is the one of the oldest drill', three, 18 * hour],
    ['is that of the newest line of a connector', [...three, entry('operator_upload', hour)], 28 * hour],
    ['passes over what the live service dates ahead', [...three, entry('operator_api', -48 * hour), entry('operator_upload', -48 * hour)], 18 * hour],
    ['may be over', [...three, entry('crown_handshake', 50 * hour)], -2 * hour],
    ['is found behind thousands of lines dated ahead', [...three, ...many(2002)], 18 * hour],
    ['is not known behind more of them than are looked at', [...three, ...many(16_000)], undefined],
    ['is none where a connector has no line', three.slice(0, 2), undefined],
    ['is none where the newest line of one has no time', [...three, JSON.stringify({connector_id: 'operator_api', rotated_at: 'lately'})], undefined],
    ['does not look at lines that are none', [...three, '{"connector_id":', '', JSON.stringify({connector_id: 'other', rotated_at: 'x'})], 18 * hour],
    ['is none in an empty ledger', [], undefined],
  ];
  for (const [told, lines, left] of ledgers) {
    it(told, async t => {
      const path = join(await temporaryFolder(t), 'ledger.jsonl');
      writeFileSync(path, lines.map(line => `${line}\n`).join(''));
      assert.equal(firstWindowEnd(path, now), left === undefined ? undefined : now + left);
    });
  }

  it('is none where there is no ledger', async t => assert.equal(firstWindowEnd(join(await temporaryFolder(t), 'ledger.jsonl'), now), undefined));

  it('costs no more with a long ledger than with a short one', async t => {
    const path = join(await temporaryFolder(t), 'ledger.jsonl');
    // A line this long is never loaded whole; the newest lines are read from the end.
    writeFileSync(path, `${'x'.repeat(32 * 1024 * 1024)}\n${three.join('\n')}\n`);
    assert.equal(firstWindowEnd(path, now), now + 18 * hour);
  });
});

describe('A freeze', () => {
  const walks: ReadonlyArray<readonly [told: string, toggle: string, lines: Parameters<typeof sessionOf> extends [unknown, ...infer Lines] ? Lines : never, clock: boolean]> = [
    ['of this session starts the clock', '0', done(smallRollback, 'freeze'), true],
    ['that is being made does not', '0', [started(smallRollback, 'freeze')], false],
    ['that was there before does not', '0', [], false],
  ];
  for (const [told, toggle, lines, clock] of walks) {
    it(told, async t => {
      const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: toggle}});
      const {window} = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...lines), toggleSeen: true, ports: {clock: {now: () => now}}});
      assert.deepEqual(window, clock ? {off: true, ends: undefined, none: 'never drilled'} : undefined);
    });
  }

  const ahead = ['operator_api', 'operator_upload'].map(id => entry(id, -48 * hour));
  const ledgers: ReadonlyArray<readonly [told: string, lines: readonly string[] | undefined, none: string | undefined]> = [
    ['was never drilled where there is no ledger', undefined, 'never drilled'],
    ['was never drilled where nothing stands in it', [], 'never drilled'],
    ['has only lines dated ahead', ahead, 'only lines dated ahead'],
    ['has more lines dated ahead than are looked at', [...three, ...many(16_000)], 'no drill that counts among the newest lines'],
    ['has so many of them behind one that counts', [...three, ...many(16_000), entry('crown_handshake', hour)], 'no drill that counts among the newest lines'],
    ['has lines that count of some connectors alone', [...ahead, entry('crown_handshake', hour)], undefined],
    ['has lines without a time', [JSON.stringify({connector_id: 'operator_api', rotated_at: 'lately'}), ...ahead.slice(1)], undefined],
  ];
  for (const [told, lines, none] of ledgers) {
    it(`has no window, and says so of a ledger that ${told}`, async t => {
      const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: '0'}});
      mkdirSync(dirname(environment.places.ledger), {recursive: true});
      if (lines) writeFileSync(environment.places.ledger, lines.map(line => `${line}\n`).join(''));
      const {window} = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...done(smallRollback, 'freeze')), toggleSeen: true, ports: {clock: {now: () => now}}});
      assert.deepEqual([window?.ends, window?.none], [undefined, none]);
    });
  }

  it('has none that is known where the ledger cannot be read', async t => {
    const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: '0'}});
    mkdirSync(environment.places.ledger, {recursive: true});
    const {window} = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...done(smallRollback, 'freeze')), toggleSeen: true, ports: {clock: {now: () => now}}});
    assert.deepEqual(window, {off: true, ends: undefined, none: 'the ledger cannot be read'});
  });

  it('that was taken from another console, whose ledger this one does not have, is not said to be without a window', async t => {
    const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: '0'}});
    const session = {...sessionOf(smallRollback, ...done(smallRollback, 'freeze')), epoch: 1};
    assert.deepEqual(pointedAt(environment, {runbook: smallRollback, session, toggleSeen: true, ports: {clock: {now: () => now}}}).window, {off: true, ends: undefined, none: 'elsewhere'});
  });
});

describe('A restore', () => {
  const drills: ReadonlyArray<readonly [told: string, ago: number, clock: {off: boolean; ends: number} | undefined]> = [
    ['leaves the clock until a drill is recorded', 2 * hour, {off: false, ends: now + 46 * hour}],
    ['with a drill after it stops the clock', -1000, undefined],
  ];
  for (const [told, ago, clock] of drills) {
    it(told, async t => {
      const folder = await temporaryFolder(t);
      const environment = consoleEnvironment({folder, variables: {ABZU_USE_MCP: '1'}});
      mkdirSync(dirname(environment.places.ledger), {recursive: true});
      writeFileSync(environment.places.ledger, [...three, ...['operator_api', 'operator_upload', 'crown_handshake'].map(id => entry(id, ago))].map(line => `${line}\n`).join(''));
      const session = sessionOf(smallRollback, ...done(smallRollback, 'freeze'));
      assert.deepEqual(pointedAt(environment, {runbook: smallRollback, session, toggleSeen: true, ports: {clock: {now: () => now + 2000}}}).window, clock);
    });
  }

  const tries: ReadonlyArray<readonly [told: string, lines: Line[], off: boolean]> = [
    ['that went wrong leaves MCP due back, whatever the toggle reads', [...done(smallRollback, 'freeze'), started(smallRollback, 'restore'), finished(smallRollback, 'restore', 'failed')], true],
    ['that was cut off does too', [...done(smallRollback, 'freeze'), started(smallRollback, 'restore')], true],
    ['by somebody else does not', done(smallRollback, 'freeze'), false],
  ];
  for (const [told, lines, off] of tries) {
    it(told, async t => {
      const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: '1'}});
      const {window} = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...lines), toggleSeen: true, ports: {clock: {now: () => now}}});
      assert.equal(window?.off, off);
    });
  }
});

describe('The 48-hour clock in the header', () => {
  const rows = (window: NonNullable<Pointed['window']>, columns = 80, pointed: Pointed = practice): string[] =>
    headerLines(scene({walk: {pointed: {...pointed, window}, time: {now, open: 0}}, incident: 'INC-204'}), {columns, rows: 24, symbols: unicodeSymbols}).map(line => {
      assert.ok(width(line) <= columns);
      return line.map(({text}) => text).join('');
    });

  const clocks: ReadonlyArray<readonly [window: NonNullable<Pointed['window']>, shown: string]> = [
    [{off: true, ends: now + 26 * hour + 14 * minute}, 'MCP must be back by Fri 11:14 UTC (26 h 14 min)'],
    [{off: true, ends: now + 9 * minute + 59_000}, 'MCP must be back by Thu 09:09 UTC (9 min)'],
    [{off: true, ends: now}, 'MCP was due back by Thu 09:00 UTC (0 min ago)'],
    [{off: true, ends: now - hour}, 'MCP was due back by Thu 08:00 UTC (1 h 0 min ago)'],
    [{off: true, ends: undefined}, 'no window: a connector has no drill that counts'],
    [{off: true, ends: undefined, none: 'never drilled'}, 'no window: never drilled'],
    [{off: true, ends: undefined, none: 'only lines dated ahead'}, 'no window: only lines dated ahead'],
    [{off: true, ends: undefined, none: 'elsewhere'}, 'the window is not known here: ask where the walk began'],
    [{off: false, ends: now + 2 * hour}, 'a smoke run is due by Thu 11:00 UTC (2 h 0 min)'],
    [{off: false, ends: now - hour}, 'a smoke run was due by Thu 08:00 UTC (1 h 0 min ago)'],
  ];
  for (const [window, shown] of clocks) {
    it(`reads ${shown}`, () => {
      assert.equal(rows(window, 60)[2], ` ${shown}`);
      assert.equal(rows(window)[2], ` ${shown}${(window.ends ?? 0) > now ? ': a 48 h window ends then' : ''}`);
      assert.match(rows(window, 200)[1] ?? '', new RegExp(`operator\\.env\\) +${RegExp.escape(shown)}  record 3f9a12c4 $`));
    });
  }

  for (const columns of [60, 80, 120]) {
    it(`at ${columns} columns pushes nothing away: it has a row of its own where there is no room`, () => {
      const [first = '', second = ''] = rows({off: true, ends: now + 26 * hour}, columns, live);
      assert.deepEqual([first, second], headerLines(scene({walk: {pointed: live}, incident: 'INC-204'}), {columns, rows: 24, symbols: unicodeSymbols}).map(line => line.map(({text}) => text).join('')));
      assert.match(first, /■ LIVE {2}console {2}INC-204 {2}Stage B/);
      assert.match(second, /^ ABZU_USE_MCP=0 \(shell\) {2}(gateway )?https:\/\/gateway\.example:8443 (\(shell\)|…).*$/);
    });
  }

  it('says what ends then at greater length where there is room, and in the help in full', () => {
    const window = {off: true, ends: now + 26 * hour};
    assert.match(rows(window, 100, live)[2] ?? '', /: the 48 h window of a connector ends then$/);
    const legend = headerLegend(openWalk(scene({walk: {pointed: {...practice, window}, time: {now, open: 0}}})), {columns: 200, rows: 24, symbols: unicodeSymbols});
    assert.ok(legend.some(line => /by Fri .* each connector is to be drilled at least every 48 hours/.test(line.map(({text}) => text).join(''))));
  });

  it('is not there without a freeze', () => {
    assert.doesNotMatch(headerLines(scene(), {columns: 80, rows: 24, symbols: unicodeSymbols}).map(line => line.map(({text}) => text).join('')).join(''), /UTC/);
  });
});
