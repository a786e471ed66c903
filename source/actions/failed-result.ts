import {exitCode, type ExitCode} from '../errors.ts';
import type {JsonObject} from '../json.ts';
import type {ActionFailure, ActionResult} from './action.ts';

/** A result that did not come about. `message` says what happened, `next` what to do now. */
export function failed(code: string, message: string, next: string, exit: ExitCode = exitCode.checkFailed, facts: JsonObject = {}): ActionResult & {failure: ActionFailure} {
  return {outcome: 'failed', facts, failure: {code, message, next, exit}, attachments: []};
}

/** A failure as one text, where only the reason is wanted. */
export function reasonOf({message, next}: Pick<ActionFailure, 'message' | 'next'>): string {
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${next}`;
}
