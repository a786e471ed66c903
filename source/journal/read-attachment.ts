import {basename} from 'node:path';
import type {Attachment} from './evidence.ts';
import {display} from '../display.ts';
import {readText} from '../file-door.ts';

/** Larger files belong into an archive of their own; the record names what it holds. */
const largestAttachment = 1024 * 1024;

/** A text file that an operator adds to the record. Only text can be masked, so only text is taken. */
export function readAttachment(path: string): {ok: true; attachment: Attachment} | {ok: false; problem: string} {
  const refused = (why: string) => ({ok: false, problem: `${display(path)} was not attached: ${why}`}) as const;
  const reading = readText(path, {most: largestAttachment});
  if (!reading.ok) return refused(reading.missing && /(?:^|\/)~[^/]*\//.test(path) ? 'no shell is here to fill in the ~; type the path in full' : reading.reason);
  if (reading.text.includes('\0')) return refused('it is not text, and what cannot be read cannot be masked');
  return {ok: true, attachment: {name: basename(path).slice(0, 100), mediaType: 'text/plain', text: reading.text}};
}
