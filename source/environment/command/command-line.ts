/** These stand for themselves in every word of a POSIX shell. */
const plainWord = /^[\w@+:,./-]+$/;
const plainArgument = /^[\w@%+=:,./-]+$/;

/** As the first word they are the shell's own (POSIX.1-2024, Shell Command Language, 2.4). */
const reservedWords = new Set(['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'case', 'esac', 'while', 'until', 'for', 'in', 'function', 'select', 'time']);

/** An argument list as a person would type it in a POSIX shell; pasted there it means the same. */
export function shown(command: readonly string[]): string {
  const [program = '', ...rest] = command;
  const first = plainWord.test(program) && !reservedWords.has(program) ? program : quoted(program);
  return [first, ...rest.map(argument => (plainArgument.test(argument) ? argument : quoted(argument)))].join(' ');
}

/** Nothing is special between single quotes but the single quote itself (2.2.2). */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
