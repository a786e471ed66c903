import {basename, dirname} from 'node:path';
import {pasted} from '../pasted.ts';
import {placesOf, practiceFolder, practicePlaces} from '../environment/places.ts';
import {UnreadableSession} from './facts/snapshot.ts';
import {type FoundSession} from '../journal/session-folders.ts';
import {findSession} from '../journal/session-list.ts';
import {heading, paragraph, value, type Page} from './page/blocks.ts';
import {recordPage} from './page/record-page.ts';
import {tellFolder} from './record-of-folder.ts';

/** The page of a session by its id, with the command that checks it from this place; one that cannot be read says why instead. */
export function storyOf(roots: readonly string[], id: string, place: Parameters<typeof pasted>[0]): Page {
  const found = findSession(roots, id);
  if (!found) return {title: id, blocks: [heading(1, id), paragraph('This session is not there any more.')]};
  try {
    const {record} = tellFolder(found.folder, found.id, ledgerOf(found));
    return recordPage(record, [heading(2, 'How to check it'), paragraph(value(pasted(place, 'sessions', 'verify', found.id)), '. A record, which r in the history writes, says how to check it without the program.')]);
  } catch (error) {
    if (!(error instanceof UnreadableSession)) throw error;
    return {title: id, blocks: [heading(1, id), paragraph(`${error.message}. ${error.next}`)]};
  }
}

/** Practice has a ledger of its own for each session. */
export function ledgerOf({id, folder, root}: FoundSession): string {
  const practised = basename(dirname(folder)) === practiceFolder;
  return (practised ? practicePlaces(root, id) : placesOf(root)).ledger;
}
