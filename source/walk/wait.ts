import type {ActionFailure, ActionResult, Ports} from '../actions/action.ts';
import type {StorageError} from '../durable-file.ts';
import {exitCode} from '../errors.ts';
import type {StepRecord} from '../journal/step-record.ts';
import {shortestEvery} from '../runbook/field-value.ts';
import type {Step} from '../runbook/schema.ts';
import {formatSpan} from '../time.ts';
import {lookAtAll, type Looked} from './prove.ts';
import type {Report} from './report.ts';
import {notRun, runAction} from './run-action.ts';
import {lastedSince, stateOf, type Look} from './wait-looks.ts';

/** A wait that has come to its end; undefined: somebody stopped it, and it can be gone on with, or a look could not be kept. */
export type Waited = {result: ActionResult; looked: Looked} | undefined;

export type WaitOptions = {
  step: Step;
  ports: Ports;
  /** As the journal has it: when it was begun, and what it saw last. */
  record: Pick<StepRecord, 'started' | 'looked'> | undefined;
  /** How long it waits, milliseconds, where it is not as long as the page says. */
  patience: number | undefined;
  /** From 0 up to 1. */
  chance: () => number;
  /** Keeps a look in the record; answers why it could not. */
  keep(look: Look): StorageError | undefined;
  signal: AbortSignal;
};

/** So many looks are shown. */
const shownLooks = 5;

/** No two consoles look in step: each pause is up to a tenth longer or shorter. */
const jitter = 0.1;

/**
 * Looks again and again until everything that can be seen holds, or its time is over. Its first look, its
 * last and each change between them are kept; the others are only told. What cannot be kept is waited for no longer.
 */
export async function* waitFor({step, record, ports, patience, chance, keep, signal}: WaitOptions): AsyncGenerator<Report, Waited> {
  const {clock, environment} = ports;
  const time = patience ?? Math.max(0, (step.budget ?? 0) - lastedSince(record?.started?.at, clock.now()));
  const before = record?.looked && {look: record.looked.look, state: stateOf(record.looked.holds, record.looked.found)};
  const began = clock.monotonic();
  const every = Math.max(step.every ?? 0, shortestEvery);
  const stopped = (): boolean => signal.aborted;
  const looks: Look[] = [];
  let kept = before;
  const keepLast = (): StorageError | undefined => {
    const last = looks.at(-1);
    return last && last.look !== kept?.look ? keep(last) : undefined;
  };
  function* ended(failure = keepLast()): Generator<Report, undefined> {
    if (failure) yield {kind: 'refused', step: step.id, failure};
    return undefined;
  }
  for (let number = (before?.look ?? 0) + 1; ; number += 1) {
    if (stopped()) return yield* ended();
    const result = step.action ? await runAction(step.action, ports, signal) : notRun;
    const looked = stopped() ? [] : await lookAtAll(step.proofs, result, ports, signal);
    if (stopped()) return yield* ended();
    const holds = result.outcome === 'done' && looked.every(proof => proof === undefined || proof.state === 'holds');
    const look = {look: number, at: clock.now(), holds, found: environment.mask().text(findingOf(result, looked))};
    looks.splice(0, Math.max(0, looks.length + 1 - shownLooks));
    looks.push(look);
    const state = stateOf(holds, look.found);
    const isNews = state !== kept?.state;
    const lost = isNews ? keep(look) : undefined;
    if (isNews) kept = {look: number, state};
    const left = time - (clock.monotonic() - began);
    const over = holds || left <= 0;
    const pause = pauseOf(left, every, chance());
    yield {kind: 'waiting', step: step.id, waiting: {looks: [...looks], next: over || lost ? undefined : clock.now() + pause}};
    if (over) {
      keepLast();
      return {result: holds ? result : {...result, outcome: 'failed', failure: notSo(look, step)}, looked};
    }
    if (lost) return yield* ended(lost);
    await clock.sleep(pause, signal).catch((error: unknown) => {
      if (!stopped()) throw error;
    });
  }
}

/**
 * Whole milliseconds, so that each pause brings the end nearer: of less than one a clock may see nothing pass.
 * `left` is what is left of the time, milliseconds; `chance` from 0 to 1.
 */
export function pauseOf(left: number, every: number, chance: number): number {
  return Math.ceil(Math.min(left, Math.max(shortestEvery, Math.round(every * (1 - jitter + 2 * jitter * chance)))));
}

function findingOf(result: ActionResult, looked: Looked): string {
  if (result.failure) return result.failure.problem;
  const off = looked.find(proof => proof !== undefined && proof.state !== 'holds');
  return off ? `${off.text}: found ${off.found}` : looked.flatMap(proof => proof?.text ?? []).join('; ') || 'it holds';
}

function notSo({found, look}: Look, {budget = 0}: Step): ActionFailure {
  return {
    code: 'waited-too-long',
    problem: `it is not so after ${look} ${look === 1 ? 'look' : 'looks'}; the page waits ${formatSpan(budget).replace(/(?: 0[hms])+$/, '')}. Last: ${found}`,
    next: 'Call whoever decides how it goes on, or wait once more and say why.',
    exit: exitCode.checkFailed,
  };
}
