import {statedBy} from './proof-difference.ts';
import {notKnown, type ActionFailure, type ActionResult, type Ask, type Ports, type Question} from '../actions/action.ts';
import {exitCode} from '../errors.ts';
import {isJsonObject, type Json} from '../json.ts';
import {evaluate, valueAt} from '../runbook/proof.ts';
import type {Proof} from '../runbook/schema.ts';
import type {Body} from '../journal/event.ts';
import {notAnswered} from '../journal/step-record.ts';
import type {Speaker} from '../journal/speaker.ts';
import {runAction} from './run-action.ts';

export type ProofRecord = Body<'step.finished'>['proofs'][number];

/** One for each proof; undefined where nobody but the operator can say. */
export type Looked = ReadonlyArray<ProofRecord | undefined>;

/** Looks at every observable condition, then asks for the others. */
export async function prove(proofs: readonly Proof[], result: ActionResult | undefined, ports: Ports, signal: AbortSignal, speaker: Speaker = {}): Promise<ProofRecord[]> {
  return vouch(proofs, await lookAtAll(proofs, result, ports, signal), result, ports, signal, speaker);
}

/**
 * What this tool can see for itself. Without a result the operator did it otherwise, and vouches for what
 * only the action would show; so too where this tool cannot look (facts with `observable: false`, a fact `not known`).
 */
export async function lookAtAll(proofs: readonly Proof[], result: ActionResult | undefined, ports: Ports, signal: AbortSignal): Promise<Looked> {
  const looked: Array<ProofRecord | undefined> = [];
  for (const proof of proofs) looked.push(proof.kind === 'observed' ? await look(proof, result, ports, signal) : undefined);
  return looked;
}

/** Asks for what was not seen. Once something failed the rest need not be vouched for. */
export async function vouch(
  proofs: readonly Proof[],
  looked: Looked,
  result: ActionResult | undefined,
  ports: Pick<Ports, 'ask'>,
  signal: AbortSignal,
  speaker: Speaker,
): Promise<ProofRecord[]> {
  const records: ProofRecord[] = [];
  const failed = (some: Looked): boolean => some.some(record => record?.state === 'fails');
  for (const [index, {text}] of proofs.entries()) {
    const asked = looked[index] === undefined && (result?.outcome ?? 'done') === 'done' && !failed(looked) && !failed(records) && !isLeftOpen(records);
    const statement = asked ? await ports.ask(putTo(speaker, {kind: 'statement', text}), signal) : undefined;
    records.push(looked[index] ?? {text, expected: `${statedBy}${speaker.said_by ?? 'the operator'}`, ...judgeStatement(statement, speaker)});
  }
  return records;
}

/** The question, with whom it is for where that is not the operator. */
export const putTo = ({said_by: of}: Speaker, question: Question): Question => (of === undefined ? question : {...question, of});

type Observed = Extract<Proof, {kind: 'observed'}>;

/** What can be seen of a condition; undefined where nobody but the operator can say. */
async function look(proof: Observed, result: ActionResult | undefined, ports: Ports, signal: AbortSignal): Promise<ProofRecord | undefined> {
  const {text, subject: {action, path}, test} = proof;
  if (!action && !result) return undefined;
  const expected = evaluate(test, undefined, 0).expected;
  if (!action && result?.outcome !== 'done') return {text, state: 'not looked at', expected, found: 'there is no result'};
  const facts: Json = action ? (await runAction(action, ports, signal)).facts : (result?.facts ?? {});
  if (isJsonObject(facts) && facts.observable === false) return undefined;
  // The operator has just vouched for doing it.
  if (!action && result?.facts.by_hand === true) return {text, expected, ...judgeStatement('yes')};
  const value = valueAt(facts, path ?? 'value');
  if (value === notKnown) return undefined;
  const verdict = evaluate(test, value, ports.clock.now());
  return {text, state: verdict.holds ? 'holds' : 'fails', expected: verdict.expected, found: verdict.found};
}

/** What a person answers who is asked and does not answer yet; nobody can type it. */
export const leftOpen = '\u0000left open';

/** Whether somebody was asked and left a proof open; where nobody is there, none is asked for. */
export const isLeftOpen = (proofs: readonly ProofRecord[]): boolean => proofs.some(({state, found}) => state === 'not stated' && found.startsWith(leftOpenBy));

const leftOpenBy = 'left open by ';

function judgeStatement(answer: string | undefined, {by, said_by}: Speaker = {}): Pick<ProofRecord, 'state' | 'found' | 'by' | 'said_by'> {
  if (by && answer === 'yes') return {state: 'stated', found: 'stated by file, not by a person', by};
  if (by && answer === 'no') return {state: 'fails', found: 'denied by file, not by a person', by};
  const who = said_by ?? 'the operator';
  const said = said_by === undefined ? {} : {said_by};
  if (answer === 'yes') return {state: 'stated', found: 'stated, not verified', ...said};
  if (answer === 'no') return {state: 'fails', found: `${who} said no`, ...said};
  return {state: 'not stated', found: answer === leftOpen ? leftOpenBy + who : 'nobody stated it'};
}

/** Why a step has no end of which a question was left open. */
export const notStated: ActionFailure = {
  code: notAnswered,
  problem: 'a question of this step was left open',
  next: 'Run the step again to be asked again, or skip it with a reason.',
  exit: exitCode.checkFailed,
};

/** What a step came to: its action's word, unless a proof fails. */
export function verdict(result: ActionResult, proofs: readonly ProofRecord[]): ActionResult['outcome'] {
  return result.outcome === 'done' && proofs.some(({state}) => state === 'fails') ? 'failed' : result.outcome;
}

class LeftOpen extends Error {}

/** An action that asks goes no further without an answer. */
export const orLeave = (ask: Ask): Ask => async (question, signal) => {
  const answer = await ask(question, signal);
  if (answer === leftOpen) throw new LeftOpen('left open');
  return answer;
};

/** What an action came to that asked and was not answered: it has done nothing yet. */
export function leftBy(error: unknown): ActionResult {
  if (!(error instanceof LeftOpen)) throw error;
  return {outcome: 'failed', facts: {}, failure: notStated, attachments: []};
}
