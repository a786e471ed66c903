import type {ActionResult, Progress} from '../actions/action.ts';
import type {StorageError} from '../durable-file.ts';
import type {Trouble} from '../errors.ts';
import type {Body, JournalEvent} from '../journal/event.ts';
import type {Looked, ProofRecord} from './prove.ts';
import type {Session} from '../journal/session.ts';
import type {Waiting} from './wait-looks.ts';

export type Outcome = Body<'step.finished'>;
export type Settlement = Body<'step.settled'>['settlement'];

/** What the conductor tells whoever drives it: the app, plain mode, or an unattended run. */
export type Report =
  | {kind: 'progress'; step: string; progress: Progress}
  /** A wait has looked, and will again. */
  | {kind: 'waiting'; step: string; waiting: Waiting}
  /** What the action found, masked; the proofs are still to be looked at. */
  | {kind: 'acted'; step: string; result: ActionResult}
  /** What could be seen of the proofs, masked, before anybody is asked for the others. */
  | {kind: 'looked'; step: string; proofs: Looked}
  /** The very event that is on disk, and the session with it folded in. */
  | {kind: 'written'; event: JournalEvent; session: Session}
  /** It ran, but the record could not be written; it does not count. */
  | {kind: 'unrecorded'; step: string; outcome: Outcome; failure: StorageError}
  /** What must hold first does not; nothing was run and nothing written. */
  | {kind: 'not yet'; step: string; unmet: ProofRecord[]}
  /** Its plan cannot be made or no longer holds, or somebody has not agreed; nothing was run and nothing written. */
  | {kind: 'not run'; step: string; trouble: Trouble}
  /** It could not be recorded: nothing was changed, and what was waited for is waited for no longer. */
  | {kind: 'refused'; step: string; failure: StorageError};
