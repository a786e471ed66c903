import {render} from 'ink';
import {display} from '../display.ts';
import {App} from './app.tsx';
import {Keyboard, sequencePatience} from './effects/keyboard.ts';
import {Runtime} from './effects/perform.ts';
import {handOver} from './first-frame.ts';
import type {Started, StartOptions} from './start.ts';
import type {PickerCards} from './state/cards.ts';
import {createStore} from './store.ts';
import type {Next} from './update/transitions.ts';

/** What is on the screen by now: `rows` of the first state, where they were painted. */
type First = {next: Next; wanted: PickerCards | undefined; rows: readonly string[] | undefined; coloured: boolean};

/** Goes on from a first state with Ink, until the app is left. Resolves when the terminal is as it was before. */
export async function takeOver(options: StartOptions, {next: [first, effects], wanted, rows, coloured}: First): Promise<Started> {
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
  const store = createStore(first, runtime.perform, fail, options.trace);
  const keyboard = new Keyboard(process.stdin, sequencePatience(options.place.variables));
  if (rows) handOver(process.stdout, rows);
  const instance = render(<App store={store} suspension={suspension} keyboard={keyboard} coloured={coloured} />, {
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
  if (options.watch === undefined && (!wanted || options.environment === undefined)) {
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
