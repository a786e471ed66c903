/** What happens around the steps of a walk besides what the operator does; whoever walks only says when. */
export type Stage = {
  /** Before anything of the step runs. */
  enter(step: string): Promise<void>;
  /** Between what the step did and its outcome; what is thrown here ends the walk with the outcome not on disk. */
  acted(step: string): void;
  /** When its outcome is known. */
  leave(step: string): Promise<void>;
};
