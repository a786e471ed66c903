import {commandTable, programOptions} from '../table.ts';
import type {Option} from '../command-row.ts';
import type {Workplace} from '../../workplace.ts';
import {scripts} from './scripts.ts';

/** What can stand where the cursor is, each with a few words on it; `:file` or `:folder` where only the shell knows. */
export type Names = ReadonlyArray<readonly [name: string, says: string]>;

/** What the words before the cursor have named already. */
export type Before = Pick<Workplace, 'root' | 'config' | 'runbooks'> & {runbook?: string | undefined};

export type KnownNames = Readonly<Record<'runbooks' | 'environments' | 'drills' | 'sessions' | 'unfinished' | 'open' | 'takeable' | 'waiting' | 'faults' | 'documents', (before: Before) => Names | Promise<Names>>>;

type Kind = keyof KnownNames | 'file' | 'folder' | readonly string[];

/** The word at the cursor, whatever it is, as the scripts hand it over. */
export const currentWord = 'current=';

/** By the option, else by what it takes. What is in neither is typed freely. */
const valueKinds: Readonly<Record<string, Kind>> = {
  '--env': 'environments',
  '--drill': 'drills',
  '--fault': 'faults',
  sessions: 'sessions',
  file: 'file',
  key: 'file',
  folder: 'folder',
};

/** The words after a command, in their order; the last one stands for all that follow. */
const wordKinds: Readonly<Record<string, readonly Kind[]>> = {
  run: ['runbooks'],
  print: ['runbooks'],
  resume: ['unfinished'],
  watch: ['open'],
  take: ['takeable'],
  approve: ['waiting'],
  sessions: [['list', 'show', 'verify', 'record'], 'sessions'],
  ledger: [['review', 'tail', 'check']],
  team: [['status', 'sync', 'init']],
  drills: [['report']],
  docs: ['documents'],
  lint: ['file', 'file'],
  completion: [Object.keys(scripts)],
};

/** What fits at the cursor, after these words and in the order of the tables. */
export async function namesFor(words: readonly string[], known: KnownNames): Promise<Names> {
  const last = words.at(-1);
  if (last?.startsWith(currentWord) !== true) return [];
  const typed = joined(words.slice(0, -1));
  const current = unquoted(last.slice(currentWord.length));
  const read = readWords(typed);
  const [, flag, begun] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (flag !== undefined) return prefixed(`${flag}=`, await ofKind(valueKind(read.options, flag), begun ?? '', read.before, known));
  if (read.open !== undefined) return ofKind(valueKind(read.options, read.open), current, read.before, known);
  if (current.startsWith('-')) return fitting([...read.options, help].flatMap(optionNames), current);
  if (read.command === undefined) return fitting([...commandTable.map(({name, summary}) => [name, summary] as const), ['help', 'show the help of a command']], current);
  if (read.command === 'help') return read.places > 0 ? [] : fitting(commandTable.map(({name, summary}) => [name, summary] as const), current);
  return ofKind(wordKinds[read.command]?.[read.places], current, read.before, known);
}

const help: Option = {flags: '--help', explains: 'show this help'};

type Read = {command: string | undefined; options: readonly Option[]; /** The option that the cursor's word is a value of. */ open: string | undefined; places: number; before: Before};

function readWords(words: readonly string[]): Read {
  const before: Record<string, string> = {};
  let read: Read = {command: undefined, options: programOptions, open: undefined, places: 0, before};
  for (const word of words) {
    const [flag = '', value] = word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word];
    if (read.open !== undefined) {
      before[read.open.slice(2)] = unquoted(word);
      read = {...read, open: undefined};
    } else if (word.startsWith('-')) {
      if (value !== undefined) before[flag.slice(2)] = unquoted(value);
      else if (takes(read.options, flag) !== undefined) read = {...read, open: flag};
    } else if (read.command === undefined) {
      const row = commandTable.find(({name}) => name === word);
      read = {...read, command: word, options: row?.options ?? []};
    } else {
      if (read.places === 0) before.runbook = unquoted(word);
      read = {...read, places: read.places + 1};
    }
  }
  return read;
}

/** What stands between the angle brackets of an option, without its dots. */
function takes(options: readonly Option[], flag: string): string | undefined {
  const option = options.find(({flags}) => flags.split(/[ ,]+/).includes(flag));
  return /<([^>.]+)/.exec(option?.flags ?? '')?.[1];
}

function valueKind(options: readonly Option[], flag: string): Kind | undefined {
  const value = takes(options, flag);
  return value === undefined ? undefined : (valueKinds[flag] ?? valueKinds[value]);
}

async function ofKind(kind: Kind | undefined, current: string, before: Before, known: KnownNames): Promise<Names> {
  if (kind === undefined) return [];
  if (kind === 'file' || kind === 'folder') return [[`:${kind}`, '']];
  return fitting(typeof kind === 'string' ? await known[kind](before) : kind.map(name => [name, ''] as const), current);
}

const optionNames = ({flags, explains}: Option): Names => flags.split(/[ ,]+/).flatMap(flag => (flag.startsWith('--') ? [[flag, explains] as const] : []));

/** A name that a shell would take apart is better typed by hand. */
const plainName = /^[\w.@%+,/-]+$/;

const fitting = (names: Names, current: string): Names =>
  names.filter(([name]) => plainName.test(name) && name.startsWith(current)).map(([name, says]) => [name, says.replaceAll(/[^\P{C}]+/gu, ' ').trim()]);

const prefixed = (prefix: string, names: Names): Names => names.map(([name, says]) => (name.startsWith(':') ? [name, says] : [`${prefix}${name}`, says]));

/** bash hands `--env=practice` over in three words, the others in one. */
function joined(words: readonly string[]): string[] {
  return words.filter(word => word !== '=');
}

/** bash hands words over as they were typed, quotes and all. */
function unquoted(word: string): string {
  return word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/gs, (_all, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '');
}
