import {display, type DisplayText} from '../../display.ts';

/** What keeps an environment file from being used. Never holds what a secret might be. */
export type ConfigProblem = {
  /** As the operator calls it. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** Path of the field: `environments.rehearsal.gateway`. */
  field?: string;
  /** What was found. */
  message: string;
  /** What would have been right, to follow "expected". */
  expected?: string;
  /** The known word that was perhaps meant. */
  nearest?: string;
};

/** A problem before it is known what the file is called. */
export type Finding = Omit<ConfigProblem, 'file'>;

/** `mcp-runbook.yaml:4 environments.rehearsal.class: "rehersal"; expected rehearsal or live; did you mean rehearsal?` */
export function configProblemText({file, line, field, message, expected, nearest}: ConfigProblem): DisplayText {
  const place = field === undefined ? '' : ` ${field}:`;
  const right = expected === undefined ? '' : `; expected ${expected}`;
  const near = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return display(`${file}:${line}${place} ${message}${right}${near}`);
}
