import type {Trouble} from '../errors.ts';
import type {HeldSession} from '../session/held-session.ts';
import type {PickerCards, RunbookCard, UnfinishedCard} from './state/cards.ts';
import {begin} from './update/choose.ts';
import {offeredField} from './state/text-field.ts';
import type {RuntimeOptions} from './effects/perform.ts';
import {paint, wipe} from './first-frame.ts';
import {frameOf} from './screens/frame.ts';
import {painted, windowLines} from './screens/painted.ts';
import {symbolsFor} from './screens/theme.ts';
import {watch} from './update/watching.ts';
import {go, type Next} from './update/transitions.ts';
import type {Notice, State} from './state/state.ts';
import type {Trace} from './trace.ts';
import {isTooSmall} from './state/viewed-step.ts';

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
  unread: readonly Trouble[];
  /** Goes on at once. */
  session: string | undefined;
  /** Who goes on with it, where that was said for it alone, and why although its environment is described otherwise now. */
  as?: string | undefined;
  despite?: string | undefined;
  /** Watched at once, and nothing else. */
  watch?: string | undefined;
  /** Opened at once when both are given. */
  runbook: string | undefined;
  environment: string | undefined;
  /** Of that runbook. */
  drill: string | undefined;
  /** What it was drawn by. */
  seed: number | undefined;
  signal: AbortSignal;
  /** What is to be known before the first key. */
  notice: Notice | undefined;
  /** Of every message and effect, where somebody wants one. */
  trace: Trace | undefined;
};

export type Started = {exit: number; open: HeldSession | undefined};

/**
 * Draws the app until it is left. The first frame is shown before what draws the others is loaded, which takes longer
 * than all before it; keys wait in the terminal meanwhile. Resolves when the terminal is as it was before.
 */
export async function start(options: StartOptions): Promise<Started> {
  const {stdin, stdout} = process;
  // Ink's colours follow FORCE_COLOR only; NO_COLOR (no-color.org) must count when it is not empty.
  if (options.place.variables.NO_COLOR) process.env.FORCE_COLOR = '0';
  // They would go without colours for it.
  delete process.env.CI;
  // Keys typed before somebody reads them would be echoed over the frame.
  if (stdin.isTTY) stdin.setRawMode(true);
  const wanted = options.runbook === undefined ? undefined : await options.cards(options.runbook);
  const next = firstState(options, wanted);
  const coloured = !process.env.NO_COLOR && stdout.getColorDepth() > 1;
  const rows = rowsOf(next[0], coloured);
  if (rows) paint(stdout, rows);
  const {takeOver} = await import('./take-over.tsx').catch(error => {
    if (rows) wipe(stdout);
    throw error;
  });
  return takeOver(options, {next, wanted, rows, coloured});
}

/** None for a window that has no room for a frame. */
function rowsOf(state: State, coloured: boolean): string[] | undefined {
  return isTooSmall(state.size) ? undefined : painted(windowLines(frameOf(state, symbolsFor(state))), coloured);
}

function firstState(options: StartOptions, wanted: PickerCards | undefined): Next {
  // oxlint-disable-next-line typescript/no-useless-default-assignment -- where there is no terminal they are undefined
  const {columns = 80, rows = 24} = process.stdout;
  const state: State = {
    size: {columns, rows},
    operator: options.operator,
    ascii: options.ascii,
    motion: options.motion,
    beginner: options.beginner,
    unfinished: options.unfinished,
    unread: options.unread,
    status: undefined,
    found: [],
    runbooks: wanted?.runbooks ?? options.titles,
    environments: wanted?.environments ?? [],
    wanted: {runbook: options.runbook, drill: options.drill, seed: options.seed, environment: options.environment, session: options.session, operator: options.as, despite: options.despite, watch: options.watch},
    screen: {name: 'picker', selected: 0},
    walk: undefined,
    notice: options.notice,
  };
  if (options.watch !== undefined) return watch(state, options.watch, undefined);
  return options.operator === '' ? go(state, {name: 'operator', field: offeredField(options.suggestedOperator)}) : begin(state);
}
