import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {headerLines} from '../../source/app/screens/header.ts';
import {width, type Line} from '../../source/app/screens/line.ts';
import type {Pointed, Screen, State} from '../../source/app/state/state.ts';
import type {ShareSign} from '../../source/team/sharing.ts';
import {asciiSymbols, lookOf, unicodeSymbols} from '../../source/app/screens/theme.ts';
import {atSmoke, closed, done, everyMode, finished, live, lobby, practice, rehearsal, scene, started} from './scene.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const textOf = (row: Line): string => row.map(({text}) => text).join('');

function header(state: State, columns = 80, symbols = unicodeSymbols): {rows: string[]; lines: Line[]} {
  const lines = headerLines(state, {columns, rows: 24, symbols});
  return {rows: lines.map(textOf), lines};
}

const pointedTo = (pointed: Partial<Pointed>, {operator = lobby.operator, incident = null}: {operator?: string; incident?: string | null} = {}): State =>
  scene({walk: {pointed: {...practice, ...pointed}}, state: {operator}, incident});
const classes = ['practice', 'rehearsal', 'live'] as const;

describe('The header', () => {
  for (const where of classes) {
    it(`says ${where} in word, shape and colour`, () => {
      for (const symbols of [unicodeSymbols, asciiSymbols]) {
        const segment = header(pointedTo({class: where}), 80, symbols).lines[0]?.find(({text}) => text.includes(where.toUpperCase()));
        assert.equal(segment?.text, `${symbols.class[where]} ${where.toUpperCase()}`);
        assert.equal(segment?.style, where);
      }
      const others = classes.filter(other => other !== where);
      for (const other of others) {
        assert.notEqual(unicodeSymbols.class[where], unicodeSymbols.class[other]);
        assert.notDeepEqual(lookOf(where), lookOf(other));
      }
    });
  }

  it('keeps the incident of a session that is gone on with', () => {
    const state = atSmoke({walk: {pointed: live}});
    assert.ok(state.walk);
    const {session} = state.walk;
    const resumed = {...state, walk: {...state.walk, session: {...session, incident: 'INC-204'}}};
    assert.match(header(resumed).rows[0] ?? '', /INC-204/);
  });

  it('names environment, incident, procedure, the step and the operator', () => {
    const [first] = header(atSmoke({walk: {pointed: live}, incident: 'INC-204'})).rows;
    assert.equal(first?.replace(/ {2,}/g, '  ').trim(), '■ LIVE  console  INC-204  Stage B rehearsal  3 of 7  mara');
  });

  const ended = (screen: (back: Screen) => Screen): State => scene({lines: [...rehearsal.steps.flatMap(({id}) => done(rehearsal, id)), closed()], viewing: 'toggles', screen: screen({name: 'summary', scroll: 0})});
  const screens: ReadonlyArray<readonly [where: string, screen: (back: Screen) => Screen, place: string]> = [
    ['the summary', back => back, 'summary'],
    ['the debrief', () => ({name: 'debrief', scroll: 0}), 'debrief'],
    ['the help of the summary', back => ({name: 'help', scroll: 0, back}), 'ended'],
    ['the ledger after the summary', back => ({name: 'ledger', scroll: 0, back, review: {state: 'reading', read: 0}}), 'ended'],
    ['the record that was written', back => ({name: 'recorded', scroll: 0, back, told: undefined}), 'ended'],
    ['a step that is watched', () => ({name: 'step', scroll: 0}), '1 of 7'],
  ];
  for (const [where, screen, place] of screens) {
    it(`counts no step of a walk that has ended but where a step is shown: ${where}`, () => {
      assert.match(header(ended(screen)).rows[0] ?? '', new RegExp(`  ${place}  mara $`));
    });
  }

  it('does not name an environment twice that is called like its class', () => {
    assert.doesNotMatch(header(scene()).rows[0] ?? '', /PRACTICE +practice/);
  });

  it('says of every toggle what it is and which source set it', () => {
    const [, second] = header(scene({walk: {pointed: live}}), 120).rows;
    assert.match(second ?? '', /ABZU_USE_MCP=0 \(shell\) {2}gateway https:\/\/gateway\.example:8443 \(shell\) {2}token=a41f09c2 \(fingerprint\)/);
  });

  it('says whether the team has the record, where there is a team', () => {
    assert.doesNotMatch(header(scene()).rows[1] ?? '', /shared/);
    for (const columns of [60, 80]) {
      const {rows, lines} = header(scene({walk: {shared: {text: '12 lines not shared, 40 s', style: 'warning'}}}), columns);
      assert.match(rows[1] ?? '', /12 lines not shared, 40 s +(record )?[0-9a-f]{8} $/);
      assert.equal(lines[1]?.find(({text}) => text.startsWith('12 lines'))?.style, 'warning');
    }
  });

  it('shows the gateway whole before it calls the values by their names', () => {
    const walk = {pointed: {...practice, toggles: [{name: 'ABZU_USE_MCP', found: '1', source: 'store.env', good: true}], gateway: 'http://gw:18001', gatewaySource: 'file'}};
    const second = (shared: ShareSign): string => header(scene({walk: {...walk, shared}})).rows[1]?.trim() ?? '';
    assert.match(second({text: 'shared', style: 'faint'}), /gateway http:\/\/gw:18001 .* {2}record [0-9a-f]{8}$/);
    assert.match(second({text: 'shared, 2 watch', short: '2 watch', style: 'faint'}), /store\.env\) {2}http:\/\/gw:18001 .* 2 watch {2}[0-9a-f]{8}$/);
  });

  it('marks a toggle that forbids', () => {
    const style = (pointed: Pointed): string | undefined =>
      header(scene({walk: {pointed}})).lines[1]?.find(({text}) => text.startsWith('ABZU_USE_MCP'))?.style;
    assert.equal(style(live), 'bad');
    assert.equal(style(practice), undefined);
  });

  it('says under which digits the record stands', () => assert.match(header(scene()).rows[1] ?? '', /record 3f9a12c4 $/));

  it('says that nothing is recorded any more', () => {
    const [, second] = header(scene({walk: {unrecorded: 'ENOSPC'}})).rows;
    assert.match(second ?? '', /NOT RECORDED $/);
    assert.doesNotMatch(second ?? '', /record/);
  });

  it('says once that something is not set', () => {
    const unset = {name: 'ABZU_USE_MCP', found: 'not set', source: 'not set', good: false};
    assert.match(header(pointedTo({toggles: [unset]})).rows[1] ?? '', /^ ABZU_USE_MCP not set  gateway /);
  });

  it('before a walk names the procedure that was chosen', () => {
    assert.match(header(everyMode.environment).rows[0] ?? '', /^ mcp-runbook {2}Stage B rehearsal +mara $/);
  });

  it('before a walk names the program and who is there', () => {
    assert.match(header(lobby).rows[0] ?? '', /^ mcp-runbook +mara $/);
    assert.match(header({...lobby, operator: ''}).rows[0] ?? '', /nobody named yet $/);
  });

  it('is the same on the help and the ledger', () => {
    for (const name of ['help', 'ledger'] as const) {
      const screen = {name, scroll: 0, back: {name: 'step', scroll: 0} as const, review: {state: 'reading', read: 0} as const};
      assert.deepEqual(header(scene({screen})).rows, header(scene()).rows);
    }
  });
});

