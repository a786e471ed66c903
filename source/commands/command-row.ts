import type {Context} from './context.ts';

/** One option, as commander spells it. */
export type Option = {flags: string; explains: string; fallback?: string};

/** One command: what help says, and the one file that is loaded when it is asked for. */
export type CommandRow = {
  name: string;
  /** Required or optional words after the name, as commander spells them. */
  words?: string;
  summary: string;
  examples: readonly string[];
  options: readonly Option[];
  /** `words` and options as the person gave them; the result is the exit code. */
  perform(context: Context, words: readonly string[], flags: never): Promise<number>;
};
