import type {Trouble} from '../../errors.ts';
import {lastOf, readDotenv, type Assignment} from './dotenv.ts';
import {actOf} from './shell-acts.ts';
import {shellStates, type ShellState} from './shell-quotes.ts';
import {shellLines, type ShellLine} from './shell-words.ts';

/** A line that shells, systemd (EnvironmentFile=), `docker run --env-file` and dotenv libraries do not take alike. */
export type Doubt = {
  /** From 1. */
  line: number;
  /** To follow "in line 3". */
  reason: string;
  /** Whether they may see different values of the variable; else the line is only in the way of an edit. */
  decides: boolean;
  /** The line of the variable, which has only to stand above the doubtful one. */
  below?: number;
};

/** A doubt as what is told to a person. */
export function doubtTrouble(name: string, {line, reason, below}: Doubt): Trouble {
  if (below !== undefined) return {problem: `in line ${line} ${reason}`, next: `Move ${name} in line ${below} above line ${line} by hand; then look again.`};
  return {problem: `in line ${line} ${reason}`, next: `Mend the file by hand, so that ${name}=value stands alone on its line and no line is code for a shell; then look again.`};
}

type Line = {number: number; from: number; text: string; state: ShellState; /** Undefined where a shell is still in a line above. */ shell: ShellLine | undefined; /** Whether the line above ends with a backslash, so that some join the two. */ joined: boolean};

/** Every line of a dotenv file that keeps one variable from being read or set for all readers alike. Pure. */
export function doubtsAbout(text: string, name: string): Doubt[] {
  const assignments = readDotenv(text);
  const beginning = new Map(assignments.map(one => [one.line, one]));
  const lines = linesOf(text);
  const last = lastOf(assignments, name)?.line ?? 0;
  const doubts: Doubt[] = [];
  let [first, end]: [Assignment | undefined, number] = [undefined, 0];
  for (const line of lines) {
    const assignment = beginning.get(line.number);
    if (assignment?.name === name) {
      const fault = swallowed(line, lines, {text, assignments}) ?? ownFault(line, assignment, text);
      if (fault !== undefined) doubts.push({line: line.number, reason: fault, decides: true});
      if (first) doubts.push({line: line.number, reason: `${name} is set again, after line ${first.line}: some readers take the first, others the last`, decides: first.value !== assignment.value});
      first ??= assignment;
    } else {
      const doubt = otherDoubt(line, {name, assignment, isInside: line.from < end, isAbove: !first, follows: line.number < last ? last : undefined});
      if (doubt) doubts.push(doubt);
    }
    end = assignment?.to ?? end;
  }
  return doubts;
}

function linesOf(text: string): Line[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({index}) => index + 1)];
  const states = shellStates(text, starts);
  const texts = text.split('\n');
  const shells = new Map(shellLines(text).map(line => [line.from, line]));
  return starts.map((from, index) => ({
    number: index + 1,
    from,
    text: texts[index] ?? '',
    state: states[index] ?? {kind: 'bare', since: 0},
    shell: shells.get(from),
    joined: /(?:^|[^\\])(?:\\\\)*\\\r?$/.test(texts[index - 1] ?? ''),
  }));
}

