import {forFailure, nearlyForFailure} from '../for-failure.ts';
import {markdownTree} from '../markdown/block-tree.ts';
import {quoted, type Finding} from '../problem.ts';

/** Paragraphs for a step that went wrong which would be shown before it ran. */
export function failureFindings(text: string): Finding[] {
  return markdownTree(text).flatMap(({type, line, children: [inline]}): Finding[] => {
    const begins = type === 'paragraph' ? nearlyForFailure(inline?.token.content ?? '') : undefined;
    return begins === undefined ? [] : [{line, rule: 'failure-form', message: `a paragraph that begins with ${quoted(begins)} is shown before anything failed`, expected: `${forFailure}, which is shown once it did`}];
  });
}