describe('A header that is too long', () => {
  const longUrl = `https://${'gateway.'.repeat(30)}example:8443/mcp`;

  for (const columns of [60, 80, 120]) {
    it(`at ${columns} columns has the address on a row of its own, cuts it there, marks the cut, and keeps class, incident, procedure and operator`, () => {
      const [first = '', second = '', third = ''] = header(pointedTo({class: 'live', environment: 'console', gateway: longUrl}, {incident: 'INC-204'}), columns).rows;
      assert.match(second, /^ ABZU_USE_MCP=1 \(operator\.env\) +3f9a12c4 $/);
      assert.match(third, /^ https:\/\/gateway.*…$/);
      assert.match(first, /^ ■ LIVE {2}console {2}INC-204 {2}Stage B rehearsal .*1 of 7 {2}mara $/);
    });

    it(`at ${columns} columns keeps the class beside an operator with a long name`, () => {
      const state = pointedTo({class: 'live'});
      const session = state.walk && {...state.walk.session, operator: 'Maximiliane Hohenstaufen '.repeat(6)};
      const [first = ''] = header({...state, walk: state.walk && session && {...state.walk, session}}, columns).rows;
      assert.match(first, /■ LIVE/);
      assert.match(first, /1 of 7 {2}Maximili.* $/);
    });
  }

  const gateways: ReadonlyArray<readonly [columns: number, gateway: string, rows: string[]]> = [
    [80, 'http://127.0.0.1:10010', [' ABZU_USE_MCP=1 (operator.env)  http://127.0.0.1:10010 (operator.env)  3f9a12c4']],
    [80, 'https://gateway.eu.example:8443', [' ABZU_USE_MCP=1 (operator.env)  https://gateway.eu.example:8443 …      3f9a12c4']],
    [80, 'https://gateway.operators.eu.example:8443/mcp', [' ABZU_USE_MCP=1 (operator.env)  https://gateway.operators.eu.example:8443/mcp …']],
    [60, 'http://127.0.0.1:10010', [' ABZU_USE_MCP=1 (operator.env)  http://127.0.0.1:10010 …']],
    [60, 'https://gateway.eu.example:8443/mcp', [' ABZU_USE_MCP=1 (operator.env)                     3f9a12c4', ' https://gateway.eu.example:8443/mcp']],
  ];
  for (const [columns, gateway, wanted] of gateways) {
    it(`at ${columns} columns shows ${gateway} whole, whatever else has to give way, and marks that`, () => {
      assert.deepEqual(header(pointedTo({gateway}), columns).rows.slice(1).map(row => row.trimEnd()), wanted);
    });
  }

  it('keeps the digits of the record on the summary, below which nothing is read any more', () => {
    const state = pointedTo({gateway: 'http://127.0.0.1:10010'});
    const rows = (name: 'step' | 'summary'): string[] => header({...state, screen: {name, scroll: 0}}, 60).rows.slice(1).map(row => row.trimEnd());
    assert.deepEqual(rows('step'), [' ABZU_USE_MCP=1 (operator.env)  http://127.0.0.1:10010 …']);
    assert.deepEqual(rows('summary'), [' ABZU_USE_MCP=1 (operator.env)                     3f9a12c4', ' http://127.0.0.1:10010']);
  });

  it('at 60 columns still says which source set the toggles', () => {
    const [, second = ''] = header(pointedTo({toggles: [...practice.toggles, {name: 'token', found: 'a41f09c2', source: 'practice', good: true}]}), 60).rows;
    assert.match(second, /ABZU_USE_MCP=1 \(operator\.env\) {2}http/);
  });

  it('is never wider than the window, whatever the world is called', () => {
    const text = fc.oneof(fc.string({unit: 'grapheme', maxLength: 90}), fc.string({unit: anyCharacter, maxLength: 90}), fc.constantFrom('\u001B[2J', '漢'.repeat(50), '\u202E'));
    fc.assert(
      fc.property(fc.tuple(text, text, text, text, text), fc.integer({min: 60, max: 200}), fc.constantFrom(...classes), ([a, b, c, d, e], columns, where) => {
        const toggles = [{name: a, found: b, source: c, good: true}, ...practice.toggles];
        const state = pointedTo({class: where, environment: d, gateway: e, gatewaySource: a, toggles}, {incident: b, operator: c});
        const walk = state.walk && {...state.walk, session: {...state.walk.session, operator: c}};
        const {lines, rows} = header({...state, walk}, columns);
        for (const line of lines) assert.ok(width(line) <= columns, `${width(line)} of ${columns}: ${textOf(line)}`);
        assert.ok(rows[0]?.startsWith(` ${unicodeSymbols.class[where]} ${where.toUpperCase()}`));
        assert.doesNotMatch(rows.join(''), /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('before a walk is never wider either', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', maxLength: 300}), fc.integer({min: 60, max: 200}), (operator, columns) => {
        for (const line of header({...lobby, operator}, columns).lines) assert.ok(width(line) <= columns);
      }),
    );
  });
});

describe('The sign of the record', () => {
  it('names the head', () => {
    assert.match(header(scene()).rows[1] ?? '', /record 3f9a12c4 $/);
  });

  it('says that the ledger was changed where its pinned bytes were', () => {
    const alarmed = atSmoke({
      lines: [
        started(rehearsal, 'smoke'),
        finished(rehearsal, 'smoke', 'done', {ledger: {bytes: 9, sha256: 'ab'.repeat(32), verdict: 'changed'}}),
      ],
    });
    assert.match(header(alarmed).rows[1] ?? '', /LEDGER CHANGED $/);
  });

  it('says first of all that nothing is recorded any more', () => {
    assert.match(header(scene({walk: {unrecorded: 'disk full'}})).rows[1] ?? '', /NOT RECORDED $/);
  });
});
