import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State, Walk} from '../../source/app/state/state.ts';
import {closed, done, doneBefore, finished, lobby, press, rehearsal, scene, started, stepOf, tell, type Line} from './scene.ts';

/** As it is drawn, without the rail and what a wide window shows beside the page. */
const rowsOf = (state: State): string[] => frameOf(state, unicodeSymbols).body.map(row => row.map(({text}) => text).join('')).map(row => (row.split(' │ ')[1] ?? row.slice(1)).trimEnd());

/** The page of the rehearsal is otherwise now. */
const {line: heading} = stepOf(rehearsal, 'smoke');
const another: NonNullable<Walk['earlier']> = {
  last: undefined,
  unread: [],
  page: {at: '2025-11-18T09:00:00Z', changes: [{kind: 'gone', at: heading + 2, text: 'Run the smoke checks.'}, {kind: 'new', at: heading + 2, text: 'Run the smoke checks once.'}]},
};

const small = {columns: 60, rows: 16};
const large = lobby.size;

/** What the smoke step found then and now, at its longest. */
const found = (session: string, fails = false) =>
  ['the session', 'the heartbeat'].map((_, index) => ({text: rehearsal.steps[2]?.proofs[index]?.text ?? '', state: fails ? 'fails' as const : 'holds' as const, expected: 'present', found: index === 0 ? session : 'true'}));

function smoked(size: State['size'], outcome: 'done' | 'failed' = 'done', earlier: Walk['earlier'] | 'unread' = withSession('op-51aa')): State {
  const lines = [...doneBefore(rehearsal, 'smoke'), started(rehearsal, 'smoke'), finished(rehearsal, 'smoke', outcome, {proofs: found('op-6f1c', outcome === 'failed')})];
  return scene({lines, viewing: 'smoke', state: {size}, walk: earlier === 'unread' ? {} : {earlier}});
}

function withSession(session: string): NonNullable<Walk['earlier']> {
  const last = {session: '20251118T090000Z-stage-b-rehearsal-0001', operator: 'jonas', at: '2025-11-18T09:00:00Z', steps: {smoke: {milliseconds: 40, proofs: found(session), facts: {}}}};
  return {last, unread: [], page: undefined};
}

describe('A step that has run, beside the last good walk', () => {
  for (const [where, size, rows] of [
    ['80x24', large, ['COMPARED session op-6f1c, last time op-51aa; took 42 ms, last time 40 ms', '         heartbeat ok true, as last time; last time was 2025-11-18, jonas']],
    ['60x16', small, ['COMPARED session op-6f1c, last time op-51aa', '         took 42 ms, last time 40 ms', '         heartbeat ok true, as last time', '         last time was 2025-11-18, jonas']],
  ] as const) {
    it(`says at ${where} what differs, under what it proved`, () => {
      const shown = rowsOf(smoked({...size, rows: 40}));
      const at = shown.findIndex(row => row.startsWith('COMPARED'));
      assert.deepEqual(shown.slice(at, at + rows.length), rows);
      assert.ok(at > shown.findLastIndex(row => row.startsWith('PROOF')));
      const without = rowsOf(smoked(size, 'done', 'unread')).filter(row => row.startsWith('PROOF'));
      assert.deepEqual(rowsOf(smoked(size)).filter(row => row.startsWith('PROOF')), without, 'the proofs stay in sight');
    });
  }

  it('says so of one that failed too', () => {
    assert.ok(rowsOf(smoked({columns: 200, rows: 40}, 'failed')).some(row => row.includes('session op-6f1c, last time op-51aa')));
  });

  const silent: ReadonlyArray<[when: string, state: State]> = [
    ['before it has run', scene({lines: doneBefore(rehearsal, 'smoke'), walk: {earlier: withSession('op-51aa')}})],
    ['where no walk came before', smoked(large, 'done', {last: undefined, unread: [], page: undefined})],
    ['before earlier walks are read', smoked(large, 'done', 'unread')],
  ];
  for (const [when, state] of silent) it(`says nothing ${when}`, () => assert.ok(!rowsOf(state).some(row => /^(?:LAST|COMPARED)/.test(row))));

  it('never takes what cannot be read for none', () => {
    const unread = ['20251119T090000Z-stage-b-rehearsal-0002: permission denied'];
    const rows = (earlier: Walk['earlier']): string => {
      const shown = rowsOf(smoked({columns: 240, rows: 40}, 'done', earlier));
      const from = shown.findIndex(row => /^(?:LAST|COMPARED)/.test(row));
      return shown.slice(from, shown.indexOf('', from)).map(row => row.trim()).join(' ');
    };
    assert.match(rows({last: undefined, unread, page: undefined}), /not known: an earlier walk cannot be read: 20251119T/);
    assert.match(rows({...withSession('op-51aa'), unread}), /jonas a newer walk cannot be read$/);
  });
});

describe('A page that is another than it was', () => {
  const told = (viewing: string, lines: Line[] = []): State => tell(scene({lines, viewing, state: {size: {columns: 200, rows: 40}}}), {type: 'earlier walks', earlier: another}).state;

  it('says so on the first step and where it changed, until that has run', () => {
    const rows = rehearsal.steps.map(({id}) => rowsOf(told(id)).find(row => row.startsWith('PAGE')));
    assert.deepEqual(rows, [
      'PAGE     changed since you walked it on 2025-11-18; c shows what', undefined,
      'PAGE     changed since you walked it on 2025-11-18, this step too; c shows what',
      undefined, undefined, undefined, undefined,
    ]);
    assert.ok(!rowsOf(told('toggles', done(rehearsal, 'toggles'))).some(row => row.startsWith('PAGE')));
  });

  it('shows by c what changed, under its step, and goes back', () => {
    const {state} = press(told('smoke'), 'c');
    const rows = rowsOf(state);
    const at = rows.indexOf('step 3: Run the smoke checks');
    assert.deepEqual(rows.slice(at, at + 3), ['step 3: Run the smoke checks', '- Run the smoke checks.', '+ Run the smoke checks once.']);
    assert.equal(press(state, 'escape').state.screen.name, 'step');
  });

  it('has no such key where nothing changed', () => {
    assert.equal(press(scene(), 'c').state.screen.name, 'step');
    assert.ok(!rowsOf(scene({lines: [...rehearsal.steps.flatMap(({id}) => done(rehearsal, id)), closed()], viewing: 'toggles', walk: {earlier: withSession('op-51aa')}})).some(row => row.startsWith('PAGE')));
  });
});
