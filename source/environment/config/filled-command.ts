import {bareValue} from '../deployment/dotenv-edit.ts';
import type {CommandLine} from './environment-config.ts';
import {isStarter, ownWords} from './starters.ts';

/** What is put into the arguments of a command that sets a toggle. */
export type Placeholder = '{name}' | '{value}';

export const placeholders: readonly Placeholder[] = ['{name}', '{value}'];

/**
 * Why a value that is filled in would not reach the program as it is: somebody on the way would read it as code, or it
 * would be the program. Lists of who does so are never whole: so a value has few places, and few characters too.
 */
export function codeFault(command: CommandLine): string | undefined {
  if (command.some(argument => isFilled(argument) && !wholeArgument.test(argument))) {
    return 'a placeholder inside other text, which somebody would have to take apart again';
  }
  const programs = command.map((word, index) => (isPlace(command, index) ? '' : programOf(word)));
  const joiner = programs.slice(0, command.findIndex(isFilled)).find(name => joiners.has(name.toLowerCase()));
  if (joiner !== undefined) return `${joiner}, which reads its arguments as code or hands them to a shell`;
  for (const [index, program] of programs.entries()) {
    const fault = readerFault(program, command.slice(index + 1));
    if (fault !== undefined) return fault;
  }
  return placeFault(command);
}

/** Why no command gets such a value: only one word, or JSON, is left alone by every shell that may be behind the command. */
export function valueFault(value: string): string | undefined {
  if (value.startsWith('@')) return 'begins with @, which a command could take for the name of a file';
  const more = isJson(value) ? '[]{}"' : '[]';
  const odd = [...value].find(character => !bareValue.test(character) && !more.includes(character));
  return odd && `has ${/\s/.test(odd) ? 'a blank' : odd} in it, which a shell behind the command could read as code`;
}

/** `{value}`, `{name}={value}`, `--env={name}={value}`, `deploy.{name}={value}`: nothing follows the value. */
const wholeArgument = /^(?:(?:[\w@%+:,./=-]*\{name\}|[\w@%+:,./-]*)=)?\{value\}$|^[\w@%+:,./=-]*\{name\}$/;

/** Options whose value is code for one program or another; short ones may stand behind others. */
const codeOption =
  /^(?:-[A-Za-z]{0,2}[cCeEQS]|-[pPqrR]|--?(?:[\w-]+-)?(?:call|cmd|code|commands?|entrypoint|eval|exec|execute|expr|expression|print|query|run|scripts?|shell|split|sql|statement)(?:-[\w-]+)?)$/;

/** Options, and names before an equals sign, whose value is a text: `--value`, `--secret-string`, `value=`. */
const textOption = /^-{0,2}(?:[\w-]+[-_])?(?:body|content|data|string|text|val|value)$/i;

/** They make one text of their arguments and give it to a shell, or read each of them as code. */
const joiners = new Set([
  'ansible', 'autossh', 'awk', 'bc', 'beeline', 'bmake', 'clickhouse', 'clickhouse-client', 'clush', 'cmd', 'cmd.run', 'cqlsh', 'dc', 'dsh',
  'duckdb', 'ed', 'emacs', 'eval', 'ex', 'gawk', 'gdb', 'gmake', 'gsed', 'hive', 'jq', 'just', 'm4', 'make', 'mariadb', 'mawk', 'mongo',
  'mongosh', 'mosh', 'mysql', 'nawk', 'nmake', 'nvim', 'parallel', 'parallel-ssh', 'pdsh', 'plink', 'pmake', 'pssh', 'rake', 'remsh', 'rsh',
  'run-command', 'salt', 'salt-call', 'salt-ssh', 'screen', 'sed', 'send-command', 'slogin', 'sqlcmd', 'sqlite3', 'sqlplus', 'ssh', 'task',
  'tmux', 'vi', 'vim', 'watch', 'wsl', 'xargs', 'yq',
]);

