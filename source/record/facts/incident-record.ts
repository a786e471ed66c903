import type {ApprovalSource} from '../../journal/approval-given.ts';
import type {GapConnector} from '../../ledger/gaps.ts';
import type {Debrief} from '../../drill/debrief.ts';
import type {Body, JournalEvent} from '../../journal/event.ts';
import type {Verification} from '../../verify/verify-session.ts';

/**
 * What one session's journal, its evidence and the ledger tell, as data: `record.json` of an incident
 * record is this value as an ASCII document with two spaces of indent. Texts are as they were recorded
 * (masked, raw otherwise); whoever shows them makes them displayable. Nothing in it depends on when or
 * where it was exported. Members are only ever added; a change of their meaning changes `v`.
 */
export type IncidentRecord = {
  format: 'mcp-runbook incident record';
  v: 1;
  /** Id of the session, the name of its folder. */
  session: string;
  class: JournalEvent['class'] | null;
  /** What the first line says; null where it cannot be read. */
  opened: Opening | null;
  /** `completed` and `stopped` as the closing line says. */
  state: 'completed' | 'stopped' | 'unfinished';
  /** The closing line; null while the session is unfinished. */
  closed: (Stamp & {reason: string | null; steps: Body<'session.closed'>['steps']}) | null;
  /** What was practised; null where it was no drill. */
  drill: DrillStory | null;
  /** Time of the last readable line. */
  last_at: string | null;
  /** Everybody who wrote a line, in the order of their first one. */
  operators: string[];
  journal: JournalFacts;
  /** What `sessions verify` said about the very files in this folder. */
  verification: Verification;
  /** What went otherwise than the page says, in the order of the journal. */
  deviations: Deviation[];
  /** In the order they were walked; steps that were not reached come last. */
  steps: StepStory[];
  /** What it was said to belong to after the first line, in order; null: to nothing. */
  named: Array<Stamp & {incident: string | null}>;
  /** `said_by`: who said it where that was not the operator; null: the operator. */
  notes: Array<Stamp & {step: string | null; text: string; said_by: string | null}>;
  /** Times and places about which the record is silent. */
  gaps: RecordGap[];
  evidence: KeptEvidence[];
  ledger: LedgerFacts;
  gap_notes: GapNotes;
  /** Sentences: what is named and not in this folder. */
  missing: string[];
  /** Texts that look like tokens and that somebody vouched for, so that the record could be exported. */
  vouched: Array<{shape: string; mark: string}>;
};

/** Where and when something was written. `line` counts whole lines from 1 over all journal files. */
export type Stamp = {line: number; at: string; operator: string};

export type Opening = Stamp &
  Pick<Body<'session.opened'>, 'runbook' | 'tool' | 'host' | 'environment' | 'mode' | 'incident' | 'toggles' | 'earlier'>;

/** `debrief` is null where it cannot be told, and `why_not` says why. */
export type DrillStory = {id: string; title: string; debrief: Debrief | null; why_not: string | null};

export type JournalFacts = {
  files: Array<{name: string; bytes: number; lines: number; sha256: string; /** Bytes after the last line feed. */ torn_bytes: number}>;
  lines: number;
  /** SHA-256 of the last whole line. */
  head: string | null;
  /** Lines that are no event of the journal. */
  unreadable: Array<{file: string; line: number; problem: string}>;
};

export type DeviationKind =
  | 'skipped'
  | 'failed'
  | 'retried'
  | 'done otherwise'
  | 'break glass'
  | 'another plan'
  | 'over budget'
  | 'unknown'
  | 'settled'
  | 'proof overridden'
  | 'proof failed'
  | 'not looked at'
  | 'stated, not verified'
  | 'not stated'
  | 'out of order'
  | 'left by a way of the page'
  | 'led back'
  | 'led on'
  | 'not walked'
  | 'handed over'
  | 'another operator'
  | 'recovered'
  | 'taken over'
  | 'environment changed'
  | 'continued'
  | 'beside others'
  | 'ledger alarm';

export type Deviation = Stamp & {
  kind: DeviationKind;
  step: string | null;
  /** In our words. */
  what: string;
  /** In the operator's words, or those of what failed, or how the page explains it. */
  reason: string | null;
};

