import {lastOf, readDotenv, type Assignment, type Quote} from './dotenv.ts';

export type DotenvEdit =
  | {
      ok: true;
      text: string;
      /** Of the assignment that was changed or added, from 1. */
      line: number;
      /** How many assignments of the name there were; the last was changed. */
      found: number;
      /** How the value is written there. */
      spelling: string;
    }
  | {ok: false; problem: string; next: string};

/** Stands for itself in every reader that we know of, a shell included. */
const bareValue = /^[\w.,:/@%+=-]*$/;

/** Comments after a value need a blank before them, or they are part of it for a shell. */
const harmlessTail = /^(?:[ \t]+#.*|[ \t]*)$/;

/** Sets one variable in place; every other byte of the text stays. Pure. */
export function editDotenv(text: string, name: string, value: string): DotenvEdit {
  const objection = valueObjection(value);
  if (objection !== undefined) return {ok: false, problem: `the value of ${name} ${objection}`, next: 'Give another value.'};
  const assignments = readDotenv(text);
  const target = lastOf(assignments, name);
  const trouble = troubleBefore(assignments, target) ?? (target && tangle(target));
  if (trouble !== undefined) return refused(trouble);
  const exported = target?.exported ?? (assignments.length > 0 && assignments.every(one => one.exported));
  const isFit = (quote: Quote): boolean => canHold(quote, value) && !(quote === '' && isLost(value, exported, target, text));
  // In the style that is there, where that can hold it.
  const quote = [target?.quote ?? '', "'" as const, '"' as const].find(isFit);
  if (quote === undefined) {
    return {ok: false, problem: `the value of ${name} cannot be written so that every program reads the same`, next: 'Write it into the file by hand.'};
  }
  const spelling = `${quote}${value}${quote}`;
  const edited = target
    ? text.slice(0, target.from) + spelling + text.slice(target.to)
    : appended(text, `${exported ? 'export ' : ''}${name}=${spelling}`);
  const after = readDotenv(edited);
  if (!isOnlyChange(assignments, after, name, value, target)) {
    return refused(`the quotation marks of the file leave no way to set ${name} and nothing else`);
  }
  const line = lastOf(after, name)?.line ?? 1;
  return {ok: true, text: edited, line, found: assignments.filter(assignment => assignment.name === name).length, spelling};
}

/** Why a value can stand in no dotenv file; undefined when it can. */
export function valueObjection(value: string): string | undefined {
  if (/[\n\r]/.test(value)) return 'has a line break in it';
  if (value.includes('\0')) return 'has a NUL character in it';
  if (!value.isWellFormed()) return 'has half a character in it (UTF-16)';
  return undefined;
}

function refused(problem: string): DotenvEdit {
  return {ok: false, problem, next: 'Mend the file by hand, then look again.'};
}

/** A mark that is never closed swallows the rest of the file for some readers, and for others its line. */
function troubleBefore(assignments: readonly Assignment[], target: Assignment | undefined): string | undefined {
  const open = assignments.find(({closed, from}) => !closed && from <= (target?.from ?? Infinity));
  return open && `in line ${open.line} a quotation mark is opened and never closed`;
}

/** Lines that readers of dotenv files take in different ways. */
function tangle({line, quote, value, tail}: Assignment): string | undefined {
  if (!harmlessTail.test(tail)) {
    return tail.startsWith('#')
      ? `in line ${line} a # stands right behind the value, where some programs take it as part of it`
      : `in line ${line} more follows behind the closing quotation mark`;
  }
  if (quote === '' && /["'`\\]/.test(value)) return `in line ${line} there is a quotation mark or a backslash inside an unquoted value`;
  if (value.endsWith('\\')) return `in line ${line} a backslash stands before the closing quotation mark`;
  return undefined;
}

function canHold(quote: Quote, value: string): boolean {
  if (quote === '') return bareValue.test(value);
  if (value.includes('\\') || value.includes(quote)) return false;
  return quote === "'" || !/[$`]/.test(value);
}

/** Node reads the next line where blanks alone follow the sign, and takes `export` into the name where nothing does. */
function isLost(value: string, exported: boolean, target: Assignment | undefined, text: string): boolean {
  if (value !== '') return false;
  return exported || (target !== undefined && (/[ \t]$/.test(text.slice(0, target.from)) || /^[ \t]+$/.test(target.tail)));
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
