import {isUtf8} from 'node:buffer';
import {readFileSync, statSync} from 'node:fs';
import {basename} from 'node:path';
import type {Attachment} from './evidence.ts';
import {display} from '../display.ts';
import {causeOf} from '../errors.ts';

/** Larger files belong into an archive of their own; the record names what it holds. */
const largestAttachment = 1024 * 1024;

/** A text file that an operator adds to the record. Only text can be masked, so only text is taken. */
export function readAttachment(path: string): {ok: true; attachment: Attachment} | {ok: false; problem: string} {
  const refused = (why: string) => ({ok: false, problem: `${display(path)} was not attached: ${why}`}) as const;
  try {
    const {size} = statSync(path);
    if (size > largestAttachment) return refused(`it has ${size} bytes, more than ${largestAttachment}`);
    const bytes = readFileSync(path);
    if (!isUtf8(bytes) || bytes.includes(0)) return refused('it is not UTF-8 text, and what cannot be read cannot be masked');
    return {ok: true, attachment: {name: basename(path).slice(0, 100), mediaType: 'text/plain', text: bytes.toString('utf8')}};
  } catch (error) {
    return refused(causeOf(error));
  }
}
