import type {Unknown} from './status.ts';

/** What was found in an environment when somebody looked; beside what the record says, never in its place. Raw text, masked. */
export type Found = {
  environment: string;
  at: string;
  /** `reads`: null where it is not set. */
  toggle: {reads: string | null; source: string} | Unknown;
  route: {value: 'mcp' | 'legacy'; detail: string} | Unknown;
};
