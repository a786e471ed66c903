import {join} from 'node:path';
import {hasEntry, readPiece} from '../file-door.ts';
import {endOfLine, segmentName} from '../journal/read-journal.ts';
import {eventOf} from '../journal/session-list.ts';

/** No line is longer. */
const longestLine = 64 * 1024;

/** In which epoch this console writes a session: 0 until somebody took it over, which the first line of a file tells. */
export function epochIn(folder: string): number {
  let epoch = 0;
  for (let number = 2; hasEntry(join(folder, segmentName(number))); number += 1) {
    const reading = readPiece(join(folder, segmentName(number)), 0, longestLine + 1);
    if (!reading.ok) continue;
    const first = eventOf(reading.bytes.toString('latin1', 0, Math.max(0, endOfLine(reading.bytes, 0))));
    if (first?.type === 'session.recovered') epoch = first.body.taken?.epoch ?? epoch;
  }
  return epoch;
}
