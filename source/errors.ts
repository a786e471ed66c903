/** Process exit codes; `exitMeanings` says them for people. 143, 129 and the like (128 + signal) come on top. */
export const exitCode = {
  done: 0,
  checkFailed: 1,
  usage: 2,
  gateway: 3,
  togglesForbid: 4,
  notRecorded: 5,
  unknown: 6,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * What keeps a person from going on, in this one shape from the lowest room to the screen: `problem` says what
 * and where, without a full stop; `next` what to do now. Masked where it is made, displayable where it is shown.
 */
export type Trouble = {problem: string; next: string};

/** The answer where what was asked for cannot be had. */
export type Refused = {ok: false} & Trouble;

export function refused(problem: string, next: string): Refused {
  return {ok: false, problem, next};
}

/** Several as one, with one thing to do at a time: the first is mended first. Undefined where there is none. */
export function allInOne(troubles: ReadonlyArray<Trouble | undefined>): Trouble | undefined {
  const [first, ...others] = troubles.filter(trouble => trouble !== undefined);
  return first && {problem: [first, ...others].map(({problem}) => problem).join('; '), next: first.next};
}

/** Both in one text, where there is room for one only. */
export function inOneText({problem, next}: Trouble): string {
  return `${problem}${/[.!?]$/.test(problem) ? '' : '.'} ${next}`;
}

export type OperatorErrorDetails = {
  /** Stable word for machines, kebab-case, such as `gateway-refused`. */
  code: string;
  /** What to do next, one sentence for the person at the keyboard. */
  next: string;
  exit: ExitCode;
  cause?: unknown;
};

/** Something the person at the keyboard can act on. The message says what happened and where. */
export class OperatorError extends Error implements Trouble {
  override readonly name = 'OperatorError';
  readonly code: string;
  readonly next: string;
  readonly exit: ExitCode;

  constructor(message: string, details: OperatorErrorDetails) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.code = details.code;
    this.next = details.next;
    this.exit = details.exit;
  }

  get problem(): string {
    return this.message;
  }
}

/** A state that only a mistake of ours can produce; printed with its stack, exit 70. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** Ends a switch over a tagged union: the compiler proves that no case is left. */
export function unreachable(value: never): never {
  throw new BugError(`unexpected case: ${JSON.stringify(value)}`);
}

/** The system's word for a failed call (`ENOSPC`), or the message where there is none. */
export function causeOf(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message;
  return String(error);
}
