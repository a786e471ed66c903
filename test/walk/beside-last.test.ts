import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {besideLast, comparableFacts, comparedText, type Compared, type LastStep, type Today} from '../../source/walk/beside-last.ts';
import type {ProofRecord} from '../../source/walk/prove.ts';
import {runbookOf} from '../worlds/practice-session.ts';

const [step = assert.fail()] = runbookOf({
  smoke: [
    '**Kind:** action', '**Effect:** changes: three lines', '**Confirm:** the name', '**Action:** `smoke.run`', '**Undo:** none',
    '**Proof:** a session was opened: `session.id` present', '**Proof:** `doctrine_failures` count = 0', '**Proof:** `route.probe` = `mcp`', '**Proof:** stated: all is well',
  ],
}).steps;

/** What the proofs found, in their order; undefined where there was no result to look into. */
function proofs(...found: ReadonlyArray<string | undefined>): ProofRecord[] {
  return step.proofs.map(({text, kind}, index) => ({text, state: kind === 'stated' ? 'stated' : found[index] === undefined ? 'not looked at' : 'holds', expected: '', found: found[index] ?? ''}));
}

const good = proofs('op-51aa', '0 items', 'mcp');
const then: LastStep = {milliseconds: 40, proofs: good, facts: {'ledger.appended': '3', heartbeat_expiry: '2025-11-20T09:00:00Z', targets: '3 items'}};
const facts = {session: {id: 'op-6f1c'}, ledger: {appended: 3}, heartbeat_expiry: '2025-11-22T09:00:00Z', targets: ['a', 'b', 'c']};
const now: Today = {milliseconds: 42, proofs: proofs('op-6f1c', '0 items', 'mcp'), facts};

const when = 'last time was 2025-11-18, jonas';
const cases: ReadonlyArray<[what: string, today: Today, says: string[], room?: number]> = [
  ['what differs first, then what does not', now, ['session op-6f1c, last time op-51aa', 'took 42 ms, last time 40 ms', 'doctrine_failures 0, route.probe mcp, ledger appended 3 and 1 more, as last time', when]],
  ['all as it was', {...now, milliseconds: 40, proofs: good}, ['took 40 ms, session op-51aa, doctrine_failures 0 and 3 more, as last time', when]],
  ['less in a fact that no proof looks at', {...now, proofs: good, facts: {...facts, ledger: {appended: 2}}}, ['ledger appended 2, last time 3', 'took 42 ms, last time 40 ms', 'session op-51aa, doctrine_failures 0, route.probe mcp and 1 more, as last time', when]],
  ['no facts, after a resume', {...now, facts: undefined}, ['session op-6f1c, last time op-51aa', 'took 42 ms, last time 40 ms', 'doctrine_failures 0, route.probe mcp, as last time', when]],
  ['a run that came to nothing', {milliseconds: 15_000, proofs: proofs(undefined, undefined, 'legacy'), facts: {}}, ['took 15.0 s, last time 40 ms', 'session not looked at, last time op-51aa', 'doctrine_failures not looked at, last time 0', 'route.probe legacy, last time mcp', when]],
  ['no room for all', {milliseconds: 15_000, proofs: proofs(undefined, undefined, 'legacy'), facts: {}}, ['took 15.0 s, last time 40 ms', 'session not looked at, last time op-51aa', '2 more differ', when], 120],
  ['little room for what is as it was', {...now, milliseconds: 40, proofs: good}, ['took 40 ms, session op-51aa and 4 more, as last time', when], 100],
];

describe('A step of today beside the last good walk', () => {
  const last = {session: 's', operator: 'jonas', at: '2025-11-18T09:00:00Z', steps: {smoke: then}};
  const within = (room: number) => (told: readonly Compared[]): boolean => told.map(comparedText).join('; ').length <= room;
  for (const [what, today, says, room = 400] of cases) {
    it(what, () => {
      const compared = besideLast(step, today, last, within(room));
      assert.deepEqual(compared.map(comparedText), says);
      assert.ok(compared.map(comparedText).join('; ').length <= room);
    });
  }

  it('stands out where it is other than it was, and where it took far longer', () => {
    const strong = (today: Today): string[] => besideLast(step, today, last, within(400)).filter(({isOther}) => isOther).map(({text}) => text);
    assert.deepEqual([strong(now), strong({...now, proofs: good, milliseconds: 90_000})], [['session op-6f1c'], ['took 1m 30s']]);
  });

  it('says nothing of a step that did not go well then, nor of one that only a person did at once', () => {
    assert.deepEqual(besideLast(step, now, {...last, steps: {}}, within(400)), []);
    const [said = assert.fail()] = runbookOf({close: ['**Kind:** note', '**Effect:** reads', '**Ask:** What?', '**Proof:** stated: all is archived']}).steps;
    const none = {milliseconds: 0, proofs: [], facts: {}};
    assert.deepEqual(besideLast(said, none, {...last, steps: {close: none}}, within(400)), []);
  });

  it('compares single values, and how many where there are several', () => {
    const result = {ok: true, note: 'x'.repeat(41), none: null, targets: ['a'], session: {id: 'op-1', more: {}}, secret: 'not among the paths'};
    assert.deepEqual(comparableFacts(result, ['ok', 'note', 'none', 'targets', 'session.*', 'missing']), {ok: 'true', targets: '1 item', 'session.id': 'op-1'});
  });
});
