import {constants} from 'node:os';
import {displayLines} from '../display.ts';
import {exitCode, type Trouble} from '../errors.ts';
import {jsonDocument} from '../json.ts';
import type {SecretMask} from '../secret-mask.ts';
import type {Outlet, StreamName} from '../streams.ts';
import type {Workplace} from '../workplace.ts';

/** What a command is given: the doors to the outside, already masked. */
export type Context = {
  /** Sentences for a person, on stdout, in rows of the terminal's width; outside text in it is made visible. */
  print(text: string): void;
  /** The same as it is laid out, whatever the width: a page, a table, a line of a file. */
  printPage(text: string): void;
  /** Sentences on stderr: progress, telemetry, errors. */
  tell(text: string): void;
  /** The one document of `--json`. */
  printDocument(value: unknown): void;
  /** On stdout for another program: no window's limits, line ends as they are. */
  printTable(text: string): void;
  /** From here on sentences are in rows of the terminal's width, where there is one: what counts columns is loaded only then. */
  wrapLines(): Promise<void>;
  /** When all that was printed has been taken, or refused: whether the terminal is gone is known then. */
  flushed(): Promise<void>;
  place: Workplace;
  /** Somebody can read frames and press keys. */
  interactive: boolean;
  /** A person can answer questions, line by line. */
  answers: boolean;
  /** Aborted by SIGINT, SIGTERM and SIGHUP, by a terminal that is gone and by output that is lost; the reason names the exit code. */
  signal: AbortSignal;
  /** The same where somebody wants us gone: nobody at the terminal is no reason to break off what has been sent. */
  told: AbortSignal;
  /** What runs is to end at once: SIGTERM, or a second SIGINT within two seconds of the first. */
  now: AbortSignal;
  /** Aborted when whoever read standard output has left: a walk goes on, and who only prints is done. */
  unheard: AbortSignal;
  /** Of every way out, as it is now. */
  mask(): SecretMask;
};

type Paper = Pick<Outlet, 'write'> & Partial<Pick<Outlet, 'columns'>>;

/** A line as rows of so many columns; of one where no terminal has any. */
export type InRows = (line: string, columns: number | undefined) => string[];

export function printers({stdout, stderr}: Readonly<Record<StreamName, Paper>>, mask: () => SecretMask, inRows: () => InRows): Pick<Context, 'print' | 'printPage' | 'tell' | 'printDocument' | 'printTable'> {
  const shown = (text: string): string[] => displayLines(mask().text(text));
  const page = (rows: readonly string[]): string => `${rows.join('\n')}\n`;
  const rows = (text: string, {columns}: Paper): string => page(shown(text).flatMap(line => inRows()(line, columns)));
  return {
    print: text => stdout.write(rows(text, stdout)),
    printPage: text => stdout.write(page(shown(text))),
    tell: text => stderr.write(rows(text, stderr)),
    printDocument: value => stdout.write(`${jsonDocument(mask().value(value))}\n`),
    printTable: text => stdout.write(mask().text(text)),
  };
}

/** Why the program was told to stop, and the exit code that says so. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly exit: number;

  constructor(message: string, exit: number) {
    super(message);
    this.exit = exit;
  }

  static by(signal: StopSignal): Stopped {
    return new Stopped(`stopped by ${signal}`, 128 + constants.signals[signal]);
  }
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** A signal says more than a walk that was left in good order; an unknown step says more than a signal. */
export function stoppedExit({signal}: Pick<Context, 'signal'>, exit: number): number {
  return signal.reason instanceof Stopped && exit === exitCode.done ? signal.reason.exit : exit;
}

/** What stops nothing, and what to do about it, on stderr. */
export function tellTrouble({tell}: Pick<Context, 'tell'>, {problem, next}: Trouble): void {
  tell(`${problem}\n${next}`);
}

/** One sentence and the next step on stderr; with `--json` the same as the one document on stdout. */
export function reportFailure({tell, printDocument}: Pick<Context, 'tell' | 'printDocument'>, {code, problem, next}: Trouble & {code: string}, json: boolean, prefix: string = ''): void {
  if (json) printDocument({ok: false, error: {code, message: problem, next}});
  tell(`${prefix}${problem}${json ? '' : `\n${next}`}`);
}
