import type {WantedAgreement} from '../../walk/ask-agreement.ts';
import type {Occasion} from '../../walk/notice/notice.ts';
import type {Beside} from '../../session/occupied.ts';
import type {Decision} from '../../walk/conductor.ts';
import type {Key} from './key.ts';

/** What the world is asked to do. One place performs them: perform.ts, and perform-in-walk.ts for an open walk. */
export type Effect =
  | WalkEffect
  | {type: 'open'; runbook: string; environment: string; operator: string; drill?: string | undefined; seed?: number | undefined; beside?: Beside | undefined}
  | {type: 'resume'; session: string; operator: string; /** Whoever goes on has said so. */ said?: true; /** Why, although its environment is described otherwise now. */ despite?: string; beside?: Beside | undefined}
  /** From the step that restores MCP, after a walk that was closed before it. */
  | {type: 'restore'; session: string; operator: string; beside?: Beside | undefined}
  | {type: 'read status'; look: boolean}
  /** The four of doctrine. */
  | {type: 'read documents'}
  /** Closes what is over, and reads what the first screen lists anew. */
  | {type: 'close walk'}
  | {type: 'list sessions'}
  | {type: 'list drills'; operator: string}
  | {type: 'tell session'; session: string}
  /** Tells what it has come to, again and again, until it is stopped. */
  | {type: 'watch session'; session: string}
  | {type: 'stop watching'}
  | {type: 'write record'; session: string}
  /** Puts it where the terminal pastes from (OSC 52); whether it takes it nobody can tell. */
  | {type: 'copy'; text: string}
  /** Gives the terminal back until the shell continues us. */
  | {type: 'suspend'}
  /** Bell and notice of the terminal: somebody is waited for. */
  | {type: 'ring'; title: string}
  | {type: 'remember'; preferences: {operator?: string; environment?: string; ascii?: boolean; motion?: boolean; learned?: boolean}}
  | {type: 'exit'; code: number};

/** A path as far as what is there leaves no choice, and the names it may go on with. */
export type Completed = {text: string; choices: readonly string[]};

/** What is asked of an open session. */
export type WalkEffect =
  /** Looks whether a step without an outcome happened. */
  | {type: 'probe'; step: string}
  /** Runs the step, or writes what was said. */
  | {type: 'decide'; decision: Decision}
  /** Reads a file and writes that it was added. */
  | {type: 'attach'; step: string; path: string}
  | {type: 'complete path'; typed: string}
  | {type: 'plan'; step: string}
  | {type: 'stop planning'}
  /** At other desks of the team, until it is stopped. */
  | ({type: 'ask desks'} & WantedAgreement)
  | {type: 'stop asking'}
  | {type: 'answer'; text: string | undefined}
  /** A key that edits what must not be seen; it is collected outside the state. */
  | {type: 'conceal'; key: Key}
  | {type: 'conceal once more'}
  /** Tells whether it was the same both times. */
  | {type: 'compare concealed'}
  | {type: 'answer concealed'}
  | {type: 'stop running'}
  | {type: 'await second press'}
  /** Tells when no key has come for a moment; whoever asks again begins anew. */
  | {type: 'await quiet'}
  /** What others have to know at once, before any line tells it. */
  | {type: 'tell others'; occasion: Occasion}
  | {type: 'review ledger'}
  | {type: 'compare telemetry'};
