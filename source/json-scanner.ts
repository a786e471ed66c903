import {display} from './display.ts';

/**
 * Finds what is wrong with a JSON text (RFC 8259), or with what RFC 8259 leaves open: repeated names,
 * depth, numbers no program can hold. One pass forward with an explicit stack, so that neither depth
 * nor length can exhaust the machine's stack. It builds nothing; `JSON.parse` does that afterwards.
 */

export type Flaw = {
  /** Index of the first character that does not fit, in UTF-16 units. */
  at: number;
  reason: string;
};

export type ScanTerms = {
  /** How many arrays and objects may be open at once. */
  deepest: number;
  /** Makes an outside name fit for a sentence of ours. */
  quote?: ((name: string) => string) | undefined;
  /** `__proto__` is a name like any other, as it is for `JSON.parse`. */
  anyName?: boolean;
  /** A number that cannot be kept as it is written is one like any other. */
  anyNumber?: boolean | undefined;
};

/** What may come next: `item` and `name` only right after an opening bracket may also be its end. */
type Wanted = 'value' | 'first item' | 'first name' | 'name' | 'comma or end' | 'end of text';

/** An open array (no names) or object (the names seen so far). */
type Open = Set<string> | undefined;

type Taking = Exclude<Wanted, 'end of text'>;

type Step = {at: number; wanted: Wanted} | Flaw;

const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const colon = /[ \t\n\r]*:/y;

export function findFlaw(text: string, terms: ScanTerms): Flaw | undefined {
  const open: Open[] = [];
  let at = 0;
  let wanted: Wanted = 'value';
  for (;;) {
    at = endOf(blank, text, at) ?? at;
    if (wanted === 'end of text') return at === text.length ? undefined : misfit(text, at, 'the end of the text');
    const step = advance(text, at, wanted, open, terms);
    if ('reason' in step) return step;
    ({at, wanted} = step);
  }
}

/** Takes one token and keeps `open` in step with the brackets. */
function advance(text: string, at: number, wanted: Taking, open: Open[], terms: ScanTerms): Step {
  const character = text[at];
  switch (wanted) {
    case 'first item':
      return character === ']' ? close(at, open) : takeValue(text, at, open, terms, "a value or ']'");
    case 'value':
      return takeValue(text, at, open, terms, 'a value');
    case 'first name':
      return character === '}' ? close(at, open) : takeName(text, at, open, terms, "a name in double quotes or '}'");
    case 'name':
      return takeName(text, at, open, terms, 'a name in double quotes');
    case 'comma or end': {
      const names = open.at(-1);
      if (character === ',') return {at: at + 1, wanted: names ? 'name' : 'value'};
      if (character === (names ? '}' : ']')) return close(at, open);
      return misfit(text, at, names ? "',' or '}'" : "',' or ']'");
    }
  }
}

function takeValue(text: string, at: number, open: Open[], terms: ScanTerms, expected: string): Step {
  const character = text[at];
  if (character === '[' || character === '{') {
    if (open.length === terms.deepest) return {at, reason: `nested deeper than ${terms.deepest} levels`};
    open.push(character === '{' ? new Set() : undefined);
    return {at: at + 1, wanted: character === '{' ? 'first name' : 'first item'};
  }
  if (character === '"') {
    const end = stringEnd(text, at);
    return typeof end === 'number' ? {at: end, wanted: afterValue(open)} : end;
  }
  const end = endOf(scalar, text, at);
  if (end === undefined) return misfit(text, at, expected);
  const word = text.slice(at, end);
  if (!terms.anyNumber && /^[-\d]/.test(word) && !isKept(word)) return {at, reason: `the number ${word.length > longestShown ? `of ${word.length} characters` : word} cannot be kept as it is written`};
  return {at: end, wanted: afterValue(open)};
}

const longestShown = 40;

/** Whether a program that holds the number still writes the same one, however it spells it. */
export function isKept(word: string): boolean {
  const held = Number(word);
  return Number.isFinite(held) && magnitude(word) === magnitude(String(held));
}

/** Sign, digits without the zeros around them, and the power of ten of the last one. */
function magnitude(word: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(word) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '0' : `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

const quoted = (name: string): string => `"${display(name, 64)}"`;

function takeName(text: string, at: number, open: readonly Open[], terms: ScanTerms, expected: string): Step {
  if (text[at] !== '"') return misfit(text, at, expected);
  const end = stringEnd(text, at);
  if (typeof end !== 'number') return end;
  const name = JSON.parse(text.slice(at, end)) as string;
  const names = open.at(-1);
  if (names?.has(name)) return {at, reason: `the name ${(terms.quote ?? quoted)(name)} stands twice in one object`};
  if (name === '__proto__' && !terms.anyName) return {at, reason: 'the name "__proto__" is not accepted'};
  names?.add(name);
  const value = endOf(colon, text, end);
  return value === undefined ? misfit(text, end, "':'") : {at: value, wanted: 'value'};
}

function close(at: number, open: Open[]): Step {
  open.pop();
  return {at: at + 1, wanted: afterValue(open)};
}

function afterValue(open: readonly Open[]): Wanted {
  return open.length === 0 ? 'end of text' : 'comma or end';
}

/** Index after the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number | Flaw {
  for (let at = start + 1; at < text.length; ) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) return {at, reason: 'a raw control character inside a string'};
    const next = unit === 0x5c ? endOf(escape, text, at) : at + 1;
    if (next === undefined) return {at, reason: 'an unknown escape inside a string'};
    at = next;
  }
  return {at: start, reason: 'a string that is never closed'};
}

function misfit(text: string, at: number, expected: string): Flaw {
  return {at, reason: at >= text.length ? `the text ends where ${expected} was expected` : `expected ${expected}`};
}

/** Where a match that begins exactly at `at` ends. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
