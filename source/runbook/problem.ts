import {display} from '../display.ts';
import type {DisplayText} from '../display.ts';

/** What keeps a page from being a runbook. */
export type Problem = {
  file: string;
  /** Counted from 1. */
  line: number;
  /** The field bullet or frontmatter key concerned. */
  field?: string;
  message: string;
  /** What would have been right, to follow "expected". */
  expected?: string;
  /** The known word that was perhaps meant. */
  nearest?: string;
};

/** A problem before it is known which file it is in. */
export type Finding = Omit<Problem, 'file'>;

/** A problem of one piece of text, before it is known where that stands. */
export type Fault = Omit<Finding, 'line' | 'field'>;

/** What a reader of a piece of text answers. */
export type Reading<T> = {ok: true; value: T} | {ok: false; fault: Fault};

export function reading<T>(value: T): Reading<T> {
  return {ok: true, value};
}

/** An undefined `nearest` is left out. */
export function fault(message: string, expected?: string, nearest?: string): {ok: false; fault: Fault} {
  return {
    ok: false,
    fault: {message, ...(expected !== undefined && {expected}), ...(nearest !== undefined && {nearest})},
  };
}

/** Text of the page inside one of our sentences: made visible and short. */
export function quoted(text: string): string {
  return `"${display(text, 80)}"`;
}

/** `runbooks/x.md:41 Proof: "gone" is not a test; expected ...; did you mean absent?` */
export function problemText(problem: Problem): DisplayText {
  const field = problem.field === undefined ? '' : ` ${problem.field}:`;
  const expected = problem.expected === undefined ? '' : `; expected ${problem.expected}`;
  const nearest = problem.nearest === undefined ? '' : `; did you mean ${problem.nearest}?`;
  return display(`${problem.file}:${problem.line}${field} ${problem.message}${expected}${nearest}`);
}
