import {display} from '../../display.ts';
import type {Fault, Finding} from '../problem.ts';

/**
 * Characters that are in the file but not on the page (control, bidi, zero width): whoever reviews
 * the page would not see what is run. One finding a line; tabs are allowed.
 */
export function hiddenCharacters(text: string): Finding[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const found = hiddenFault(line);
    return found ? [{line: index + 1, ...found}] : [];
  });
}

/** The first hidden character of one line of text, if there is one. */
export function hiddenFault(line: string): Fault | undefined {
  const source = line.replaceAll('\t', ' ');
  const shown = display(source, Infinity);
  if (shown === source) return undefined;
  const start = commonStart(source, shown);
  const mark = /^<[^>]*>/.exec(shown.slice(start))?.[0] ?? 'hidden text';
  return {rule: 'hidden-character', message: `hidden character ${mark} in column ${start + 1}`, expected: 'text that can be seen'};
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
