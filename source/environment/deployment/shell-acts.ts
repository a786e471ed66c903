import type {Hazard, ShellLine, ShellToken} from './shell-words.ts';

/**
 * What a line is to a shell: `plain` gives variables of their own name a value, and runs at most programs, which cannot
 * change the shell that started them; `sets` may give any variable a value; `stops` may keep a shell from the lines below.
 */
export type ShellAct = {kind: 'plain'} | {kind: 'sets'} | {kind: 'stops'; why: string};

type Word = ShellToken & {kind: 'word'};

/** Commands of a shell itself that do more than a program could; those that set what their arguments name are `names`. */
const commands: ReadonlyMap<string, 'sets' | 'stops' | 'names' | 'prefix'> = new Map([
  ...['.', 'source', 'eval', 'exec', 'trap', 'alias'].map(word => [word, 'sets'] as const),
  ...['exit', 'return', 'break', 'continue', 'logout', 'shift', 'set', 'local', 'kill'].map(word => [word, 'stops'] as const),
  ...['export', 'readonly', 'unset', 'declare', 'typeset', 'read', 'printf', 'getopts', 'mapfile', 'readarray', 'let'].map(word => [word, 'names'] as const),
  ...['command', 'builtin'].map(word => [word, 'prefix'] as const),
]);

/** Words that begin or end something which goes over several commands. */
const opening = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '{']);
const around = new Set(['for', 'case', 'select', 'in', 'function', 'coproc', 'fi', 'done', 'esac', '}', ...opening]);

/** Why a shell may not come further, where that is not plain to see. */
const reasons: Readonly<Record<Exclude<Hazard, 'sets'> | 'bracket' | 'sign', string>> = {
  stops: '',
  bracket: 'a bracket stands outside quotation marks: ',
  sign: 'signs stand outside quotation marks in an order that a shell does not know: ',
  unclosed: 'what is opened there with a bracket or a backquote does not end on the line: ',
};

type Found = keyof typeof reasons | 'sets';

/** What a shell would do at a line that does not assign the variable itself. Pure. */
export function actOf({tokens, hazards}: ShellLine, name: string): ShellAct {
  const found: Found[] = [...hazards, ...judge(tokens, name)];
  if (found.includes('sets')) return {kind: 'sets'};
  const [first] = found.filter(one => one !== 'sets');
  return first === undefined ? {kind: 'plain'} : {kind: 'stops', why: `${reasons[first]}a shell may never come to the lines below it`};
}

function judge(tokens: readonly ShellToken[], name: string): Found[] {
  const found: Found[] = [];
  let words: Word[] = [];
  let isEmpty = true;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind === 'word') {
      words.push(token);
      // To some the beginning of an array's element.
      if (/^[A-Za-z_]\w*\[[^\]]*$/.test(token.raw)) found.push('unclosed');
      isEmpty = false;
    } else if (/^&>|[<>]/.test(token?.text ?? '')) {
      if (token?.text.startsWith('<<')) found.push('stops');
      if (tokens[index + 1]?.kind !== 'word') found.push('sign');
      else index += 1;
      isEmpty = false;
    } else if (token) {
      if (/[()]/.test(token.text)) found.push('bracket');
      else if (isEmpty || /^(?:;;|;&|\|&)/.test(token.text)) found.push('sign');
      found.push(...command(words, name));
      [words, isEmpty] = [[], true];
    }
  }
  return [...found, ...command(words, name)];
}

const assignment = /^[A-Za-z_]\w*\+?=/;

function command(words: readonly Word[], name: string): Found[] {
  const at = words.findIndex(({raw}) => !assignment.test(raw));
  const [first, ...rest] = at === -1 ? [] : words.slice(at);
  if (!first) return [];
  // Behind an assignment these are words like any other.
  if (at === 0 && (first.raw === '!' || first.raw === 'time')) return rest.length === 0 ? ['sign'] : command(rest, name);
  if (at === 0 && around.has(first.raw)) return ['stops', ...(opening.has(first.raw) ? command(rest, name) : [])];
  if (first.filled && first.text === '') return ['sets'];
  const kind = commands.get(first.text);
  if (kind === 'prefix') return command(rest.slice(Math.max(0, rest.findIndex(({text}) => !text.startsWith('-')))), name);
  if (kind === 'names') return rest.flatMap(word => nameFault(first.text, word, name));
  if (first.text === 'set' && rest.length > 0 && rest.every(isOption)) return [];
  return kind === undefined ? [] : [kind];
}

function nameFault(own: string, {raw, text, filled}: Word, name: string): Found[] {
  if (new RegExp(`^${name}(?:\\+?=|$)`).test(text)) return ['sets'];
  if (/^["']?[A-Za-z_]\w*(?:\+?=|$)/.test(filled ? raw : text)) return [];
  if (filled) return ['sets'];
  return /^(?:export|readonly|unset)$/.test(own) && !/^-[fpv]$/.test(text) ? ['stops'] : [];
}

/** Of `set`: those by which lines are read as before. */
function isOption({raw}: Word): boolean {
  return /^(?:[-+][abefhmuvxo]+|allexport|errexit|nounset|noglob|xtrace|verbose)$/.test(raw);
}
