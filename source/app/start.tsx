import {display} from '../display.ts';
import type {OpenSession} from '../session/opened-session.ts';
import type {PickerCards, RunbookCard, UnfinishedCard} from './state/cards.ts';
import {begin} from './update/choose.ts';
import {offeredField} from './state/text-field.ts';
import {Keyboard, sequencePatience} from './effects/keyboard.ts';
import {go, type Next} from './update/transitions.ts';
import {Runtime, type RuntimeOptions} from './effects/perform.ts';
import type {State} from './state/state.ts';
import {createStore} from './store.ts';
import type {Trace} from './trace.ts';

export type StartOptions = Omit<RuntimeOptions, 'exit' | 'fail' | 'suspend' | 'ring' | 'copy'> & {
  operator: string;
  /** Offered where nobody was named yet. */
  suggestedOperator: string;
  ascii: boolean;
  motion: boolean;
  /** Whether the lesson of the keys is offered first. */
  beginner: boolean;
  /** The runbooks as the first frame lists them. */
  titles: readonly RunbookCard[];
  /** Reads them in full; after the first frame where none of them is wanted at once. */
  cards: (only?: string) => Promise<PickerCards>;
  unfinished: readonly UnfinishedCard[];
  unread: readonly string[];
  /** Goes on at once. */
  session: string | undefined;
  /** Opened at once when both are given. */
  runbook: string | undefined;
  environment: string | undefined;
  /** Of that runbook. */
  drill: string | undefined;
  /** What it was drawn by. */
  seed: number | undefined;
  signal: AbortSignal;
  /** What is to be known before the first key. */
  notice: string | undefined;
  /** Of every message and effect, where somebody wants one. */
  trace: Trace | undefined;
};

/** Draws the app until it is left. Resolves when the terminal is as it was before. */
export async function start(options: StartOptions): Promise<{exit: number; open: OpenSession | undefined}> {
  // Ink's colours follow FORCE_COLOR only; NO_COLOR (no-color.org) must count when it is not empty.
  if (options.place.variables.NO_COLOR) process.env.FORCE_COLOR = '0';
  // They would go without colours for it.
  delete process.env.CI;
  // Keys typed before the first frame would be echoed over it.
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  const {render} = await import('ink');
  const {App} = await import('./app.tsx');
  let exit = 0;
  let failure: {error: unknown} | undefined;
  const fail = (error: unknown): void => {
    failure = {error};
    instance.unmount();
  };
  const suspension = {suspend: async (): Promise<void> => {}};
  const runtime = new Runtime({
    ...options,
    fail,
    suspend: () => suspension.suspend(),
    ring,
    copy,
    exit: code => {
      exit = code;
      instance.unmount();
    },
  });
  const wanted = options.runbook === undefined ? undefined : await options.cards(options.runbook);
  const [first, effects] = firstState(options, wanted);
  const store = createStore(first, runtime.perform, fail, options.trace);
  const keyboard = new Keyboard(process.stdin, sequencePatience(options.place.variables));
  const instance = render(<App store={store} suspension={suspension} keyboard={keyboard} />, {
    // As much of a stream as Ink uses.
    stdin: keyboard as unknown as NodeJS.ReadStream,
    // Ink would take a variable such as CI for "nobody is there".
    interactive: true,
    exitOnCtrlC: false,
    alternateScreen: true,
    incrementalRendering: true,
    patchConsole: false,
  });
  for (const effect of effects) runtime.perform(effect, store.dispatch);
  const told = (): void => store.dispatch({type: 'signalled', exit: exitOf(options.signal)});
  if (options.signal.aborted) told();
  else options.signal.addEventListener('abort', told, {once: true});
  const readCards = (): Promise<void> => options.cards().then(cards => store.dispatch({type: 'read', cards}));
  if (wanted) {
    // Whoever named a procedure seldom comes to the others.
    const stop = store.subscribe(() => {
      if (store.state().screen.name !== 'picker') return;
      stop();
      readCards().catch(fail);
    });
  }
  // What is so is told wherever somebody chooses; who has named the environment too chooses nothing.
  if (!wanted || options.environment === undefined) {
    instance
      .waitUntilRenderFlush()
      .then(wanted ? undefined : readCards)
      .then(() => runtime.perform({type: 'read status', look: false}, store.dispatch))
      .catch(fail);
  }
  await instance.waitUntilExit();
  if (failure) {
    // What is open would keep the program alive.
    await runtime.close();
    throw failure.error;
  }
  return {exit, open: runtime.open};
}

/** Bell, and the notice of the terminals that have one (OSC 9). Neither moves the cursor, so a frame stays as it is. */
function ring(title: string): void {
  process.stdout.write(`\u0007\u001B]9;mcp-runbook: ${display(title, 80)} waits\u0007`);
}

/** OSC 52 of xterm: what is between is base64, so that nothing in it steers the terminal. */
function copy(text: string): void {
  process.stdout.write(`\u001B]52;c;${Buffer.from(display(text)).toString('base64')}\u0007`);
}

function exitOf({reason}: AbortSignal): number {
  return reason instanceof Error && 'exit' in reason && typeof reason.exit === 'number' ? reason.exit : 1;
}

function firstState(options: StartOptions, wanted: PickerCards | undefined): Next {
  // oxlint-disable-next-line typescript/no-useless-default-assignment -- where there is no terminal they are undefined
  const {columns = 80, rows = 24} = process.stdout;
  const state: State = {
    size: {columns, rows},
    operator: options.operator,
    incident: options.always.incident,
    ascii: options.ascii,
    motion: options.motion,
    beginner: options.beginner,
    unfinished: options.unfinished,
    unread: options.unread,
    status: undefined,
    found: [],
    runbooks: wanted?.runbooks ?? options.titles,
    environments: wanted?.environments ?? [],
    wanted: {runbook: options.runbook, drill: options.drill, seed: options.seed, environment: options.environment, session: options.session},
    screen: {name: 'picker', selected: 0},
    walk: undefined,
    notice: options.notice,
  };
  return options.operator === '' ? go(state, {name: 'operator', field: offeredField(options.suggestedOperator)}) : begin(state);
}
