import type {PlainLines} from '../../source/session/plain/terminal-lines.ts';

/** What allows the plan on the screen: typed as its name and its digits. */
export const theWord = 'the word and the digits';

/** A person who types these lines and then nothing more: the input ends. */
export type Typist = {
  lines: PlainLines;
  /** Everything printed and prompted, line by line. */
  screen(): string;
  /** What was not asked for. */
  left: readonly string[];
};

export function typist(typed: readonly string[]): Typist {
  const printed: string[] = [];
  const left = [...typed];
  const lines: PlainLines = {
    print: text => void printed.push(text),
    read: async prompt => {
      const next = left.shift();
      const line = next === theWord ? `practice ${digitsIn(printed)}` : next;
      printed.push(`${prompt}${line ?? '<end>'}`);
      return line;
    },
    type: prompt => lines.read(prompt),
  };
  return {lines, screen: () => printed.join('\n'), left};
}

function digitsIn(printed: readonly string[]): string {
  return /^PLAN (\w{4}),/.exec(printed.findLast(line => line.startsWith('PLAN')) ?? '')?.[1] ?? '';
}