/** Empty, or a comment for everybody. */
function isSilent({text, state, joined}: Line): boolean {
  return !joined && state.kind === 'bare' && /^\s*(?:#|$)/.test(text);
}

/** What stands above an assignment and takes it in, for some. */
function swallowed({number, state, shell}: Line, lines: readonly Line[], {text, assignments}: {text: string; assignments: readonly Assignment[]}): string | undefined {
  if (state.kind === "'" || state.kind === '"') {
    const opened = lines.findLast(({from}) => from <= state.since)?.number ?? 1;
    return `a shell is still between quotation marks, opened in line ${opened}`;
  }
  const loose = assignments.find(one => one.line < number && (!one.closed || text.slice(one.from, one.to).endsWith('\\"')));
  if (loose) return `the quotation marks of line ${loose.line} end at different places for different readers`;
  const joined = lines.find(line => line.joined && line.number <= number);
  if (joined) return `some readers join lines ${joined.number - 1} and ${joined.number}, since the first ends with a backslash`;
  const above = lines.slice(0, number - 1);
  const open = above.findLast(line => !isSilent(line));
  if (open && /=[ \t]+\r?$/.test(open.text)) return `Node is still in line ${open.number}, which ends with blanks behind the equals sign`;
  if (open && /(?:\||&&|\()\s*(?:#[^\n]*)?$/.test(open.text)) return `a shell is still in line ${open.number}, which ends with | or && or (`;
  if (!shell) return `a shell is still in line ${above.findLast(line => line.shell)?.number ?? 1}`;
  const broken = above.find(line => /\r(?!$)/.test(line.text));
  return broken && `systemd ends line ${broken.number} at the carriage return (CR) inside it`;
}

function ownFault(line: Line, {name, quote, closed, value, to}: Assignment, text: string): string | undefined {
  const [, mark, given] = new RegExp(`^(\uFEFF?)[ \t]*(?:export[ \t]+)?${name}=(.*)$`, 's').exec(line.text) ?? [];
  if (given === undefined) return 'blanks stand before the equals sign, where a shell looks for a program of that name';
  if (/^[ \t]/.test(given)) return 'a blank stands behind the equals sign, where the value of a shell ends';
  if (mark !== '') return 'the first line has a byte order mark, which a shell takes as part of the name';
  if (!closed) return 'a quotation mark is opened and never closed';
  if (to > line.from + line.text.length) return 'the value goes on over several lines, which some readers take one by one';
  if (quote === '`') return 'a shell runs what stands between backquotes';
  const kind = quote === '' ? bareFaults : quotedFaults;
  // A CR before the end of the line is part of the line's text, and so is what follows the value.
  const looked = quote === '' ? given : `${given.slice(0, given.indexOf(quote, 1) + 1)}\0${text.slice(to, line.from + line.text.length)}`;
  const fault = kind.find(([sign]) => sign.test(looked))?.[1];
  if (fault !== undefined || quote !== '"') return fault;
  return /[$`]/.test(value) ? 'a shell fills in what stands behind $ and between backquotes' : undefined;
}

type Faults = ReadonlyArray<readonly [sign: RegExp, reason: string]>;

const lineEnd = ['a carriage return (CR) stands behind the value, which a shell takes as part of it', /\r/] as const;

const bareFaults: Faults = [
  [/[ \t]#/, 'a comment stands behind the value, which systemd and docker take as part of it'],
  [/#/, 'a # stands right behind the value, where some programs take it as part of it'],
  [/[;&|<>()]/, 'there is a sign that ends the value for a shell: ; & | < > or a bracket'],
  [/[$`]/, 'a shell fills in what stands behind $ and between backquotes'],
  [/["'\\]/, 'there is a quotation mark or a backslash inside an unquoted value'],
  [lineEnd[1], lineEnd[0]],
  [/^\S*[ \t]+$/, 'blanks stand behind the value, which docker takes as part of it'],
  [/\s/, 'there is a blank in an unquoted value, where the value of a shell ends'],
  [/[[\]{}*?~!]/, 'there is a sign that a shell reads in its own way: one of [ ] { } * ? ~ !'],
  [/\p{C}/u, 'there is a character that cannot be seen'],
];

/** The value in its marks, NUL, and what follows on the line. */
const quotedFaults: Faults = [
  [/\\/, 'there is a backslash between the quotation marks, which readers take in different ways'],
  [/\0[ \t]+#/, 'a comment stands behind the value, which some readers take as part of it'],
  [new RegExp(`\0${lineEnd[1].source}`), lineEnd[0]],
  [/\0./, 'more follows behind the closing quotation mark'],
];

type Context = {name: string; assignment: Assignment | undefined; isInside: boolean; /** Of what sets the variable. */ isAbove: boolean; /** The line in which that comes below. */ follows: number | undefined};

/** The names that dotenv libraries take; a shell takes fewer. */
const variable = /^\uFEFF?[\w.-]+$/;

function otherDoubt(line: Line, {name, assignment, isInside, isAbove, follows}: Context): Doubt | undefined {
  const {number, text, state, joined, shell} = line;
  const act = shell && actOf(shell, name);
  if (text.trim() === '' || (!isInside && isSilent(line) && act?.kind !== 'sets')) return undefined;
  const told = (reason: string, decides: boolean): Doubt => ({line: number, reason, decides});
  if (isNamed(text, name, {state, isInside: isInside || joined})) return told(`${name} is named too, in a way that some readers obey and others do not`, true);
  if (isQuotedName(text, name)) return told(`${name} stands between quotation marks, where some readers take it for the name and others do not`, true);
  if (act?.kind === 'sets') return told('there is a command that may set it, for a shell alone', true);
  // What is set nowhere below is set for nobody: only an edit would put it there.
  if (isAbove && act?.kind === 'stops') {
    const isAssignment = assignment && variable.test(assignment.name);
    return {...told(act.why, follows !== undefined), ...(isAssignment && follows !== undefined && {below: follows})};
  }
  if (isInside || (assignment && variable.test(assignment.name))) return undefined;
  return told('there is neither a comment nor NAME=value: a shell would run it', false);
}

/** As python-dotenv takes it. */
function isQuotedName(text: string, name: string): boolean {
  return new RegExp(`^\\s*(?:export\\s+)?(['"])${name}\\1\\s*=`).test(text);
}

/** Whether a line of something else names the variable elsewhere than in a comment or as plain quoted text. */
function isNamed(text: string, name: string, {state, isInside}: {state: ShellState; isInside: boolean}): boolean {
  const found = [...text.matchAll(new RegExp(`(?<![\\w.-])${name}(?![\\w.-])`, 'g'))].map(({index}) => index);
  if (found.length === 0) return false;
  if (isInside || state.kind !== 'bare' || /[$`]/.test(text)) return true;
  return shellStates(text, found).some(({kind}) => kind === 'bare');
}
