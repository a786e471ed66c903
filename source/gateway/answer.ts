import {STATUS_CODES} from 'node:http';
import {parseStrictJson} from '../connector/strict-json.ts';
import {display} from '../display.ts';
import {jsonLine} from '../json.ts';
import type {AnswerMask} from './answer-mask.ts';
import type {BodyPlan, Conversation, Head} from './conversation.ts';
import type {Limits} from './limits.ts';
import type {Ending} from './outcome.ts';

/** Characters of an error answer that go into a record. */
const longestExcerpt = 2000;

const longestQuote = 64;

export type Reading = {host: string; url: string; readBody: boolean; limits: Limits; mask: AnswerMask};

/** What to read of an answer, decided from its head. */
export function planBody(head: Head, {readBody, limits}: Pick<Reading, 'readBody' | 'limits'>): BodyPlan {
  if (!readBody || codingObjection(head) !== undefined) return undefined;
  if (!isSuccess(head.status)) return limits.excerpt;
  return {bytes: limits.body};
}

/** Turns what came back into the outcome the rest of the program works with. */
export function judgeConversation(conversation: Conversation, reading: Reading): Ending {
  switch (conversation.kind) {
    case 'silent':
      return {...conversation, kind: 'sent, no answer'};
    case 'garbled':
      return {...conversation, kind: 'bad answer'};
    case 'answered':
      return (isSuccess(conversation.head.status) ? judgeSuccess : judgeError)(conversation, reading);
  }
}

type Answered = Extract<Conversation, {kind: 'answered'}>;

function judgeSuccess({head, body, flaw}: Answered, {host, readBody, mask}: Reading): Ending {
  const {status} = head;
  if (!readBody) return {kind: 'ok', status, body: undefined};
  const bad = (reason: string): Ending => ({kind: 'bad answer', status, reason});
  const objection = codingObjection(head);
  if (objection !== undefined) return bad(`the answer of ${host} ${objection}`);
  if (flaw !== undefined) return bad(flaw);
  if (body.length === 0) return bad(`the answer of ${host} is empty, JSON was expected`);
  const parsed = parseStrictJson(body, {quote: name => `"${display(mask.text(name), longestQuote)}"`});
  if (!parsed.ok) return bad(`the answer of ${host} is not acceptable JSON: ${parsed.reason}`);
  return {kind: 'ok', status, body: mask.value(parsed.value)};
}

function judgeError(answered: Answered, {host, url, readBody, mask}: Reading): Ending {
  const {status, headers} = answered.head;
  const answer = [status, STATUS_CODES[status]].filter(part => part !== undefined).join(' ');
  const reason = `${host} answered ${answer}${redirection(status, headers.location, url, mask)}`;
  if (!readBody || codingObjection(answered.head) !== undefined) return {kind: 'error answer', status, reason};
  return {kind: 'error answer', status, reason, excerpt: excerptOf(answered, mask)};
}

/** Where a redirect points, by scheme and host only: paths and queries may carry what is nobody's business. */
function redirection(status: number, location: string | undefined, url: string, mask: AnswerMask): string {
  if (status < 300 || status > 399) return '';
  const target = location === undefined ? null : URL.parse(mask.text(location), url);
  const towards = target ? ` to ${display(`${target.protocol}//${target.host}`, 200)}` : '';
  return `: the redirect${towards} was not followed`;
}

/** JSON is masked value by value and written again, so that no spelling of a secret slips through. */
function excerptOf({body, flaw}: Answered, mask: AnswerMask): string {
  const parsed = flaw === undefined ? parseStrictJson(body) : undefined;
  if (parsed?.ok) return jsonLine(mask.value(parsed.value)).slice(0, longestExcerpt);
  const text = new TextDecoder().decode(body);
  return (flaw === undefined ? mask.text(text) : mask.cutText(text)).slice(0, longestExcerpt);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Nothing is unpacked: a few packed bytes can stand for gigabytes. */
function codingObjection({headers}: Head): string | undefined {
  const {'content-encoding': packing = 'identity', 'transfer-encoding': transfer = 'chunked'} = headers;
  if (packing.toLowerCase() !== 'identity') return `is packed (${display(packing, 40)}), which was not asked for`;
  if (transfer.toLowerCase() !== 'chunked') return `is encoded (${display(transfer, 40)}), which was not asked for`;
  return undefined;
}
