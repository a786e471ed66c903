import {exitCode, OperatorError} from '../errors.ts';

/** The console of a drill has died in a step: its intent is on disk, its outcome is not. */
export class ConsoleDied extends OperatorError {
  /** `step`: as people know it. */
  constructor(step: string) {
    super(`the console died in ${step}, as this drill has it`, {
      code: 'console-died',
      next: 'Start again: the session waits, and the step has to be settled.',
      exit: exitCode.unknown,
    });
  }
}
