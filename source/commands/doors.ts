import {systemClock} from '../clock.ts';
import {tokenMask} from '../environment/token-mask.ts';
import {exitCode} from '../errors.ts';
import {openMasks, type Masks} from '../secret-mask.ts';
import {Outlet, watchInput, type StreamName} from '../streams.ts';
import {printers, Stopped, type Context, type InRows, type StopSignal} from './context.ts';

/** What every command is given, whatever its words. */
export type Doors = Omit<Context, 'place' | 'interactive' | 'answers'> & Pick<Masks, 'hide'> & {
  /** From here on a terminal that nobody types at any more is a hang-up. */
  watchTerminal(): void;
  outlets: Readonly<Record<StreamName, Outlet>>;
};

const names = {stdout: 'standard output', stderr: 'standard error'} as const;
const other = {stdout: 'stderr', stderr: 'stdout'} as const;

/**
 * The one place that knows what signals and failing streams mean. `settled` turns the exit code of a
 * command into the program's: output that was lost counts, and a terminal that is gone does.
 */
export function openDoors(json: boolean): {doors: Doors; settled(exit: number): Promise<number>} {
  const masks = openMasks(tokenMask(process.env));
  const {stop, ...signals} = stopSignals();
  const gone = (): void => stop(Stopped.by('SIGHUP'));
  let lost: Stopped | undefined;
  const losing = (stream: StreamName) => (code: string): void => {
    const told = new Stopped(`${names[stream]} cannot be written: ${code}`, exitCode.notRecorded);
    // The one document of --json stands alone.
    if (!lost && !(json && stream === 'stderr')) say[other[stream]](`${told.message}. Make room or send it elsewhere; what was recorded is safe.`);
    lost ??= told;
    stop(lost);
  };
  const unheard = new AbortController();
  const outlets = {
    stdout: new Outlet(1, () => process.stdout, {gone, lost: losing('stdout'), left: () => unheard.abort()}),
    stderr: new Outlet(2, () => process.stderr, {gone, lost: losing('stderr')}),
  };
  const print = printers(outlets, masks.now, () => inRows);
  let inRows: InRows = line => [line];
  const wrapLines = async (): Promise<void> => {
    if (outlets.stdout.columns !== undefined || outlets.stderr.columns !== undefined) inRows = (await import('./output/terminal-rows.ts')).terminalRows;
  };
  const say = {stdout: print.print, stderr: print.tell};
  const flushed = async (): Promise<void> => void (await Promise.all([outlets.stdout.flushed(), outlets.stderr.flushed()]));
  let watched = false;
  const watchTerminal = (): void => {
    if (!watched) watchInput(process.stdin, gone);
    watched = true;
  };
  const doors: Doors = {...print, mask: masks.now, hide: masks.hide, ...signals, unheard: unheard.signal, watchTerminal, outlets, flushed, wrapLines};
  const settled = async (exit: number): Promise<number> => {
    await flushed();
    // Whether something happened is what must be known first.
    if (exit === exitCode.unknown || exit === exitCode.notRecorded) return exit;
    if (lost) return lost.exit;
    const {reason} = signals.signal;
    return reason instanceof Stopped && isHangUp(reason) ? reason.exit : exit;
  };
  return {doors, settled};
}

const isHangUp = ({exit}: Stopped): boolean => exit === Stopped.by('SIGHUP').exit;

const stopSignalNames: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Within this time a second SIGINT means now, milliseconds. */
const secondPress = 2000;

function stopSignals(): Pick<Context, 'signal' | 'told' | 'now'> & {stop(reason: Stopped): void} {
  const stopping = new AbortController();
  const told = new AbortController();
  const now = new AbortController();
  let lastInterrupt = Number.NEGATIVE_INFINITY;
  for (const name of stopSignalNames) {
    process.on(name, () => {
      const pressed = systemClock.monotonic();
      const reason = Stopped.by(name);
      if (name === 'SIGTERM' || (name === 'SIGINT' && pressed - lastInterrupt <= secondPress)) now.abort(reason);
      if (name === 'SIGINT') lastInterrupt = pressed;
      if (name !== 'SIGHUP') told.abort(reason);
      stopping.abort(reason);
    });
  }
  // Without a listener Node opens a debugger to whoever can reach the port (node(1), SIGUSR1).
  process.on('SIGUSR1', () => {});
  return {signal: stopping.signal, told: told.signal, now: now.signal, stop: reason => stopping.abort(reason)};
}
