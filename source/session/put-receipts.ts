import {basename, dirname, join, sep} from 'node:path';
import {makeFolder, writeDurably} from '../durable-file.ts';
import {hasEntry, mostOfOurs, readText} from '../file-door.ts';
import type {JournalEvent} from '../journal/event.ts';

/** What a path of another console's may be made of. */
const plainPath = /^[\w@%+=:,./-]+$/;

/**
 * Puts the receipts of a walk's smoke runs where its later steps look for them: as they were kept beside its journal.
 * `folder`: the session's. What is there already stays, and nothing is written outside `logs/` of the root.
 */
export function putReceipts(root: string, folder: string, events: readonly JournalEvent[]): void {
  for (const event of events) {
    if (event.type !== 'step.finished' || event.body.receipt === null || !plainPath.test(event.body.receipt)) continue;
    const {receipt, evidence} = event.body;
    const path = join(root, receipt);
    const kept = evidence.find(({name}) => name === basename(path));
    if (!kept || !path.startsWith(join(root, 'logs') + sep) || hasEntry(path)) continue;
    const reading = readText(join(folder, 'evidence', kept.sha256), {most: mostOfOurs, whose: 'mine'});
    if (!reading.ok) continue;
    makeFolder(dirname(path));
    writeDurably(path, reading.text);
  }
}
