import {lineAt} from '../lint/masked-source.ts';
import type {SourceTree} from '../lint/source-tree.ts';
import {headingsOf} from './headings.ts';

/** Books that comments cite, by the name that they have there. */
const books: ReadonlyMap<string, string> = new Map([
  ['protocol notes', 'docs/protocol.md'],
  ['design', 'docs/design.md'],
  ['decisions', 'docs/decisions.md'],
]);

const bookNames = [...books.keys()].join('|').replaceAll(' ', '\\s+');
const sectionForm = new RegExp(`(?:\\b(${bookNames})[,:]?\\s+)?\\bsections?\\s+(\\d+(?:\\.\\d+)*(?:(?:,\\s*|\\s+and\\s+)\\d+(?:\\.\\d+)*)*)`, 'g');
const topicForm = /\b(decisions)[,:]\s+("[^"]+"(?:,\s+"[^"]+")*)/g;

/** Sections of these are not ours to keep. */
const standard = /(?:\bRFC \d+|\bCommonMark),\s+$/;

export type Citation = {path: string; line: number; book: string | undefined; places: string[]};

/** What comments cite: sections by their numbers, decisions also by their topics. */
export function citationsOf(tree: SourceTree): Citation[] {
  return [...tree.files.values()].flatMap(({path, comments}) => {
    const text = unbroken(comments);
    const sections = [...text.matchAll(sectionForm)].filter(({index}) => !standard.test(text.slice(0, index)));
    return [
      ...sections.map(({1: book, 2: numbers = '', index}) => ({path, line: lineAt(text, index), book: book?.replaceAll(/\s+/g, ' '), places: numbers.match(/[\d.]*\d/g) ?? []})),
      ...[...text.matchAll(topicForm)].map(({1: book, 2: topics = '', index}) => ({
        path,
        line: lineAt(text, index),
        book,
        places: [...topics.matchAll(/"([^"]+)"/g)].map(([, topic = '']) => topic.replaceAll(/\s+/g, ' ')),
      })),
    ];
  });
}

/** Each citation that leads nowhere, as `path:line what; expected ...`. */
export function lostCitations(tree: SourceTree): string[] {
  return citationsOf(tree).flatMap(({path, line, book, places}) => {
    const at = `${path}:${line}`;
    if (book === undefined) return [`${at} cites section ${places.join(', ')} of no book; expected one of ${[...books.keys()].join(', ')}, or a standard, before it`];
    const page = books.get(book) ?? '';
    const known = placesIn(tree.documents.get(page) ?? '');
    return places.filter(place => !known.has(place)).map(place => `${at} cites ${book}, ${place}; expected a section or topic of ${page}`);
  });
}

/** Numbers of sections, and the first cells of table rows without their marks. */
function placesIn(page: string): ReadonlySet<string> {
  const numbers = headingsOf(page).map(title => /^(\d+(?:\.\d+)*)\.? /.exec(title)?.[1] ?? '');
  const topics = [...page.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell.replaceAll('`', ''));
  return new Set([...numbers, ...topics]);
}

/** A sentence of a comment goes on over its lines; every character keeps its place. */
function unbroken(comments: string): string {
  return comments.replaceAll(/^[ \t]*(?:\*(?!\/)|\/\/)/gm, start => ' '.repeat(start.length));
}
