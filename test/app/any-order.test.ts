import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Message} from '../../source/app/state/state.ts';
import {anyPress, anySize, leavingPress, type Press} from '../people/any-keys.ts';
import {confirmed, diskFull, keyOf, letters, rehearsal, reported} from './scene.ts';
import {fc} from '../worlds/fast-check.ts';
import {SimulatedWorld, type Outcome} from '../worlds/simulated-world.ts';

type Move = Press | {kind: 'advance'; times: number; outcome: Outcome} | {kind: 'told'; message: Message};

const advance = fc.record({kind: fc.constant('advance' as const), times: fc.integer({min: 1, max: 9}), outcome: fc.constantFrom<Outcome>('done', 'done', 'failed', 'unknown')});
const unrecorded = reported({kind: 'refused', step: 'smoke', failure: diskFull});
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {weight: 12, arbitrary: anyPress},
  {weight: 10, arbitrary: advance},
  {weight: 1, arbitrary: anySize.map((message): Move => ({kind: 'told', message}))},
);
const lastMove: fc.Arbitrary<Move> = fc.oneof(leavingPress, fc.constantFrom<Message>(unrecorded, {type: 'signalled', exit: 143}).map((message): Move => ({kind: 'told', message})));

const anyMoves = fc.tuple(fc.array(anyMove, {maxLength: 60, size: 'max'}), fc.array(lastMove, {maxLength: 2}), fc.array(anyMove, {maxLength: 15}));

function make(world: SimulatedWorld, move: Move): void {
  if (move.kind === 'keys') for (const key of move.keys) world.press(key);
  if (move.kind === 'told') world.send(move.message);
  if (move.kind === 'advance') for (let time = 0; time < move.times; time += 1) world.advance(move.outcome);
}

describe('In any order of keys and events', () => {
  // The world throws on an unconfirmed change, on two steps at once, and on anything after the exit.
  it('what changes something was confirmed by single key presses, one step runs at a time, and leaving happens once', () => {
    let performed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...rehearsal.steps.map(({id}) => id)), anyMoves, (first, moves) => {
        const world = new SimulatedWorld(first);
        for (const move of moves.flat()) make(world, move);
        assert.ok(world.exits.length <= 1);
        assert.equal(world.state.screen.name === 'left', world.exits.length === 1);
        performed += world.performed.length;
      }),
      {numRuns: 400},
    );
    assert.ok(performed > 200, `only ${performed} steps ran: these moves prove little`);
  });

  it('a person gets out with two presses of ctrl-c and the end of the step', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rehearsal.steps.map(({id}) => id)), fc.array(anyMove, {maxLength: 40, size: 'max'}), (first, moves) => {
        const world = new SimulatedWorld(first);
        for (const move of moves) make(world, move);
        world.press(keyOf('ctrl-c'));
        if (world.busy) world.press(keyOf('ctrl-c'));
        for (let time = 0; world.busy && time < 20; time += 1) world.advance('unknown');
        assert.equal(world.state.screen.name, 'left');
        assert.equal(world.exits.length, 1);
      }),
      {numRuns: 200},
    );
  });

  it('the whole walk is done by reading, confirming and stating', () => {
    const world = new SimulatedWorld('toggles');
    const finish = (): void => {
      for (let time = 0; world.busy && time < 30; time += 1) {
        world.advance('done');
        const {phase} = world.state.walk ?? {};
        if (phase?.name !== 'asking') continue;
        for (const key of phase.question.kind === 'statement' ? ['y', 'enter'] : ['o', 'k', 'enter']) world.press(keyOf(key));
      }
    };
    for (const {effect} of rehearsal.steps) {
      world.press(keyOf('enter'));
      if (effect.kind === 'changes') {
        world.advance('done');
        for (const key of [...letters(confirmed), 'enter']) world.press(keyOf(key));
      }
      finish();
      world.press(keyOf('enter'));
    }
    assert.deepEqual(world.performed, rehearsal.steps.map(({id}) => id));
    assert.equal(world.state.screen.name, 'summary');
  });
});
