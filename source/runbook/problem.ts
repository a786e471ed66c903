import {display} from '../display.ts';
import type {DisplayText} from '../display.ts';
import type {RuleId} from './rules.ts';

/** What is wrong with a page. */
export type Problem = {
  file: string;
  /** Counted from 1. */
  line: number;
  /** The field bullet or frontmatter key concerned. */
  field?: string;
  rule: RuleId;
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
export function fault(rule: RuleId, message: string, expected?: string, nearest?: string): {ok: false; fault: Fault} {
  return {
    ok: false,
    fault: {rule, message, ...(expected !== undefined && {expected}), ...(nearest !== undefined && {nearest})},
  };
}

/** Text of the page inside one of our sentences: made visible and short. */
export function quoted(text: string): string {
  return `"${display(text, 80)}"`;
}

/** `runbooks/x.md:41 Proof: "gone" is not a test; expected ...; did you mean absent?` */
export function problemText(problem: Omit<Problem, 'rule'>): DisplayText {
  const field = problem.field === undefined ? '' : ` ${problem.field}:`;
  return display(`${problem.file}:${problem.line}${field} ${problem.message}${advice(problem)}`);
}

/** `runbooks/x.md:41: proof-form: Proof: "gone" is not a test; expected ...`, as editors and CI read it. */
export function ruleText(problem: Problem): DisplayText {
  const field = problem.field === undefined ? '' : ` ${problem.field}:`;
  return display(`${problem.file}:${problem.line}: ${problem.rule}:${field} ${problem.message}${advice(problem)}`);
}

function advice({expected, nearest}: Pick<Problem, 'expected' | 'nearest'>): string {
  return `${expected === undefined ? '' : `; expected ${expected}`}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}
