import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, globSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Runtime} from '../../source/app/effects/perform.ts';
import type {Key} from '../../source/app/state/key.ts';
import type {State} from '../../source/app/state/state.ts';
import {createStore, type Store} from '../../source/app/store.ts';
import {systemClock} from '../../source/clock.ts';
import {readEvent, type JournalEvent} from '../../source/journal/event.ts';
import {waitFor} from '../people/waiting.ts';
import {workplace, type Change} from '../worlds/workplace.ts';
import {everyMode, keyOf, letters, rehearsal} from './scene.ts';

export type PractisingOptions = Pick<Change, 'fault' | 'runbooks' | 'clock' | 'runbook'>;

/** The app without a screen, on the real practice world in a folder of its own. */
export class Practising {
  readonly store: Store;
  readonly exits: number[] = [];
  readonly errors: unknown[] = [];
  /** Every state that there was. */
  readonly seen: State[] = [];
  readonly #folder: string;
  #changed: () => void = () => {};

  constructor(folder: string, {runbook = rehearsal.id, fault, ...place}: PractisingOptions) {
    this.#folder = folder;
    const runtime = new Runtime({
      place: workplace(folder, {clock: systemClock, ...place}),
      roots: [folder],
      always: {fault},
      named: true,
      remember: () => {},
      suspend: async () => {},
      ring: () => assert.fail('practice has no bell'),
      lobby: async () => ({runbooks: [], environments: [], unfinished: [], unread: []}),
      exit: code => void this.exits.push(code),
      record: async () => ({lines: [], sentence: undefined, soFar: false}),
      copy: () => {},
      fail: error => void this.errors.push(error),
    });
    this.store = createStore(everyMode.opening, runtime.perform, error => void this.errors.push(error));
    this.store.subscribe(() => {
      this.seen.push(this.store.state());
      this.#changed();
    });
    runtime.perform({type: 'open', runbook, environment: 'practice', operator: 'mara'}, this.store.dispatch);
  }

  press({keys}: {keys: readonly Key[]}): void {
    for (const key of keys) this.store.dispatch({type: 'key', key});
  }

  keys(...names: string[]): void {
    this.press({keys: names.map(keyOf)});
  }

  async until(wanted: (state: State) => boolean): Promise<void> {
    await waitFor({
      until: () => this.errors.length > 0 || wanted(this.store.state()),
      changed: () => new Promise(resolve => (this.#changed = resolve)),
      missing: () => {
        const {walk, screen, notice} = this.store.state();
        return `still ${JSON.stringify(walk?.phase)} on ${screen.name}, ${notice ?? 'no notice'}; ${walk?.session.steps.map(({id, status, outcome}) => `${id} ${status}${outcome?.failure ? ` (${outcome.failure.message})` : ''}`).join(', ') ?? 'no walk'}`;
      },
    });
    if (this.errors.length > 0) throw this.errors[0];
  }

  untilPhase(name: string): Promise<void> {
    return this.until(({walk}) => walk?.phase.name === name);
  }

  /** Until it is this person's turn again. */
  settle(): Promise<void> {
    return this.until(({walk, screen}) => screen.name === 'left' || (walk !== undefined && walk.phase.name !== 'running' && walk.phase.name !== 'planning'));
  }

  /** Asks to run what changes something, reads the plan, types what it asks for. */
  async confirm(): Promise<void> {
    this.keys('enter');
    await this.untilPhase('confirming');
    await this.confirmIfAsked();
  }

  /** What is asked for is not the same in two sessions: whoever only presses keys never gets it right. */
  async confirmIfAsked(): Promise<void> {
    await this.until(({walk}) => walk?.phase.name !== 'planning');
    const {phase} = this.store.state().walk ?? {};
    if (phase?.name === 'confirming') this.keys(...Array<string>(9).fill('page down'), 'ctrl-u', ...letters(`practice ${phase.plan.digits}`), 'enter');
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

  /** Holds journal, evidence and whatever the session left behind. */
  get sessionFolder(): string {
    const [path, another] = this.journals();
    assert.ok(path !== undefined && another === undefined);
    return dirname(path);
  }

  journal(): JournalEvent[] {
    return readChain(join(this.sessionFolder, 'journal.jsonl'));
  }
}

/** Every line, each checked against the digest of the one before it. */
export function readChain(path: string): JournalEvent[] {
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

/** Somebody practises in a folder of their own, and has left it when this is over, well or not. */
export async function practise(options: PractisingOptions, work: (mara: Practising) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-runbook-'));
  const mara = new Practising(folder, options);
  try {
    await work(mara);
  } finally {
    await mara.leave();
    await rm(folder, {recursive: true, force: true});
  }
}
