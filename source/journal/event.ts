import * as z from 'zod/mini';
import {pinVerdicts} from '../ledger/pin-verdict.ts';
import {approvalGiven} from './approval-given.ts';
import {shapeOf, type Shape} from './quick-check.ts';
import {speaker} from './speaker.ts';
import {journalFormat, laterFormat} from './journal-format.ts';

/**
 * The journal's lines (design, section 8). Unknown members are kept, so that a later version's journal
 * can still be read; known ones are checked. All texts were masked before they came here.
 */

const text = z.string();
const count = z.int().check(z.nonnegative());
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const stepId = z.nullable(text);

/** A file kept beside the journal as `evidence/<sha256>`. */
const evidence = z.looseObject({sha256, bytes: count, name: text, media_type: text});

const toggle = z.looseObject({name: text, found: z.nullable(text), source: text});

const drill = z.looseObject({
  id: text,
  title: text,
  /** Of the page that it is on, kept as evidence. */
  sha256: z.optional(sha256),
  /** What it was drawn by; left out where it was named. */
  seed: z.optional(count),
  /** What this operator had made of the same drill before, by the roster of results. */
  earlier: z.optional(z.looseObject({attempts: count, best: count, last: z.looseObject({at: text, score: count, milliseconds: count})})),
});

const environment = z.looseObject({
  name: text,
  gateway: text,
  gateway_source: text,
  /** What stood between here and there; left out where nothing did. */
  proxy: z.optional(text),
  /** The file that describes it; left out where none does. */
  file: z.optional(text),
  file_sha256: z.optional(sha256),
  /** What decides what may be changed and where it goes; `mark`: the first 12 digits of the digest of the whole value. */
  settings: z.optional(z.array(z.looseObject({name: text, value: text, mark: text}))),
  /** Of this shell, what commands get and what decides the same; `key`: by which the fingerprint of a secret was made. Left out by earlier versions, empty where no command is run. */
  given: z.optional(z.array(z.looseObject({name: text, found: z.nullable(text), mark: text, key: z.optional(text)}))),
});

const opened = z.looseObject({
  runbook: z.looseObject({id: text, title: text, version: text, sha256}),
  /** `budget`: milliseconds that the page allows, of a step somebody is late with; a wait ends by itself. */
  steps: z.array(z.looseObject({id: text, title: text, budget: z.optional(count)})),
  tool: z.looseObject({name: text, version: text}),
  host: text,
  environment,
  mode: z.enum(['interactive', 'plain', 'auto']),
  incident: z.nullable(text),
  /** What was open in the same environment, or had left MCP off there, and why this was begun all the same. */
  beside: z.optional(z.looseObject({sessions: z.array(text), reason: text})),
  /** The closed walk that this one goes on with, and the step that it begins at. */
  continues: z.optional(z.looseObject({session: text, step: text})),
  /** The drill that is walked; left out outside of drills. */
  drill: z.optional(drill),
  toggles: z.array(toggle),
  /** For this walk alone: variables of the rotation that were set, and that no smoke run sends its heartbeat; left out where all is as usual. */
  set: z.optional(z.array(z.looseObject({name: text, value: text}))),
  skip_heartbeat: z.optional(z.literal(true)),
  /** Newest sessions of this operator, so that the removal of one is noticed. */
  earlier: z.array(z.looseObject({session: text, head: sha256})),
  /** The ledger's bytes up to here must never change. */
  ledger: z.looseObject({bytes: count, sha256, /** Left out where it could be read. */ verdict: z.optional(z.literal('unreadable'))}),
});

/** The ledger at this moment, and how the bytes that were pinned before stand. */
const pinned = z.looseObject({bytes: count, sha256, verdict: z.enum(pinVerdicts)});

/** What the step would change, as it was read before it was allowed. */
const plan = z.looseObject({
  sha256,
  /** The last four hex digits of `sha256`: what was typed. */
  digits: text,
  until: text,
  by_hand: z.boolean(),
  items: z.array(z.looseObject({what: text, where: text, from: z.nullable(text), to: text})),
});