type Started = Body<'step.started'>;

/** What an older journal does not say is null. */
type Known<Members> = {[Name in keyof Members]-?: Exclude<Members[Name], undefined>};

export type StepRun = {
  attempt: number;
  /** In which pass of the walk over this step, from 1. */
  pass: number;
  /** The intent; null where its line is missing. */
  started: (Stamp & Pick<Started, 'effect' | 'changes' | 'action' | 'confirmed' | 'before'> & Known<Pick<Started, 'plan' | 'reason' | 'otherwise' | 'break_glass'>>) | null;
  /** Null where no outcome was recorded: whether it acted is unknown. */
  finished:
    | (Stamp & Pick<Body<'step.finished'>, 'outcome' | 'milliseconds' | 'proofs' | 'failure' | 'evidence' | 'receipt' | 'next'> & Known<Pick<Body<'step.finished'>, 'turn'>> & {findings: RunFinding[]})
    | null;
};

/** One thing that a step judged, such as a connector, and what it went by. */
export type RunFinding = {subject: string; verdict: string; details: Array<{name: string; value: string}>};

export type StepStory = {
  /** Position on the page, from 1; null for a step that the first line does not name. */
  number: number | null;
  id: string;
  title: string;
  /** `not walked again`: the walk went back before it, and has not come here since. */
  status: 'done' | 'failed' | 'skipped' | 'unknown' | 'not done' | 'not walked' | 'not walked again';
  /** How often the walk came here; 0 for a step that was not walked. */
  passes: number;
  runs: StepRun[];
  skips: Array<Stamp & {reason: string}>;
  settlements: Array<Stamp & Pick<Body<'step.settled'>, 'settlement' | 'note' | 'probe'>>;
  approvals: Array<Stamp & {approver: string; digits: string; source?: ApprovalSource}>;
  /** When the operator went elsewhere from here, and why. */
  leavings: Array<Stamp & Pick<Body<'step.left'>, 'way' | 'turn' | 'next' | 'reason'>>;
  /** When it took too long, milliseconds, and what the operator chose. */
  over_budget: Array<Stamp & Pick<Body<'budget.exceeded'>, 'milliseconds' | 'budget' | 'choice' | 'note'>>;
};

/** `rotation`: the ledger shows no rotation drill; `recording`: nobody wrote, or what was written is not here. */
export type RecordGap = {kind: 'recording' | 'rotation'; from: string | null; to: string | null; what: string; words: string | null};

/** A file that a line names, and where the record has it. */
export type KeptEvidence = {
  sha256: string;
  bytes: number | null;
  name: string;
  media_type: string;
  step: string | null;
  /** Lines that name it; empty for one that was kept and never named, as a crash leaves it. */
  lines: number[];
  present: boolean;
};

/** The session's own lines of the gap file beside the ledger, in their order. */
export type GapNotes = {
  /** The copy; null where there is no such line. */
  file: string | null;
  sha256: string | null;
  /** Why there may be more. */
  problem: string | null;
  notes: Array<{at: string; gap_id: string; event: 'gap.opened' | 'gap.closed'; operator: string | null; reason: string | null; connectors: GapConnector[]}>;
};

export type LedgerFacts = {
  /** Length of the ledger when the session opened. */
  opened_bytes: number | null;
  /** The copy: bytes `offset` to `offset + bytes` of the ledger. */
  copied: {file: string; offset: number; bytes: number; lines: number; own_lines: number; /** In which a secret of another writer was masked. */ masked_lines: number; torn_bytes: number; sha256: string} | null;
  why_not: string | null;
  /** `rotated_at` of the newest stamped entry before the session, and of the first one since. */
  newest_before: string | null;
  first_since: string | null;
  /** How what was pinned stands now, and in one sentence what that means; null where it holds. */
  standing: {state: 'holds' | 'changed' | 'cut' | 'missing' | 'unreadable'; says: string | null};
  /** Beginnings of the ledger that the journal pinned, and whether they are still what they were. */
  pins: Array<{line: number; bytes: number; sha256: string; state: 'holds' | 'changed' | 'shorter' | 'unreadable'}>;
};
