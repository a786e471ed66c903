import type {Json} from '../json.ts';
import {Secret, SecretMask} from '../secret.ts';

/** Takes echoed secrets out of what a gateway sent, before anything leaves the client. */
export type AnswerMask = {
  text(text: string): string;
  /** Text whose end is missing: also drops the tail in which a secret may have been cut in two. */
  cutText(text: string): string;
  value(value: Json): Json;
};

const redacted = String(new Secret(''));

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
    const masked = mask.text(outside);
    return [...values].some(secret => hides(masked, secret)) ? redacted : masked;
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

/** JSON text may spell any character as `\u0041` and a slash as `\/`; then the whole text is dropped. */
function hides(outside: string, secret: string): boolean {
  if (secret.length < shortestNumber || !outside.includes('\\')) return false;
  const plain = outside
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\\/', '/');
  return plain.includes(secret);
}
