import type {StorageError} from '../durable-file.ts';
import {exitCode, OperatorError} from '../errors.ts';

/** Nothing runs that cannot be recorded first (design, section 1). `problem`: what that stands in the way of, in words. */
export function notRecorded(error: StorageError, problem: string, then: 'start again' | 'resume again' = 'start again'): OperatorError {
  return new OperatorError(`${problem}: ${error.message}`, {
    code: 'not-recorded',
    next: `Nothing was run. Make room or correct the permissions, then ${then}.`,
    exit: exitCode.notRecorded,
    cause: error,
  });
}
