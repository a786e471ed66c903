import type {CommandLine} from './environment-config.ts';

/** What is put into the arguments of a command that sets a toggle. */
export type Placeholder = '{name}' | '{value}';

export const placeholders: readonly Placeholder[] = ['{name}', '{value}'];

/**
 * Why a value that is filled in would not reach the program as it is: somebody on the way would read it
 * as code. Undefined where each placeholder is an argument of its own or stands behind an equals sign.
 */
export function codeFault(command: CommandLine): string | undefined {
  if (command.some(argument => isFilled(argument) && !wholeArgument.test(argument))) {
    return 'a placeholder inside other text, which somebody would have to take apart again';
  }
  if (command.some(argument => isFilled(argument) && codeOption.test(argument.split('=', 1)[0] ?? ''))) {
    return 'a placeholder as the value of an option that takes code';
  }
  const joiner = command.slice(0, command.findIndex(isFilled)).filter((_, index) => !isValue(command, index)).map(programOf).find(name => joiners.has(name));
  if (joiner !== undefined) return `${joiner}, which reads its arguments as code or hands them to a shell`;
  for (const [index, word] of command.entries()) {
    const program = isValue(command, index) ? '' : programOf(word);
    const fault = interpreterFault(program, command.slice(index + 1));
    // What follows an interpreter are its own words, such as the name of a script in `sh -c`.
    if (fault !== undefined || interpreters.test(program)) return fault;
  }
  return undefined;
}

/** `{value}`, `{name}={value}`, `--env={name}={value}`, `deploy.{name}={value}`: nothing follows the value. */
const wholeArgument = /^(?:(?:[\w@%+:,./=-]*\{name\}|[\w@%+:,./-]*)=)?\{value\}$|^[\w@%+:,./=-]*\{name\}$/;

/** Options whose value is code for one interpreter or another; several letters may stand together. */
const codeOption = /^(?:-[A-Za-z]*[cCeEpPrRS][A-Za-z]*|--(?:cmd|command|eval|exec|execute|expression|print|run|script|split-string))$/;

/** They make one text of their arguments and give it to a shell, or read each of them as code. */
const joiners = new Set([
  'ansible', 'autossh', 'awk', 'bc', 'clush', 'dc', 'dsh', 'eval', 'gawk', 'gmake', 'gsed', 'jq', 'm4', 'make', 'mawk', 'mosh', 'nawk',
  'parallel', 'parallel-ssh', 'pdsh', 'plink', 'pssh', 'remsh', 'rsh', 'salt', 'salt-ssh', 'screen', 'sed', 'slogin', 'ssh', 'ssm', 'tmux',
  'watch', 'xargs', 'yq',
]);

/** They take code from an option, or from a file that their first argument names. */
const interpreters =
  /^(?:(?:ba|da|z|k|mk|ok|pdk|ya|fi|a|c|tc|r)?sh[\d.]*|nu|expect|python[\d.]*|pypy[\d.]*|perl[\d.]*|ruby[\d.]*|node(?:js)?|deno|bun|php[\d.]*|lua(?:jit)?[\d.]*|tclsh[\d.]*|wish|osascript|rscript|pwsh|powershell|cmd)(?:\.exe)?$/i;

/** They take code from an option alone. */
const codeTakers = /^(?:emacs|env|flock|gdb|mariadb|mysql|nix-shell|npm|npx|psql|runuser|script|sg|sqlite3|su)$/;

function interpreterFault(program: string, args: readonly string[]): string | undefined {
  const isInterpreter = interpreters.test(program);
  if (!isInterpreter && !codeTakers.test(program)) return undefined;
  const starts = [...(isInterpreter ? [0] : []), ...args.flatMap((argument, index) => (codeOption.test(argument) ? [index + 1] : []))];
  const texts = starts.flatMap(start => args.slice(start).find(argument => !/^[-+]/.test(argument)) ?? []);
  if (texts.some(isFilled)) return `a placeholder that ${program} reads as code`;
  const word = texts.flatMap(text => text.split(/[^\w-]+/)).find(part => joiners.has(part) || /^(?:system|popen|source)$/.test(part));
  return word === undefined ? undefined : `a script for ${program} that has ${word} in it, which may read the arguments as code`;
}

function isFilled(argument: string): boolean {
  return placeholders.some(mark => argument.includes(mark));
}

/** Whether a word is the name of a place and no program: `-n make`. */
function isValue(command: CommandLine, index: number): boolean {
  return /^(?:-n|--(?:cluster|container|context|name|namespace))$/.test(command[index - 1] ?? '');
}

/** `/usr/bin/ssh` is ssh; `deploy/node` is what kubectl calls a deployment. */
function programOf(word: string): string {
  return /^[./]|bin\//.test(word) ? word.slice(word.lastIndexOf('/') + 1) : word;
}
