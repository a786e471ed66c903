import type {LastIncident} from '../../journal/incidents-text.ts';
import type {Allowance, Plan, Question, Settlement} from '../../walk/conductor.ts';
import type {Departure} from './departure.ts';
import type {Field} from './text-field.ts';

/** What the operator is doing in a walk. */
export type Phase =
  | {name: 'reading'}
  /** Why the step is run again where the page does not say so. */
  | {name: 'retrying'; field: Field}
  /** Why the operator goes this way. */
  | {name: 'departing'; way: Departure; field: Field}
  /** The plan is being made, by reading only. */
  | {name: 'planning'; allowance: Allowance}
  /** The second person's name, then the digits of the plan that this person agrees to. */
  | ({name: 'naming'; field: Field} & ReadPlan)
  | ({name: 'approving'; approver: string; field: Field; /** Somebody has tried to paste into it. */ pasted?: true} & ReadPlan)
  | ({name: 'confirming'; field: Field; pasted?: true} & ReadPlan)
  | Running
  /** The characters of a secret are not here: the field holds a dot for each. */
  | {name: 'asking'; step: string; question: Question; field: Field; /** Of a statement: what was pressed within the last moment. */ heard?: Said | 'other'; /** Of a secret: a character was typed by hand, where a slip is unseen; then all of it is typed once more. */ by?: 'hand' | 'hand, once more'}
  | {name: 'over budget'; step: string; /** Milliseconds, as the next. */ milliseconds: number; budget: number}
  | {name: 'noting'; field: Field}
  | {name: 'naming incident'; field: Field; /** What was worked on in the environment, the last first. */ known: readonly LastIncident[]}
  | {name: 'skipping'; field: Field}
  | {name: 'attaching'; field: Field}
  /** The outgoing operator's note first, then the incoming one's name. */
  | {name: 'handing over'; note: string | undefined; field: Field}
  /** A step that may have happened: what the probe saw, then what the operator says, then why. */
  | {name: 'settling'; probe: readonly string[] | undefined}
  | {name: 'explaining'; probe: readonly string[] | undefined; settlement: Settlement; field: Field};

/** `toItsEnd`: its last row was in sight; nothing is agreed to before that. */
type ReadPlan = {plan: Plan; allowance: Allowance; toItsEnd?: true};

/** To a statement. */
export type Said = 'yes' | 'no';

export type Running = {
  name: 'running';
  step: string;
  /** Milliseconds so far. */
  elapsed: number;
  stopping: 'no' | 'after this step' | 'now';
  /** One more ctrl-c stops it now. */
  armed?: boolean;
  /** Code of the signal that stops it. */
  exit?: number;
};
