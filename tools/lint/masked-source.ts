/**
 * TypeScript source with what is not code blanked out, position for position, so that a pattern
 * finds neither the words of a comment nor those of a string.
 */
export type MaskedSource = {
  /** Comments and the insides of strings, templates and regular expressions are spaces. */
  code: string;
  /** Everything but the comments is spaces. */
  comments: string;
};

/** After these a slash starts a regular expression, not a division or the end of a tag. */
const beforeExpression = /(?:^|[=(,:[!&|?{;+\-*%~^]|=>|\b(?:return|typeof|case|in|of|do|else|await|yield|void))\s*$/;

type Span = {kind: 'comment' | 'quoted'; from: number; to: number};

/** Knows enough of the language for our own sources: JSX text counts as code. */
export function maskSource(text: string): MaskedSource {
  const spans: Span[] = [];
  scanCode(text, 0, undefined, spans);
  const nothing = blank(text, 0, text.length);
  const uncover = (masked: string, {from, to}: Span): string =>
    masked.slice(0, from) + text.slice(from, to) + masked.slice(to);
  return {
    code: spans.reduceRight((code, {from, to}) => blank(code, from, to), text),
    comments: spans.filter(({kind}) => kind === 'comment').reduceRight(uncover, nothing),
  };
}

function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replaceAll(/[^\n]/g, ' ') + text.slice(to);
}

/** Collects spans from `start` to the bracket that closes it (or the end); returns where it stopped. */
function scanCode(text: string, start: number, closing: '}' | undefined, spans: Span[]): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (closing && character === closing && depth === 0) return at;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    at = scanToken(text, at, start, spans);
  }
  return at;
}

/** A single quote after a letter is an apostrophe in JSX text. */
function scanToken(text: string, at: number, start: number, spans: Span[]): number {
  const character = text[at];
  if (text.startsWith('//', at)) return comment(at, endOf(text, '\n', at), spans);
  if (text.startsWith('/*', at)) return comment(at, endOf(text, '*/', at + 2) + 2, spans);
  if (character === "'" && /\w/.test(text[at - 1] ?? '')) return at + 1;
  if (character === "'" || character === '"') return quoted(text, at, stringEnd(text, at), spans);
  if (character === '`') return scanTemplate(text, at, spans);
  if (character === '/' && beforeExpression.test(text.slice(Math.max(start, at - 40), at))) {
    return quoted(text, at, regularExpressionEnd(text, at), spans);
  }
  return at + 1;
}

function comment(from: number, to: number, spans: Span[]): number {
  spans.push({kind: 'comment', from, to});
  return to;
}

/** The quotes themselves stay; one without an end on its line is no quote. */
function quoted(text: string, from: number, end: number | undefined, spans: Span[]): number {
  if (end === undefined) return from + 1;
  spans.push({kind: 'quoted', from: from + 1, to: end});
  return Math.min(end + 1, text.length);
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end;
}

function stringEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[from]) return at;
  }
  return undefined;
}

function regularExpressionEnd(text: string, from: number): number | undefined {
  let classDepth = 0;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') classDepth += 1;
    else if (text[at] === ']') classDepth = Math.max(0, classDepth - 1);
    else if (text[at] === '/' && classDepth === 0) return at;
  }
  return undefined;
}

function scanTemplate(text: string, from: number, spans: Span[]): number {
  let literal = from + 1;
  let at = from + 1;
  while (at < text.length && text[at] !== '`') {
    if (text.startsWith('${', at)) {
      spans.push({kind: 'quoted', from: literal, to: at});
      at = scanCode(text, at + 2, '}', spans) + 1;
      literal = at;
    } else {
      at += text[at] === '\\' ? 2 : 1;
    }
  }
  spans.push({kind: 'quoted', from: literal, to: Math.min(at, text.length)});
  return at + 1;
}

/** Line number, from 1, of a position. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
