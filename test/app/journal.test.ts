import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {State} from '../../source/app/state/state.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import type {JournalEvent} from '../../source/journal/event.ts';
import {replay} from '../../source/journal/session.ts';
import {anyPress, leavingPress, type Press} from '../people/any-keys.ts';
import {practise, readChain} from './practising.ts';
import {keyOf, letters, rehearsal} from './scene.ts';
import {fc} from '../worlds/fast-check.ts';

function verifyJournal(events: readonly JournalEvent[], state: State): void {
  assert.equal(events[0]?.type, 'session.opened');
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'step.started') {
      assert.equal(open.size, 0, 'two steps at once');
      open.add(`${event.body.step} ${event.body.attempt}`);
      if (event.body.effect === 'changes' && event.body.otherwise === null) assert.equal(event.body.confirmed, `practice ${event.body.plan?.digits}`);
    }
    if (event.type === 'step.finished') assert.ok(open.delete(`${event.body.step} ${event.body.attempt}`), `${event.body.step} ended without one intent before it`);
  }
  const ends = events.flatMap(({type}, index) => (type === 'session.paused' || type === 'session.closed' ? [index] : []));
  assert.deepEqual(ends, [events.length - 1], 'the last line, and no other, ends the session');
  // What is written on leaving comes after the last frame.
  const shown = state.walk?.session;
  assert.ok(shown && shown.lines >= events.length - 1);
  assert.deepEqual(replay(events.slice(0, shown.lines)), shown);
}

const skipping: Press = {kind: 'keys', keys: ['s', ...letters('by hand'), 'enter', 'enter'].map(keyOf)};

type Move = Press | {kind: 'settle'} | {kind: 'confirm'};
const anyMove: fc.Arbitrary<Move> = fc.oneof({weight: 5, arbitrary: anyPress}, {weight: 4, arbitrary: fc.constantFrom<Move>({kind: 'settle'}, {kind: 'confirm'})});
const anyMoves = fc.array(anyMove, {maxLength: 50, size: 'max'});
const faults = fc.constantFrom<FaultName | undefined>(undefined, undefined, 'unauthenticated', 'session-missing', 'heartbeat-refused', 'heartbeat-dropped');

describe('Whatever is pressed in practice', () => {
  it('each outcome in the journal has one intent before it, and replaying it gives the session on screen', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(anyMoves, fc.option(leavingPress), faults, fc.constantFrom(0, 2), (moves, last, fault, skips) => practise({fault}, async mara => {
        await mara.until(({screen}) => screen.name === 'step');
        // Not every walk begins at the beginning: the third step is the first that changes something.
        for (let skip = 0; skip < skips; skip += 1) mara.press(skipping);
        for (const move of moves) {
          if (move.kind === 'settle') await mara.settle();
          else if (move.kind === 'confirm') await mara.confirmIfAsked();
          else mara.press(move);
        }
        if (last) mara.press(last);
        await mara.leave();
        const events = mara.journal();
        verifyJournal(events, mara.store.state());
        assert.deepEqual(mara.errors, []);
        changes += events.filter(event => event.type === 'step.started' && event.body.effect === 'changes').length;
      })),
      {numRuns: 8, endOnFailure: true},
    );
    assert.ok(changes > 0, 'no changing step was run: these moves prove little');
  });

  it('a whole walk is recorded step by step and closed', () => practise({}, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    const keys = (...names: string[]): void => mara.keys(...names);
    for (const {effect} of rehearsal.steps) {
      if (effect.kind === 'changes') await mara.confirm();
      else keys('enter');
      await mara.settle();
      for (let {phase} = mara.store.state().walk ?? {}; phase?.name === 'asking'; {phase} = mara.store.state().walk ?? {}) {
        keys(...(phase.question.kind === 'statement' ? ['y', 'enter'] : [...letters('calm'), 'enter']));
        await mara.settle();
      }
      keys('enter');
    }
    assert.equal(mara.store.state().screen.name, 'summary');
    const {walk} = mara.store.state();
    assert.equal(walk?.session.closed?.verdict, 'completed');
    assert.deepEqual(walk.session.steps.map(({status}) => status), rehearsal.steps.map(() => 'done'));
    await mara.leave();
    const events = mara.journal();
    verifyJournal(events, mara.store.state());
    assert.equal(events.filter(({type}) => type === 'step.finished').length, rehearsal.steps.length);
    assert.equal(events.at(-1)?.type, 'session.closed');
    assert.ok(events.some(event => event.type === 'note.added' && event.body.text === 'calm'));
  }));

  it('a signal while a step runs: its outcome is written, then the last line', () => practise({fault: 'slow'}, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    const keys = (...names: string[]): void => mara.keys(...names);
    for (const reason of ['one', 'two']) keys('s', ...letters(reason), 'enter', 'enter');
    await mara.confirm();
    await mara.until(({walk}) => walk?.ran.smoke !== undefined);
    await mara.leave();
    const events = mara.journal();
    verifyJournal(events, mara.store.state());
    assert.deepEqual(events.slice(-3).map(({type}) => type), ['step.started', 'step.finished', 'session.paused']);
  }));

  it('ctrl-c while the world is being opened leaves no gateway behind, and a record that says so', () => practise({}, async mara => {
    mara.keys('ctrl-c');
    assert.deepEqual(mara.store.state().screen, {name: 'left'});
    await mara.until(() => mara.exits.length > 0 && mara.journals().length > 0 && !process.getActiveResourcesInfo().includes('TCPServerWrap'));
    assert.deepEqual(mara.exits, [130]);
    assert.deepEqual(mara.journals().map(path => readChain(path).map(({type}) => type)), [['session.opened', 'session.paused']]);
  }));
});
