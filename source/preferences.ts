import {renameSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import Conf from 'conf';
import * as z from 'zod/mini';
import type {Trouble} from './errors.ts';
import {hasEntry, meaningOf, readText} from './file-door.ts';
import {objectIn} from './json.ts';

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
  /** Why what was remembered is not known; then defaults count. */
  trouble: Trouble | undefined;
  read(): Preferences;
  /** What cannot be remembered is forgotten: no preference is worth stopping for. */
  remember(preferences: Preferences): void;
  forget(name: keyof Preferences): void;
};

type Store = Conf<Record<string, unknown>>;

/** What lies in the folder; `anew` puts what is damaged aside, once there is something to write in its place. */
type Opened = {file?: string; store?: Store; trouble?: Trouble; anew?(): Store | undefined};

/**
 * In the user's configuration folder, mode 0600. Where there can be no such file, nothing is remembered; what is
 * damaged is none, and stays as it is until something is remembered.
 */
export function openPreferences(folder: string | undefined = configurationFolder()): PreferenceStore {
  const opened: Opened = folder === undefined ? {} : open(folder);
  let {store} = opened;
  const change = (how: (store: Store) => void): void => {
    try {
      store ??= opened.anew?.();
      if (store) how(store);
    } catch {
      // A read-only home is no reason to stop a rollback.
    }
  };
  return {
    file: opened.file,
    trouble: opened.trouble,
    read: () => knownIn(contentOf(store)),
    remember: ({operator, environment, ascii, motion, learned, signingKey}) => {
      const chosen = Object.entries({operator, environment, ascii, motion, learned, signingKey}).filter(([, value]) => value !== undefined);
      change(each => each.set(Object.fromEntries(chosen)));
    },
    forget: name => change(each => each.delete(name)),
  };
}

/** Another program may have changed the file since it was opened. */
function contentOf(store: Store | undefined): object {
  try {
    return store?.store ?? {};
  } catch {
    return {};
  }
}

const told = 'your preferences are not known, defaults count';
const holds = 'it holds names and choices only';

function open(folder: string): Opened {
  const file = join(folder, 'config.json');
  // conf reads whatever lies there and would wait for a pipe for ever. A home of /dev/null, a file of
  // somebody else's: no preference is worth stopping for.
  const reading = readText(file, {most: 1024 * 1024});
  // Below what is no folder there is nothing, as for a system user whose home is /dev/null.
  if (!reading.ok && reading.code === 'ENOTDIR') return {};
  const unread = (reason: string): Opened => ({trouble: {problem: `${told}: ${file}: ${reason}`, next: `Correct or remove that file: ${holds}.`}});
  if (!reading.ok && !reading.missing) return unread(reading.reason);
  const flaw = reading.ok ? flawIn(reading.text) : undefined;
  const aside = `${file}.damaged`;
  if (flaw !== undefined && hasEntry(aside)) return {...unread(`${flaw}, and ${aside} has been kept before`)};
  if (flaw !== undefined) {
    const anew = (): Store => {
      renameSync(file, aside);
      return storeIn(folder);
    };
    return {file, anew, trouble: {problem: `${told}: ${file}: ${flaw}`, next: `Correct that file: ${holds}. Once something is remembered, it is kept as ${aside}.`}};
  }
  try {
    return {file, store: storeIn(folder), ...(reading.ok && partlyKnown(file, reading.text))};
  } catch (error) {
    if (error instanceof Error && 'code' in error) return unread(meaningOf(error));
    throw error;
  }
}

function storeIn(folder: string): Store {
  return new Conf({cwd: folder, projectName: 'mcp-runbook', projectSuffix: '', configFileMode: ownerOnly});
}

/** Why a text holds no preferences at all: a power cut leaves nothing of a file, or zeros. */
function flawIn(text: string): string | undefined {
  if (/^[\s\0]*$/.test(text)) return 'it is empty';
  return objectIn(text) === undefined ? 'it is no JSON object' : undefined;
}

function partlyKnown(file: string, text: string): Pick<Opened, 'trouble'> {
  const wrong = wrongIn(objectIn(text) ?? {});
  if (wrong.length === 0) return {};
  return {trouble: {problem: `some of ${told}: ${file}: ${wrong.join(', ')}`, next: `Correct or remove them there: ${holds}.`}};
}

/** Names of those that are not of their type. */
function wrongIn(held: object): string[] {
  return form.safeParse(held).error?.issues.map(({path}) => String(path[0])) ?? [];
}

/** One that is not of its type is none, whatever the others are. */
function knownIn(held: object): Preferences {
  const wrong = wrongIn(held);
  return form.parse(Object.fromEntries(Object.entries(held).filter(([name]) => !wrong.includes(name))));
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
