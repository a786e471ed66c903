import {unreachable} from '../../errors.ts';
import {piecesOf} from './page-parts.ts';
import type {Field, Piece} from './page-parts.ts';
import type {Finding} from '../problem.ts';
import type {Block} from '../schema.ts';
import {markdownTree} from './block-tree.ts';

/** What stands under one `##` heading. */
export type Section = {
  line: number;
  heading: string;
  fields: Field[];
  prose: Block[];
  /** Prose stands above the first field. */
  lead: boolean;
};

/** The page by its headings; what the fields mean is not looked at here. */
export type Page = {title?: {line: number; text: string}; intro: Block[]; sections: Section[]; findings: Finding[]};

/** Splits the text below the frontmatter into intro, sections, fields (bullets with one of the keys) and prose. */
export function readPage(text: string, keys: readonly string[]): Page {
  const page: Page = {intro: [], sections: [], findings: []};
  for (const node of markdownTree(text)) {
    for (const piece of piecesOf(node, page.sections.length > 0, keys)) place(piece, page);
    if (page.sections.length > mostSections) return {intro: [], sections: [], findings: [tooMany(node.line)]};
  }
  return page;
}

/** Nobody walks more; what is checked of each with each other grows with the square. */
const mostSections = 200;

/** The only finding of its page: the rest of it was not read. */
function tooMany(line: number): Finding {
  return {line, rule: 'too-many-sections', message: `more than ${mostSections} sections`, expected: 'several pages, each of which somebody can walk'};
}

/** Whether nothing but that can be said of a page. */
export function isTooLong({findings}: Page): boolean {
  return findings[0]?.rule === 'too-many-sections';
}

/** Adds a piece to the page under construction. */
function place(piece: Piece, page: Page): void {
  const section = page.sections.at(-1);
  switch (piece.kind) {
    case 'finding':
      page.findings.push(piece.finding);
      break;
    case 'prose':
      (section?.prose ?? page.intro).push(piece.block);
      if (section?.fields.length === 0) section.lead = true;
      break;
    case 'field':
      section?.fields.push(piece.field);
      break;
    case 'heading':
      if (piece.level === 2) {
        page.sections.push({line: piece.line, heading: piece.text, fields: [], prose: [], lead: false});
      } else if (page.title || section) {
        const expected = 'one # heading, above the sections';
        page.findings.push({line: piece.line, rule: 'second-title', message: 'a second title', expected});
      } else {
        page.title = {line: piece.line, text: piece.text};
      }
      break;
    default:
      unreachable(piece);
  }
}
