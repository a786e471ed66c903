import {doubtsAbout, doubtTrouble, type Doubt} from './dotenv-doubt.ts';
import {lastOf, readDotenv, type Assignment, type Quote} from './dotenv.ts';

export type DotenvEdit =
  | {
      ok: true;
      text: string;
      /** Of the assignment that was changed or added, from 1. */
      line: number;
      isNew: boolean;
      /** How the value is written there. */
      spelling: string;
    }
  | {ok: false; problem: string; next: string};

/** Stands for itself in every reader that we know of, a shell included. */
export const bareValue = /^[\w.,:/@%+=-]*$/;

/**
 * Sets one variable in place; every other byte of the text stays. Pure. Our own: the libraries that edit
 * such files lose comments and quotation marks.
 */
export function editDotenv(text: string, name: string, value: string): DotenvEdit {
  const objection = valueObjection(value);
  if (objection !== undefined) return {ok: false, problem: `the value of ${name} ${objection}`, next: 'Give another value.'};
  const [doubt] = doubtsAbout(text, name);
  if (doubt) return refused(name, doubt);
  const assignments = readDotenv(text);
  const target = lastOf(assignments, name);
  const exported = target?.exported ?? (assignments.length > 0 && assignments.every(one => one.exported));
  // In the style that is there, where that can hold it. Node takes `export` into the name where nothing follows the sign.
  const quote = [target?.quote ?? '', "'" as const, '"' as const].find(mark => canHold(mark, value) && !(mark === '' && value === '' && exported));
  if (quote === undefined) {
    return {ok: false, problem: `the value of ${name} cannot be written so that every program reads the same`, next: 'Write it into the file by hand.'};
  }
  const spelling = `${quote}${value}${quote}`;
  const edited = target
    ? text.slice(0, target.from) + spelling + text.slice(target.to)
    : appended(text, `${exported ? 'export ' : ''}${name}=${spelling}`);
  const after = readDotenv(edited);
  const [later] = doubtsAbout(edited, name);
  if (later) return refused(name, later);
  if (!isOnlyChange(assignments, after, name, value, target)) {
    return {ok: false, problem: `the quotation marks of the file leave no way to set ${name} and nothing else`, next: 'Mend the file by hand, then look again.'};
  }
  return {ok: true, text: edited, line: lastOf(after, name)?.line ?? 1, isNew: !target, spelling};
}

/** Why a value can stand in no dotenv file; undefined when it can. */
export function valueObjection(value: string): string | undefined {
  if (/[\n\r]/.test(value)) return 'has a line break in it';
  if (value.includes('\0')) return 'has a NUL character in it';
  if (!value.isWellFormed()) return 'has half a character in it (UTF-16)';
  return undefined;
}

function refused(name: string, doubt: Doubt): DotenvEdit {
  return {ok: false, ...doubtTrouble(name, doubt)};
}

function canHold(quote: Quote, value: string): boolean {
  if (quote === '') return bareValue.test(value);
  if (value.includes('\\') || value.includes(quote)) return false;
  return quote === "'" || !/[$`]/.test(value);
}

/** At the end, in the manner of the file: its line ends, a last one or none. */
function appended(text: string, assignment: string): string {
  const newline = /\r?\n(?=[^\n]*$)/.exec(text)?.[0] ?? '\n';
  const isWhole = text === '' || text === '\uFEFF' || text.endsWith('\n');
  return isWhole ? `${text}${assignment}${newline}` : `${text}${newline}${assignment}`;
}

/** The last net: whatever the text was, all that changed is the one value. */
function isOnlyChange(before: readonly Assignment[], after: readonly Assignment[], name: string, value: string, target: Assignment | undefined): boolean {
  const wanted = before.map(one => [one.name, one === target ? value : one.value]);
  if (!target) wanted.push([name, value]);
  return JSON.stringify(wanted) === JSON.stringify(after.map(one => [one.name, one.value]));
}
