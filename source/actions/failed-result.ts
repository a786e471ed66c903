import {exitCode, refused, type ExitCode, type Refused} from '../errors.ts';
import type {JsonObject} from '../json.ts';
import type {ActionFailure, ActionResult} from './action.ts';

/** A result that did not come about. `problem` says what happened, `next` what to do now. */
export function failed(code: string, problem: string, next: string, exit: ExitCode = exitCode.checkFailed, facts: JsonObject = {}): ActionResult & {failure: ActionFailure} {
  return {outcome: 'failed', facts, failure: {code, problem, next, exit}, attachments: []};
}

/** The answer of a plan where the action would fail like that. */
export function notPlanned({failure: {problem, next}}: {failure: ActionFailure}): Refused {
  return refused(problem, next);
}