const turns = ['retry', 'step', 'stop', 'escalate'] as const;

/** `not looked at`: there was no result to look into. */
const proofStates = ['holds', 'fails', 'stated', 'not stated', 'not looked at'] as const;

const proof = z.looseObject({text, state: z.enum(proofStates), expected: text, found: text, ...speaker});

const started = z.looseObject({
  step: text,
  attempt: count,
  effect: z.enum(['reads', 'changes']),
  /** What the step says it changes; null for one that reads. */
  changes: z.nullable(text),
  action: z.nullable(z.looseObject({name: text, parameters: z.array(text)})),
  /** What the operator typed to allow it, or how it was allowed; null when nothing was asked. */
  confirmed: z.nullable(text),
  /** Where the ledger ended: what a probe looks behind when no outcome follows. */
  ledger: z.looseObject({bytes: count}),
  plan: z.optional(z.nullable(plan)),
  /** Why it is done once more, where the page does not say so itself. */
  reason: z.optional(z.nullable(text)),
  /** How the operator did it instead of the action. */
  otherwise: z.optional(z.nullable(text)),
  /** Why it is done without the second person that it needs. */
  break_glass: z.optional(z.nullable(text)),
  /** It looks again and again until what it waits for is so; whoever resumes goes on with it. */
  waits: z.optional(z.literal(true)),
  /** What somebody stated of what must hold before it. */
  before: z.optional(z.array(proof)),
});

const finished = z.looseObject({
  step: text,
  attempt: count,
  outcome: z.enum(['done', 'failed', 'unknown']),
  milliseconds: count,
  proofs: z.array(proof),
  failure: z.nullable(z.looseObject({code: text, message: text, next: text})),
  evidence: z.array(evidence),
  /** The receipt that this step made, relative to the root; null for most steps. `token`: the fingerprint of one that it put in. */
  receipt: z.nullable(text),
  token: z.optional(text),
  /** After a step that changes something; null for one that reads. */
  ledger: z.nullable(pinned),
  /** The step that comes next; null after the last one. After a failure this one, unless `turn` is `step`. */
  next: stepId,
  /** Where the page leads after a failure; null where it says nothing. */
  turn: z.optional(z.nullable(z.enum(turns))),
});

