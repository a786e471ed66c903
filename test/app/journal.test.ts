import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, globSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {State} from '../../source/app/state.ts';
import {Runtime} from '../../source/app/runtime.ts';
import {createStore, type Store} from '../../source/app/store.ts';
import {systemClock} from '../../source/clock.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import {readEvent, type JournalEvent} from '../../source/session/event.ts';
import {replay} from '../../source/session/session.ts';
import {waitFor} from '../helpers/waiting.ts';
import {anyPress, leavingPress, type Press} from './any-keys.ts';
import {everyMode, keyOf, letters, rehearsal} from './scene.ts';

/** The app without a screen, on the real practice world in a folder of its own. */
class Practising {
  readonly store: Store;
  readonly exits: number[] = [];
  readonly errors: unknown[] = [];
  readonly #folder: string;
  #changed: () => void = () => {};

  constructor(folder: string, fault: FaultName | undefined) {
    this.#folder = folder;
    const runtime = new Runtime({
      folder,
      variables: {},
      clock: systemClock,
      fault,
      remember: () => {},
      suspend: async () => {},
      exit: code => void this.exits.push(code),
      fail: error => void this.errors.push(error),
    });
    this.store = createStore(everyMode.opening, runtime.perform, error => void this.errors.push(error));
    this.store.subscribe(() => this.#changed());
    runtime.perform({type: 'open', runbook: rehearsal.id, environment: 'practice', operator: 'mara'}, this.store.dispatch);
  }

  press({keys}: Press): void {
    for (const key of keys) this.store.dispatch({type: 'key', key});
  }

  async until(wanted: (state: State) => boolean): Promise<void> {
    await waitFor({
      until: () => this.errors.length > 0 || wanted(this.store.state()),
      changed: () => new Promise(resolve => (this.#changed = resolve)),
      missing: () => `still ${JSON.stringify(this.store.state().walk?.phase)} on ${this.store.state().screen.name}`,
    });
    if (this.errors.length > 0) throw this.errors[0];
  }

  /** Until it is this person's turn again. */
  settle(): Promise<void> {
    return this.until(({walk, screen}) => screen.name === 'left' || (walk !== undefined && walk.phase.name !== 'running'));
  }

  async leave(): Promise<void> {
    if (this.exits.length > 0) return;
    this.store.dispatch({type: 'signalled', exit: 143});
    await this.until(() => this.exits.length > 0);
  }

  journals(): string[] {
    const practice = join(this.#folder, 'logs', 'practice');
    return existsSync(practice) ? globSync(join(practice, '*', 'journal.jsonl')) : [];
  }

  journal(): JournalEvent[] {
    const [path, another] = this.journals();
    assert.ok(path !== undefined && another === undefined);
    return readChain(path);
  }
}

/** Every line, each checked against the digest of the one before it. */
function readChain(path: string): JournalEvent[] {
  const text = readFileSync(path, 'utf8');
  assert.ok(text.endsWith('\n'));
  let prev = '0'.repeat(64);
  return text.slice(0, -1).split('\n').map((line, seq) => {
    const reading = readEvent(JSON.parse(line));
    assert.ok(reading.ok);
    assert.equal(reading.event.prev, prev);
    assert.equal(reading.event.seq, seq);
    prev = createHash('sha256').update(line).digest('hex');
    return reading.event;
  });
}

function verifyJournal(events: readonly JournalEvent[], state: State): void {
  assert.equal(events[0]?.type, 'session.opened');
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'step.started') {
      assert.equal(open.size, 0, 'two steps at once');
      open.add(`${event.body.step} ${event.body.attempt}`);
      if (event.body.effect === 'changes') assert.equal(event.body.confirmed, 'practice');
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

/** Somebody practises in a folder of their own, and has left it when this is over, well or not. */
async function practise(fault: FaultName | undefined, work: (mara: Practising) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-runbook-'));
  const mara = new Practising(folder, fault);
  try {
    await work(mara);
  } finally {
    await mara.leave();
    await rm(folder, {recursive: true, force: true});
  }
}

const skipping: Press = {kind: 'keys', keys: ['s', ...letters('by hand'), 'enter', 'enter'].map(keyOf)};

type Move = Press | {kind: 'settle'};
const anyMove: fc.Arbitrary<Move> = fc.oneof({weight: 5, arbitrary: anyPress}, {weight: 4, arbitrary: fc.constant<Move>({kind: 'settle'})});
const anyMoves = fc.array(anyMove, {maxLength: 50, size: 'max'});
const faults = fc.constantFrom<FaultName | undefined>(undefined, undefined, 'unauthenticated', 'session-missing', 'heartbeat-refused', 'heartbeat-dropped');

describe('Whatever is pressed in practice', () => {
  it('each outcome in the journal has one intent before it, and replaying it gives the session on screen', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(anyMoves, fc.option(leavingPress), faults, fc.constantFrom(0, 2), (moves, last, fault, skips) => practise(fault, async mara => {
        await mara.until(({screen}) => screen.name === 'step');
        // Not every walk begins at the beginning: the third step is the first that changes something.
        for (let skip = 0; skip < skips; skip += 1) mara.press(skipping);
        for (const move of moves) {
          if (move.kind === 'settle') await mara.settle();
          else mara.press(move);
        }
        if (last) mara.press(last);
        await mara.leave();
        const events = mara.journal();
        verifyJournal(events, mara.store.state());
        assert.deepEqual(mara.errors, []);
        changes += events.filter(event => event.type === 'step.started' && event.body.effect === 'changes').length;
      })),
      {numRuns: 25, endOnFailure: true},
    );
    assert.ok(changes > 0, 'no changing step was run: these moves prove little');
  });

  it('a whole walk is recorded step by step and closed', () => practise(undefined, async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    const keys = (...names: string[]): void => mara.press({kind: 'keys', keys: names.map(keyOf)});
    for (const {effect} of rehearsal.steps) {
      keys('enter');
      if (effect.kind === 'changes') keys(...letters('practice'), 'enter');
      await mara.settle();
      for (let {phase} = mara.store.state().walk ?? {}; phase?.name === 'asking'; {phase} = mara.store.state().walk ?? {}) {
        keys(...(phase.question.kind === 'statement' ? ['y'] : [...letters('calm'), 'enter']));
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

  it('a signal while a step runs: its outcome is written, then the last line', () => practise('slow', async mara => {
    await mara.until(({screen}) => screen.name === 'step');
    const keys = (...names: string[]): void => mara.press({kind: 'keys', keys: names.map(keyOf)});
    for (const reason of ['one', 'two']) keys('s', ...letters(reason), 'enter', 'enter');
    keys('enter', ...letters('practice'), 'enter');
    await mara.until(({walk}) => walk?.ran.smoke !== undefined);
    await mara.leave();
    const events = mara.journal();
    verifyJournal(events, mara.store.state());
    assert.deepEqual(events.slice(-3).map(({type}) => type), ['step.started', 'step.finished', 'session.paused']);
  }));

  it('ctrl-c while the world is being opened leaves no gateway behind, and a record that says so', () => practise(undefined, async mara => {
    mara.press({kind: 'keys', keys: [keyOf('ctrl-c')]});
    assert.deepEqual(mara.store.state().screen, {name: 'left'});
    await mara.until(() => mara.exits.length > 0 && mara.journals().length > 0 && !process.getActiveResourcesInfo().includes('TCPServerWrap'));
    assert.deepEqual(mara.exits, [130]);
    assert.deepEqual(mara.journals().map(path => readChain(path).map(({type}) => type)), [['session.opened', 'session.paused']]);
  }));
});
