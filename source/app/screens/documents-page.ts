import type {State} from '../state/state.ts';
import {blank, label, line, segment, wrap, wrapText} from './line.ts';
import {troubleLines} from './trouble-lines.ts';
import type {Page, View} from './view.ts';

/** Of one document: each key press lays all of them out. */
const mostShown = {characters: 20_000, lines: 400};

const beginningOf = (text: string): string => text.trim().slice(0, mostShown.characters).split('\n', mostShown.lines).join('\n').trimEnd();

/** The documents that the runbook answers to, one after the other, each with where it stands. */
export function documentsPage({documents}: Extract<State['screen'], {name: 'documents'}>, {columns}: View): Page {
  if (!documents) return {lines: [line('reading them', 'faint')]};
  return {
    lines: documents.flatMap(({id, title, from, text, trouble}, index) => [
      ...(index > 0 ? [blank] : []),
      ...wrap([segment(title, 'strong'), segment(`  ${from}`, 'faint')], columns),
      ...(trouble ? troubleLines(trouble, columns, label('NOT READ', 'bad')) : []),
      ...wrapText(beginningOf(text), columns),
      ...(beginningOf(text).length < text.trim().length ? wrapText(`The rest of it: mcp-runbook docs ${id}`, columns, 'warning') : []),
    ]),
  };
}
