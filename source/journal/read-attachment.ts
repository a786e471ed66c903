import {basename} from 'node:path';
import type {Attachment} from './evidence.ts';
import {display} from '../display.ts';
import {refused, type Refused} from '../errors.ts';
import {readText} from '../file-door.ts';

/** Larger files belong into an archive of their own; the record names what it holds. */
const largestAttachment = 1024 * 1024;

/** A text file that an operator adds to the record. Only text can be masked, so only text is taken. */
export function readAttachment(path: string): {ok: true; attachment: Attachment} | Refused {
  const notAttached = (why: string): Refused => refused(`${display(path)} was not attached: ${why}`, 'Name a text file of 1 MiB at most that this user can read.');
  const reading = readText(path, {most: largestAttachment});
  if (!reading.ok) return notAttached(reading.missing && /(?:^|\/)~[^/]*\//.test(path) ? 'no shell is here to fill in the ~; type the path in full' : reading.reason);
  if (reading.text.includes('\0')) return notAttached('it is not text, and what cannot be read cannot be masked');
  return {ok: true, attachment: {name: basename(path).slice(0, 100), mediaType: 'text/plain', text: reading.text}};
}
