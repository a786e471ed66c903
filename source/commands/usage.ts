import {exitCode, OperatorError} from '../errors.ts';

/** What was typed cannot be meant. `next`: what to type instead. */
export function usage(message: string, next: string): OperatorError {
  return new OperatorError(message, {code: 'usage', next, exit: exitCode.usage});
}
