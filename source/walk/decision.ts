import type {ApprovalSource} from '../journal/approval-given.ts';
import type {Attachment} from '../journal/evidence.ts';
import type {Body} from '../journal/event.ts';
import type {Speaker} from '../journal/speaker.ts';
import type {Branch} from '../runbook/schema.ts';
import type {Plan} from './plan.ts';
import type {Settlement} from './report.ts';

/**
 * What was decided: one value from the key press, the typed line or the answer of a drill to the line
 * of the journal. `step`: the one that it is about.
 */
export type Decision = {kind: 'run'; step: string; allowance: Allowance} | Said;

/** What is written down and nothing else. */
export type Said =
  /** A second person agrees to a plan; at this keyboard where no `source` says otherwise. */
  | {kind: 'approve'; step: string; approver: string; plan: Plan; source?: ApprovalSource}
  | {kind: 'skip'; step: string; reason: string}
  | ({kind: 'note'; step: string | undefined; text: string} & Speaker)
  /** What the walk belongs to from here on; undefined: to no incident. */
  | {kind: 'name incident'; incident: string | undefined}
  /** A hint of the drill is shown; `number` counts those of its page from 1. */
  | {kind: 'hint'; step: string | undefined; number: number; text: string}
  /** What a person says of a step that may have happened; it is never run again by itself. */
  | {kind: 'settle'; step: string; settlement: Settlement; note: string; probe: string | undefined}
  /** The walk goes on elsewhere, or ends, as the page allows; `by` a file of answers where no person judged so. */
  | {kind: 'take way'; step: string; branch: Branch; reason: string; by?: 'answers' | undefined}
  /** This step instead of the one that is due. */
  | {kind: 'go to'; step: string; reason: string}
  /** A file that is added to the record, as text. */
  | {kind: 'attach'; step: string | undefined; attachment: Attachment}
  /** It took too long, milliseconds, and what the operator makes of it. */
  | {kind: 'over budget'; step: string; milliseconds: number; budget: number; choice: Body<'budget.exceeded'>['choice']}
  /** From one operator to the next at the same keyboard. */
  | {kind: 'hand over'; to: string; note: string}
  /** Kept, to be continued; closed where every step has been walked. */
  | {kind: 'leave'; reason: string}
  /** Closed for good; `away`: nothing was changed in it, and nobody needs to see it again. */
  | {kind: 'end'; reason: string; away?: true};

/** How a step is allowed to run. */
export type Allowance = {
  /** What the operator typed. */
  confirmed?: string | undefined;
  /** The plan that was read; nothing runs when it no longer holds. */
  plan?: Plan | undefined;
  /** Why it is run once more where the page does not say so. */
  reason?: string | undefined;
  /** How the operator did it instead of the action. */
  otherwise?: string | undefined;
  /** What is asked on the way is answered by a file. */
  by?: 'answers' | undefined;
  /** How long a wait waits, milliseconds, where it is not as long as the page says: nobody is there to see it. */
  patience?: number | undefined;
  /** Why it runs without the second person that it needs. */
  breakGlass?: string | undefined;
};
