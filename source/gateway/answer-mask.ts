import type {Json} from '../json.ts';
import type {Secret} from '../secret.ts';
import {redacted} from '../secret-spellings.ts';
import {SecretMask} from '../secret-mask.ts';

/** Takes echoed secrets out of what a gateway sent, before anything leaves the client. */
export type AnswerMask = {
  text(text: string): string;
  /** Text whose end is missing: also drops the tail in which a secret may have been cut in two. */
  cutText(text: string): string;
  value(value: Json): Json;
};

/** One UTF-16 unit becomes at most nine characters, as `%E2%82%AC`. */
const longestSpelling = 9;

/** Numbers shorter than this are everywhere; masking them would make answers unreadable. */
const shortestNumber = 4;

export function answerMask(secrets: Iterable<Secret>): AnswerMask {
  const known = [...secrets];
  const values = new Set(known.map(secret => secret.reveal()).filter(value => value !== ''));
  const numbers = new Set([...values].map(Number));
  const mask = new SecretMask(known);
  const longest = Math.max(0, ...[...values].map(value => value.length));

  const text = (outside: string): string => {
    if (values.has(outside) || values.has(outside.trim())) return redacted;
    return mask.text(outside);
  };

  const value = (outside: Json): Json => {
    if (typeof outside === 'string') return values.has(outside) ? redacted : mask.text(outside);
    if (typeof outside === 'number') return isSecretNumber(outside, numbers) ? redacted : outside;
    if (Array.isArray(outside)) return outside.map(value);
    if (outside === null || typeof outside === 'boolean') return outside;
    return Object.fromEntries(Object.entries(outside).map(([name, member]) => [value(name) as string, value(member)]));
  };

  const cutText = (outside: string): string => {
    const masked = text(outside);
    return masked === redacted || longest === 0 ? masked : masked.slice(0, -longestSpelling * longest);
  };

  return {text, cutText, value};
}

function isSecretNumber(outside: number, numbers: ReadonlySet<number>): boolean {
  return String(outside).length >= shortestNumber && numbers.has(outside);
}
