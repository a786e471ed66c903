import {exitCode, OperatorError} from '../errors.ts';

/** What happens around the steps of a drill, whoever walks it. */
export type Stage = {
  /** Before anything of the step runs. */
  enter(step: string): Promise<void>;
  /** When its outcome is known. */
  leave(step: string): Promise<void>;
  /** Whether the console dies between what the step did and its outcome. */
  dies(step: string): boolean;
};

/** The console of a drill has died in a step: its intent is on disk, its outcome is not. */
export class ConsoleDied extends OperatorError {
  constructor(step: string) {
    super(`the console died in step ${step}, as this drill has it`, {
      code: 'console-died',
      next: 'Start again: the session waits, and the step has to be settled.',
      exit: exitCode.unknown,
    });
  }
}
