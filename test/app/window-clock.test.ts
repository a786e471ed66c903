import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {headerLines} from '../../source/app/screens/header.ts';
import {width} from '../../source/app/screens/line.ts';
import {pointedAt} from '../../source/app/effects/read-pointed.ts';
import type {Pointed} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {firstWindowEnd} from '../../source/ledger/window-end.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import {formatTimestamp, hour, minute} from '../../source/time.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {done, live, practice, scene, sessionOf, started} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

const now = Date.parse('2025-11-20T09:00:00Z');
const entry = (id: string, ago: number): string => JSON.stringify({connector_id: id, rotated_at: formatTimestamp(now - ago), window_hours: 48});
const three = [entry('operator_api', 20 * hour), entry('operator_upload', 30 * hour), entry('crown_handshake', 10 * hour)];

describe('The first window to end', () => {
  const ledgers: ReadonlyArray<readonly [told: string, lines: string[], left: number | undefined]> = [
    ['of three connectors is the one of the oldest drill', three, 18 * hour],
    ['is that of the newest line of a connector', [...three, entry('operator_upload', hour)], 28 * hour],
    ['passes over what the live service dates ahead', [...three, entry('operator_api', -48 * hour), entry('operator_upload', -48 * hour)], 18 * hour],
    ['may be over', [...three, entry('crown_handshake', 50 * hour)], -2 * hour],
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
    ['that is over stops it', '1', done(smallRollback, 'freeze'), false],
  ];
  for (const [told, toggle, lines, clock] of walks) {
    it(told, async t => {
      const environment = consoleEnvironment({folder: await temporaryFolder(t), variables: {ABZU_USE_MCP: toggle}});
      const {window} = pointedAt(environment, {runbook: smallRollback, session: sessionOf(smallRollback, ...lines), toggleSeen: true, ports: {clock: {now: () => now}}});
      assert.deepEqual(window, clock ? {ends: undefined} : undefined);
    });
  }
});

describe('The 48-hour clock in the header', () => {
  const rows = (ends: number | undefined, columns = 80, pointed: Pointed = practice): string[] =>
    headerLines(scene({walk: {pointed: {...pointed, window: {ends}}, time: {now, open: 0}}, state: {incident: 'INC-204'}}), {columns, rows: 24, symbols: unicodeSymbols}).map(line => {
      assert.ok(width(line) <= columns);
      return line.map(({text}) => text).join('');
    });

  const times: ReadonlyArray<readonly [left: number | undefined, shown: string]> = [
    [26 * hour + 14 * minute, '48h clock 26:14 left'],
    [48 * hour, '48h clock 48:00 left'],
    [9 * minute + 59_000, '48h clock 0:09 left'],
    [1, '48h clock 0:00 left'],
    [0, '48h clock over'],
    [-hour, '48h clock over'],
    [undefined, '48h clock over'],
  ];
  for (const [left, shown] of times) {
    it(`reads ${shown} with ${left ?? 'nothing'} ms`, () => assert.match(rows(left === undefined ? undefined : now + left)[1] ?? '', new RegExp(` ${shown}  3f9a12c4 saved $`)));
  }

  for (const columns of [60, 80, 120]) {
    it(`at ${columns} columns pushes neither class nor gateway nor the record away`, () => {
      const [first = '', second = ''] = rows(now + 26 * hour, columns, live);
      const [plain] = headerLines(scene({walk: {pointed: live}, state: {incident: 'INC-204'}}), {columns, rows: 24, symbols: unicodeSymbols}).map(line => line.map(({text}) => text).join(''));
      assert.equal(first, plain);
      assert.match(first, /■ LIVE {2}console {2}https:\/\/gateway/);
      assert.match(second, /^ ABZU_USE_MCP=0.* 48h (clock )?26:00 left {2}3f9a12c4 saved $/);
    });
  }

  it('is not there without a freeze', () => {
    assert.doesNotMatch(headerLines(scene(), {columns: 80, rows: 24, symbols: unicodeSymbols}).map(line => line.map(({text}) => text).join('')).join(''), /48h/);
  });
});