const bodies = {
  'session.opened': opened,
  'step.started': started,
  'step.finished': finished,
  /** What a wait saw: at its first look, at its last, and where it changed between them. `look` counts from 1. */
  'step.looked': z.looseObject({step: text, attempt: count, look: count, holds: z.boolean(), found: text}),
  'step.skipped': z.looseObject({step: text, reason: text, next: stepId}),
  'step.settled': z.looseObject({step: text, settlement: z.enum(['done', 'not done', 'cannot tell', 'accepted']), note: text, probe: z.nullable(text), /** When the program had looked: it may be older than what was said of it. */ probed_at: z.optional(text), next: stepId}),
  /** The operator goes another way than on: one that the page names, or out of order. */
  'step.left': z.looseObject({step: text, way: text, turn: z.enum([...turns, 'out of order']), next: text, reason: text, by: z.optional(z.literal('answers'))}),
  'budget.exceeded': z.looseObject({step: text, milliseconds: count, budget: count, choice: z.enum(['keep going', 'hand over', 'escalate']), note: z.nullable(text)}),
  /** From here on the walk belongs to this incident; null: to none. */
  'incident.named': z.looseObject({incident: z.nullable(text)}),
  'note.added': z.looseObject({step: stepId, text, ...speaker}),
  /** A hint of the drill was shown; `number` counts those of its page from 1. */
  'hint.taken': z.looseObject({step: stepId, number: count, text}),
  'evidence.added': z.looseObject({step: stepId, evidence}),
  'approval.given': approvalGiven,
  'session.paused': z.looseObject({step: stepId, reason: text}),
  'session.resumed': z.looseObject({
    tool: z.looseObject({name: text, version: text}),
    host: text,
    ledger: pinned,
    environment: z.optional(environment),
    /** MCP's, as in the first line; left out by older versions. */
    toggles: z.optional(z.array(toggle)),
    /** How the environment is described otherwise than before, a sentence each, and why it was gone on with all the same; then who was there. */
    changed: z.optional(z.array(text)),
    despite: z.optional(text),
    /** Taken over by a console with a rotation ledger of its own: what is pinned and counted in it begins anew. */
    another_ledger: z.optional(z.literal(true)),
    beside: opened.shape.beside,
  }),
  'session.handed-over': z.looseObject({from: text, to: text, note: text}),
  /** `taken`: by another console, from whom and why; how often that happened counts up. */
  'session.recovered': z.looseObject({segment: text, bytes: count, head: sha256, torn: z.nullable(text), taken: z.optional(z.looseObject({epoch: count, from: text, reason: text}))}),
  'session.closed': z.looseObject({
    verdict: z.enum(['completed', 'stopped']),
    /** Opened by mistake, and nothing was changed in it: it stays, out of the way. */
    thrown_away: z.optional(z.literal(true)),
    /** Where it was walked and what it belonged to, so that the end alone tells it; left out by older versions. */
    environment: z.optional(text),
    incident: z.optional(z.nullable(text)),
    reason: z.nullable(text),
    steps: z.looseObject({done: count, failed: count, skipped: count, unknown: count, open: count}),
    /** Where the ledger ended: what others append later is not this session's. Left out where it could not be read. */
    ledger: z.optional(z.looseObject({bytes: count, sha256})),
    /**
     * SHA-256 of this very line with these 64 digits as zeros: no later line's `prev` pins the last
     * one, so it pins itself.
     */
    digest: sha256,
  }),
} as const;

type Bodies = {[Type in keyof typeof bodies]: z.infer<(typeof bodies)[Type]>};
export type EventType = keyof Bodies;
export type Body<Type extends EventType> = Bodies[Type];

const envelope = {
  v: z.literal(journalFormat),
  session: text,
  seq: count,
  prev: sha256,
  at: text,
  operator: text,
  class: z.enum(['practice', 'rehearsal', 'live']),
};

type EventOf<Type extends EventType> = {
  v: typeof journalFormat;
  session: string;
  seq: number;
  /** SHA-256 of the previous line's bytes without LF; 64 zeros on the first line. */
  prev: string;
  /** Canonical timestamp. */ at: string;
  operator: string;
  class: 'practice' | 'rehearsal' | 'live';
  type: Type;
  body: Bodies[Type];
};

/** One line of the journal. */
export type JournalEvent = {[Type in EventType]: EventOf<Type>}[EventType];

export const firstPrev = '0'.repeat(64);

/** Made when the first line of its type is read: few types stand in most journals. */
const checks = new Map<string, {schema: z.ZodMiniType; shape: Shape}>();

function checkOf(type: string): {schema: z.ZodMiniType; shape: Shape} | undefined {
  const known = checks.get(type);
  if (known || !Object.hasOwn(bodies, type)) return known;
  const schema = z.looseObject({...envelope, type: z.literal(type), body: bodies[type as EventType]});
  return checks.set(type, {schema, shape: shapeOf(schema)}).get(type);
}

export type EventReading = {ok: true; event: JournalEvent} | {ok: false; problems: string[]};

/** Checks one parsed line. Problems name the member, such as `body.step: expected string`. */
export function readEvent(value: unknown): EventReading {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const known = typeof type === 'string' ? checkOf(type) : undefined;
  if (!known) return {ok: false, problems: [laterFormat(value) ?? 'type: no known journal event']};
  if (known.shape(value)) return {ok: true, event: value as JournalEvent};
  const reading = known.schema.safeParse(value);
  return reading.success
    ? {ok: true, event: reading.data as JournalEvent}
    : {ok: false, problems: [laterFormat(value) ?? reading.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)].flat()};
}