/** Who takes code from an option, and whose first argument is a file of it; in any letters. */
const readers: ReadonlyArray<{programs: RegExp; option: RegExp; file: boolean}> = [
  {programs: /^(?:(?:ba|da|z|k|mk|ok|pdk|ya|fi|a|c|tc|r)?sh[\d.]*|nu|expect)$/i, option: /^[-+]\w*[csC]|^--(?:command|rcfile|init)/, file: true},
  {
    programs: /^(?:python|pypy|jython|perl|ruby|jruby|node|nodejs|deno|bun|php|lua|luajit|tclsh|wish|osascript|r|rscript|julia|elixir|iex|erl|escript|groovy|scala|clojure|clj|bb|guile|racket|sbcl|runghc|ghc|octave|pwsh|powershell)[\d.]*$/i,
    option: /^-(?:[A-Za-z]{0,2}[cCeEpPrR]|e.+|.*(?:command|eval|exec|print|require).*)$/i,
    file: true,
  },
  {programs: /^env$/i, option: /^-\w*S|^--split-string/, file: false},
  {programs: /^(?:flock|npm|npx|nix-shell|psql|runuser|script|sg|su)$/i, option: /^-\w*c|^--(?:call|command|run)/, file: false},
  {programs: /^(?:sudo|doas)$/, option: /^-\w*[is]|^--(?:login|shell)/, file: false},
];

/** Whether the first argument that is no option is a script, which says what the program does and keeps nothing. */
export function takesScript(program: string): boolean {
  return readers.some(({programs, file}) => file && programs.test(program));
}

function readerFault(program: string, following: CommandLine): string | undefined {
  const reader = readers.find(({programs}) => programs.test(program));
  if (!reader) return undefined;
  const end = following.findIndex(isFilled);
  const filled = end === -1 ? following.length : end;
  // What a starter starts has options of its own.
  const args = following.slice(0, Math.min(filled, optionsEnd(program, following) ?? filled));
  // What follows a file are its own words.
  const isOwn = reader.file && args[0] !== undefined && !/^[-+]/.test(args[0]);
  const option = isOwn ? undefined : args.find(argument => reader.option.test(argument));
  if (option !== undefined) return `${program} with ${option}, by which the arguments could be read as code`;
  const file = reader.file ? following.find(argument => !/^[-+]/.test(argument)) : undefined;
  return file !== undefined && isFilled(file) ? `a placeholder that ${program} reads as code` : undefined;
}

/** Sudo takes options behind variables too. */
function optionsEnd(program: string, words: CommandLine): number | undefined {
  let end = ownWords(program, words);
  while (end !== undefined && /^[A-Za-z_]\w*=/.test(words[end] ?? '')) end += 1 + (ownWords(program, words.slice(end + 1)) ?? 0);
  return end;
}

/** Why a value may be taken for a program, or for the code that an option takes: it stands neither with its name nor behind an option for a text. */
function placeFault(command: CommandLine): string | undefined {
  // A program that lies beside the file is the operator's own, and takes its arguments in any order.
  const isOwn = /^[^/]+\//.test(command[0] ?? '');
  for (const [index, argument] of command.entries()) {
    if (!argument.includes('{value}')) continue;
    const own = argument.slice(0, Math.max(0, argument.indexOf('=')));
    const last = command[index - 1] ?? '';
    const takesCode = [own, last].find(word => codeOption.test(word) && !(word === '-e' && command.some(name => containers.test(programOf(name)))));
    if (takesCode !== undefined) return `a placeholder as the value of ${takesCode}, an option that takes code`;
    const isNamed = argument.includes('{name}') || (own === '' && /^[^=]*\{name\}$/.test(last) && !isStarter(wordBefore(command, index - 1)));
    if (!isOwn && !isNamed && !textOption.test(own === '' ? last : own)) return 'a value that could be taken for a program or its code, as it does not follow its name';
  }
  return undefined;
}

/** Their `-e` sets a variable. */
const containers = /^(?:docker|docker-compose|kubectl|nerdctl|oc|podman)$/;

function wordBefore(command: CommandLine, index: number): string {
  return programOf(command.slice(0, index).findLast(word => !word.startsWith('-')) ?? '');
}

function isFilled(argument: string): boolean {
  return placeholders.some(mark => argument.includes(mark));
}

function isJson(value: string): boolean {
  try {
    return typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}

/** Whether a word is the name of a place and no program: `kubectl -n make`, but not `sudo -n sh`. */
function isPlace(command: CommandLine, index: number): boolean {
  const before = command.slice(0, index);
  const ofCluster = before.at(-1) === '-n' && before.some(word => /^(?:kubectl|oc|helm)$/.test(programOf(word))) && !before.includes('--');
  return ofCluster || /^--(?:cluster|container|context|name|namespace)$/.test(before.at(-1) ?? '');
}

/** `/usr/bin/ssh` and `ssh.exe` are ssh; `deploy/node` is what kubectl calls a deployment. */
function programOf(word: string): string {
  return (/^[./]|bin\//.test(word) ? word.slice(word.lastIndexOf('/') + 1) : word).replace(/\.(?:exe|com)$/i, '');
}
