import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import type {State, Walk} from '../../source/app/state/state.ts';
import type {EnvironmentStatus} from '../../source/status/status.ts';
import {hour} from '../../source/time.ts';
import {at, doneBefore, everyMode, finished, rehearsal, resized, rollback, scene, started, stepOf} from './scene.ts';

const now = Date.parse(at);
const smokeProofs = stepOf(rehearsal, 'smoke').proofs.map(({text}, index) => ({text, state: 'holds' as const, expected: 'present', found: index === 0 ? 'op-6f1c' : 'true'}));
const lines = [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'done', {proofs: smokeProofs, milliseconds: 1200})];
const earlier: NonNullable<Walk['earlier']> = {
  last: {session: 'before', operator: 'jonas', at: '2025-11-18T09:00:00Z', steps: {[rehearsal.steps[3]?.id ?? '']: {milliseconds: 40, proofs: [], facts: {}}}},
  unread: [],
  page: undefined,
};
const here = {
  environment: 'practice', class: 'practice', toggle: {unknown: '', next: ''}, route: {unknown: '', next: ''}, gaps: {open: []}, hidden: [], smoke: {unknown: '', next: ''}, rehearsed: {unknown: '', next: ''}, walks: [],
  windows: [{connector: 'operator_api', ends: now + 24 * hour, over: false}, {connector: 'crown_handshake', ends: now - hour, over: true}, {connector: 'new', unknown: 'no drill of it counts', next: ''}],
} satisfies EnvironmentStatus;
const walked = scene({lines, walk: {earlier}, state: {status: {environments: [here], unread: [], at: now}}});

const panesOf = (state: State, columns: number, rows: number): string[][] =>
  frameOf(resized(state, columns, rows), unicodeSymbols).body.map(row => row.map(({text}) => text).join('').split(' │ '));
const thirdOf = (state: State, columns: number, rows: number): string[] => panesOf(state, columns, rows).map(panes => (panes[2] ?? '').trimEnd());

describe('A wide window', () => {
  for (const [columns, rows, panes] of [[139, 40, 2], [140, 40, 3], [200, 50, 3]] as const) {
    it(`of ${columns}x${rows} has ${panes} panes on the page of a step`, () => {
      const body = panesOf(walked, columns, rows).slice(0, -1);
      assert.deepEqual(new Set(body.map(({length}) => length)), new Set([panes]));
    });
  }

  for (const [columns, rows, bars] of [[140, 40, ['━━━╸╌╌╌', '╌╌╌╌╌╌╌']], [200, 50, ['━'.repeat(12) + '╌'.repeat(12), '╌'.repeat(24)]]] as const) {
    it(`shows at ${columns}x${rows} what was seen, how this step went last, and the windows`, () => {
      const shown = thirdOf(walked, columns, rows);
      assert.deepEqual(shown.slice(0, 2), ['Seen at other steps, newest first', '09:00  3 Run the smoke checks']);
      assert.match(shown.join(' ').replaceAll(/ +/g, ' '), /1\.2 s; session op-6f1c; heartbeat ok true; .*09:00 2 Confirm the gateway 42 ms/);
      const last = shown.indexOf('The last good run of this step');
      assert.deepEqual(shown.slice(last, last + 7), [
        'The last good run of this step', '40 ms on 2025-11-18 by jonas', '',
        'Left of 48 h, as read at 09:00 UTC', `operator_api     ${bars[0]}  24 h 0 min`, `crown_handshake  ${bars[1]}  over 1 h 0 min`, 'new              no drill of it counts',
      ]);
      assert.equal(shown.slice(last + 7).join(''), '');
    });
  }

  it('says that nothing was seen yet, and of what is not known nothing', () => {
    assert.deepEqual(thirdOf(scene(), 140, 40).filter(row => row !== ''), ['Seen at other steps, newest first', 'nothing yet']);
  });

  it('says what went well before the walk went back', () => {
    const back = finished(rollback, 'restore', 'failed', {turn: 'step', next: 'freeze'});
    const shown = thirdOf(scene({runbook: rollback, lines: [...doneBefore(rollback, 'restore'), started(rollback, 'restore'), back]}), 200, 50);
    assert.deepEqual(shown.slice(1, 3), ['09:00  6 Try the handshake, done before', '09:00  5 Wait for the gateway, done before']);
  });

  it('says who else was here, and how a step ended that did not go well', () => {
    const other: EnvironmentStatus['walks'][number] = {session: 'other', runbook: {id: 'r', title: 'Rollback'}, operator: 'ines', host: 'console-2', incident: null, step: undefined, lastAt: at, changed: true, unattended: false, held: true, holder: undefined};
    const failed = [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', 'failed')];
    const shown = thirdOf(scene({lines: failed, viewing: 'toggles', state: {status: {environments: [{...here, walks: [other, {...other, session: openWalk(walked).session.id}]}], unread: [], at: now}}}), 140, 40);
    assert.ok(shown.includes('09:00  3 Run the smoke checks failed'));
    assert.match(shown.join(' '), /Also here at 09:00 UTC Rollback, walked to its end/);
    assert.equal(shown.join(' ').match(/Rollback/g)?.length, 1);
  });

  it('cuts the oldest steps where there is no room, and says so', () => {
    const long = scene({runbook: rollback, lines: doneBefore(rollback, rollback.closing), state: {status: {environments: [here], unread: [], at: now}}});
    const shown = thirdOf(long, 140, 24).filter(row => row !== '');
    assert.ok(shown.some(row => /^↓ \d+ more, in a taller window$/.test(row)));
    assert.match(shown.at(-1) ?? '', /no drill of it counts/);
  });
});

describe('Text', () => {
  const long = 'word '.repeat(100);
  const states: Readonly<Record<string, State>> = {
    'of a step': walked,
    'of what was refused': {...everyMode.refused, screen: {name: 'refused', scroll: 0, title: long, problem: long, next: long}},
  };
  for (const [which, state] of Object.entries(states)) {
    for (const [columns, rows] of [[139, 40], [140, 40], [200, 50], [300, 60]] as const) {
      it(`${which} is at most 88 columns wide at ${columns}x${rows}`, () => {
        const panes = panesOf(state, columns, rows).filter(([row = '']) => !row.startsWith('─'));
        for (const text of panes.flat()) assert.ok(text.trim().length <= 88, `${text.trim().length}: ${text}`);
      });
    }
  }
});
