import {homedir} from 'node:os';
import {join} from 'node:path';
import Conf from 'conf';
import * as z from 'zod/mini';
import {exitCode, OperatorError, type Trouble} from './errors.ts';
import {meaningOf, readText} from './file-door.ts';

const ownerOnly = 0o600;

/** What is remembered between sessions; never a secret. */
type Preferences = {
  operator?: string | undefined;
  environment?: string | undefined;
  /** Draw with ASCII characters only. */
  ascii?: boolean | undefined;
  /** Whether anything on screen may move by itself. */
  motion?: boolean | undefined;
  /** Whether the keys were learnt once: their lesson is not offered first any more. */
  learned?: boolean | undefined;
  /** Absolute path of the SSH key that signs incident records; the path, not the key. */
  signingKey?: string | undefined;
};

const form = z.object({
  operator: z.optional(z.string()),
  environment: z.optional(z.string()),
  ascii: z.optional(z.boolean()),
  motion: z.optional(z.boolean()),
  learned: z.optional(z.boolean()),
  signingKey: z.optional(z.string()),
});

export type PreferenceStore = {
  /** Undefined where nothing can be remembered. */
  file: string | undefined;
  /** Why what was remembered is not known; then defaults count and the file stays as it is. */
  trouble: Trouble | undefined;
  read(): Preferences;
  /** What cannot be remembered is forgotten: no preference is worth stopping for. */
  remember(preferences: Preferences): void;
  forget(name: keyof Preferences): void;
};

/**
 * In the user's configuration folder, mode 0600. Where there can be no such file, nothing is remembered.
 * @throws OperatorError when the file is damaged.
 */
export function openPreferences(folder: string | undefined = configurationFolder()): PreferenceStore {
  const {store, trouble} = folder === undefined ? {} : open(folder);
  return {
    file: store?.path,
    trouble,
    read: () => {
      const reading = form.safeParse(store?.store ?? {});
      if (reading.success) return reading.data;
      const problems = reading.error.issues.map(({path, message}) => `${path.join('.')}: ${message}`).join('; ');
      throw damaged(store?.path ?? '', problems);
    },
    remember: ({operator, environment, ascii, motion, learned, signingKey}) => {
      const chosen = Object.entries({operator, environment, ascii, motion, learned, signingKey}).filter(([, value]) => value !== undefined);
      attempt(() => store?.set(Object.fromEntries(chosen)));
    },
    forget: name => attempt(() => store?.delete(name)),
  };
}

function attempt(change: () => void): void {
  try {
    change();
  } catch {
    // A read-only home is no reason to stop a rollback.
  }
}

function open(folder: string): {store?: Conf<Record<string, unknown>>; trouble?: Trouble} {
  const file = join(folder, 'config.json');
  // conf reads whatever lies there and would wait for a pipe for ever. A home of /dev/null, a file of
  // somebody else's: no preference is worth stopping for.
  const reading = readText(file, {most: 1024 * 1024});
  const unread = (reason: string): {trouble: Trouble} => ({trouble: {problem: `your preferences are not known, defaults count: ${file}: ${reason}`, next: 'Correct or remove that file: it holds names and choices only.'}});
  // Below what is no folder there is nothing, as for a system user whose home is /dev/null.
  if (!reading.ok && reading.code === 'ENOTDIR') return {};
  if (!reading.ok && !reading.missing) return unread(reading.reason);
  try {
    const store = new Conf<Record<string, unknown>>({cwd: folder, projectName: 'mcp-runbook', projectSuffix: '', configFileMode: ownerOnly});
    return {store};
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(file, error.message);
    if (error instanceof Error && 'code' in error) return unread(meaningOf(error));
    throw error;
  }
}

/** Of this user and this program, where the system keeps such; undefined for somebody without a home. */
function configurationFolder(): string | undefined {
  const {XDG_CONFIG_HOME: named, APPDATA: data} = process.env;
  try {
    if (process.platform === 'darwin') return join(homedir(), 'Library/Preferences/mcp-runbook');
    if (process.platform === 'win32') return join(data ?? join(homedir(), 'AppData/Roaming'), 'mcp-runbook/Config');
    return join(named?.startsWith('/') ? named : join(homedir(), '.config'), 'mcp-runbook');
  } catch {
    return undefined;
  }
}

function damaged(file: string, problem: string): OperatorError {
  return new OperatorError(`${file}: ${problem}`, {
    code: 'preferences-damaged',
    next: 'Correct or remove that file: it holds names and choices only.',
    exit: exitCode.usage,
  });
}
