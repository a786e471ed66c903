import Conf from 'conf';
import * as z from 'zod/mini';
import {exitCode, OperatorError} from './errors.ts';

/** What is remembered between sessions; never a secret. */
export type Preferences = {
  operator?: string | undefined;
  environment?: string | undefined;
  /** Draw with ASCII characters only. */
  ascii?: boolean | undefined;
  /** Whether anything on screen may move by itself. */
  motion?: boolean | undefined;
};

const form = z.object({
  operator: z.optional(z.string()),
  environment: z.optional(z.string()),
  ascii: z.optional(z.boolean()),
  motion: z.optional(z.boolean()),
});

export type PreferenceStore = {
  read(): Preferences;
  /** What cannot be remembered is forgotten: no preference is worth stopping for. */
  remember(preferences: Preferences): void;
};

const ownerOnly = 0o600;

/** In the user's configuration folder, mode 0600. @throws OperatorError when the file is damaged. */
export function openPreferences(folder?: string): PreferenceStore {
  const store = open(folder);
  return {
    read: () => {
      const reading = form.safeParse(store.store);
      if (reading.success) return reading.data;
      const problems = reading.error.issues.map(({path, message}) => `${path.join('.')}: ${message}`).join('; ');
      throw damaged(store.path, problems);
    },
    remember: preferences => {
      try {
        store.set(preferences as Record<string, unknown>);
      } catch {
        // A read-only home is no reason to stop a rollback.
      }
    },
  };
}

function open(folder: string | undefined): Conf<Record<string, unknown>> {
  try {
    return new Conf({projectName: 'mcp-runbook', projectSuffix: '', configFileMode: ownerOnly, ...(folder !== undefined && {cwd: folder})});
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('the preferences file of mcp-runbook', error.message);
    throw error;
  }
}

function damaged(file: string, problem: string): OperatorError {
  return new OperatorError(`${file}: ${problem}`, {
    code: 'preferences-damaged',
    next: 'Correct or remove the file; it holds names and choices only.',
    exit: exitCode.usage,
  });
}
