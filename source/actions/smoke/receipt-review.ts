import {doctrineText} from '../../connector/doctrine.ts';
import {readReceipt} from '../../connector/receipt.ts';
import {parseStrictText} from '../../connector/strict-json.ts';
import {exitCode} from '../../errors.ts';
import {mostOfOurs, readText} from '../../file-door.ts';
import type {Json, JsonObject} from '../../json.ts';
import type {Action, ActionResult} from '../action.ts';

/** Reads the receipt that this session's smoke run left on disk, as an auditor would. */
export const reviewReceipt: Action = {
  signature: {name: 'receipt.review', effect: 'reads', parameters: []},
  facts: {
    receipt: 'its path',
    targets: 'that it names',
    'session.*': 'of the handshake, such as its `id`',
    doctrine_ok: 'whether there are neither failures nor findings',
    doctrine_failures: 'the texts of the failures',
    findings: 'ours; none where another program wrote it',
  },
  async *run(_parameters, {environment, earlier}) {
    const {receipt: path} = earlier;
    if (path === undefined) {
      return failed('no-receipt', 'this session has no receipt yet', 'Run the smoke step first.');
    }
    yield {stage: 'receipt', state: 'running', text: path};
    const parsed = read(path);
    if ('failure' in parsed) return parsed;
    const reading = readReceipt(parsed.value);
    if (!reading.ok) {
      return failed('receipt-invalid', `${path}: ${reading.problems.join('; ')}`, 'Keep the file as it is, note it, and run the smoke step again.');
    }
    const {targets, session, doctrineOk, doctrineFailures, findings} = reading.receipt;
    yield {stage: 'receipt', state: 'ok', text: path};
    yield {stage: 'targets', state: 'ok', text: targets.join(', ')};
    yield {stage: 'session', state: session === undefined ? 'failed' : 'ok', text: session === undefined ? 'none' : String(session.id)};
    yield {stage: 'doctrine', state: doctrineOk ? 'ok' : 'failed', text: doctrineText({ok: doctrineOk, failures: doctrineFailures, findings})};
    const facts: JsonObject = {
      receipt: path,
      targets,
      session: session ?? null,
      doctrine_ok: doctrineOk,
      doctrine_failures: doctrineFailures,
      findings,
    };
    return {outcome: 'done', facts: environment.mask().value(facts), attachments: []};
  },
};

function read(path: string): {value: Json} | (ActionResult & {failure: unknown}) {
  const unreadable = (reason: string) => failed('receipt-unreadable', `${path} cannot be read: ${reason}`, 'Keep the file as it is, note it, and run the smoke step again.');
  const reading = readText(path, {most: mostOfOurs, whose: 'mine'});
  if (!reading.ok) return unreadable(reading.reason);
  const parsed = parseStrictText(reading.text, {deepest: Number.POSITIVE_INFINITY});
  return parsed.ok ? {value: parsed.value} : unreadable(parsed.reason);
}

function failed(code: string, problem: string, next: string): ActionResult & {failure: unknown} {
  return {outcome: 'failed', facts: {}, failure: {code, problem, next, exit: exitCode.checkFailed}, attachments: []};
}
