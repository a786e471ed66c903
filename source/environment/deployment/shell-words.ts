/** A word of a shell's command line, or a sign between words. */
export type ShellToken =
  | {kind: 'word'; /** As it stands in the text. */ raw: string; /** Without quotation marks, and without what is filled in. */ text: string; /** Whether something is filled in. */ filled: boolean}
  | {kind: 'sign'; text: string};

/** What a shell does not take as text. */
export type Hazard = 'sets' | 'unclosed' | 'stops';

/** All that a shell takes in before it acts: mostly a line, several where quotation marks or a backslash go over its end. */
export type ShellLine = {from: number; /** Of the line end. */ to: number; tokens: ShellToken[]; hazards: Hazard[]};

/**
 * Takes a text apart as a POSIX shell would (POSIX.1-2024, Shell Command Language, 2.2, 2.3 and 2.6). What is opened by
 * `$(`, `${` or a backquote has to end on its line: whatever stands below it may be part of it, or not. Pure.
 */
export function shellLines(text: string): ShellLine[] {
  const lines: ShellLine[] = [];
  for (let from = 0; from < text.length; from = (lines.at(-1)?.to ?? from) + 1) lines.push(readLine(text, from));
  return lines;
}

function readLine(text: string, from: number): ShellLine {
  const tokens: ShellToken[] = [];
  const hazards: Hazard[] = [];
  let at = from;
  while (at < text.length && text[at] !== '\n') {
    const sign = text[at] ?? '';
    const matched = /[;&|<>()]/.test(sign) ? matchAt(/;;&?|;&|&&|\|\||\|&|&>>?|<<<|<<-?|[<>]&|>>|>\||<>|[;&|<>()]/y, text, at)?.[0] : undefined;
    // A CR counts as a blank: it is the line end of files from elsewhere.
    if (/[ \t\r]/.test(sign)) at += 1;
    else if (text.startsWith('\\\n', at)) at += 2;
    else if (sign === '#') at = endOfLine(text, at);
    else if (matched !== undefined) {
      tokens.push({kind: 'sign', text: matched});
      at += matched.length;
    } else {
      const word = readWord(text, at);
      tokens.push({kind: 'word', raw: text.slice(at, word.to), text: word.text, filled: word.filled});
      hazards.push(...word.hazards);
      if (word.hazards.includes('unclosed')) return {from, to: endOfLine(text, word.to), tokens, hazards};
      at = word.to;
    }
  }
  return {from, to: at, tokens, hazards};
}

type Piece = {to: number; /** What of it stays as it is. */ text: string; filled: boolean; hazards: readonly Hazard[]};

const plain = (to: number, text: string): Piece => ({to, text, filled: false, hazards: []});

/** Ends in front of a blank, a sign or a line end. */
function readWord(text: string, from: number): Piece {
  return joined(text, from, at => /[ \t\r\n;&|<>()]/.test(text[at] ?? ''), at => pieceAt(text, at));
}

function joined(text: string, from: number, isEnd: (at: number) => boolean, next: (at: number) => Piece): Piece {
  const pieces: Piece[] = [];
  let at = from;
  while (at < text.length && !isEnd(at)) {
    const piece = next(at);
    pieces.push(piece);
    at = piece.to;
    if (piece.hazards.includes('unclosed')) break;
  }
  return {to: at, text: pieces.map(piece => piece.text).join(''), filled: pieces.some(piece => piece.filled), hazards: pieces.flatMap(piece => piece.hazards)};
}

function pieceAt(text: string, at: number): Piece {
  const sign = text[at] ?? '';
  // Some shells obey backslashes between these marks, others do not.
  if (text.startsWith("$'", at)) return {...quoted(text, at + 1), hazards: quoted(text, at + 1).text.includes('\\') ? ['stops'] : []};
  if (sign === "'") return quoted(text, at);
  return sign === '"' ? doublyQuoted(text, at, 1) : innerPiece(text, at, 0);
}

function quoted(text: string, at: number): Piece {
  const end = text.indexOf("'", at + 1);
  return end === -1 ? plain(text.length, text.slice(at + 1)) : plain(end + 1, text.slice(at + 1, end));
}

function doublyQuoted(text: string, at: number, level: number): Piece {
  const inside = joined(text, at + 1, place => text[place] === '"', place => innerPiece(text, place, level));
  return inside.hazards.includes('unclosed') ? inside : {...inside, to: Math.min(inside.to + 1, text.length)};
}

/** As deep as anybody writes such things into one another; what goes deeper is not followed. */
const deepest = 10;

/** What means something between double quotation marks too; `level`: how many pairs of them it stands in. */
function innerPiece(text: string, at: number, level: number): Piece {
  const sign = text[at] ?? '';
  if (sign === '\\') return plain(Math.min(at + 2, text.length), text[at + 1] === '\n' ? '' : (text[at + 1] ?? ''));
  if (sign === '`') return filledUpTo(text, at, behindBackquotes(text, at));
  if (sign !== '$') return plainRun(text, at, level);
  if (/[([]/.test(text[at + 1] ?? '')) return bracketed(text, at, level);
  if (text[at + 1] === '{') return braced(text, at, level);
  const name = matchAt(/\$(?:\w+|[@*#?$!-])/y, text, at)?.[0];
  return name === undefined ? plain(at + 1, sign) : filledUpTo(text, at, at + name.length);
}

function plainRun(text: string, at: number, level: number): Piece {
  const run = matchAt(level === 0 ? /[^\\`$"'\s;&|<>()]+/y : /[^\\`$"]+/y, text, at)?.[0] ?? text.charAt(at);
  return plain(at + run.length, run);
}

function filledUpTo(text: string, at: number, end: number | undefined, ...hazards: Hazard[]): Piece {
  if (end === undefined) return {to: endOfLine(text, at), text: '', filled: true, hazards: ['unclosed']};
  return {to: end, text: '', filled: true, hazards};
}

/** A command, which runs in a shell of its own, or a calculation, which could give a variable a value. */
function bracketed(text: string, at: number, level: number): Piece {
  const end = behind(text, at + 1, level);
  const inside = text.slice(at + 1, end);
  const calculates = /^(?:\(\(|\[)/.test(inside);
  return filledUpTo(text, at, end, ...(calculates && inside.includes('=') && /[$`]/.test(inside) ? ['sets' as const] : []));
}

/** `${NAME}` in the forms that every shell has. `?` ends a shell, `!` names another variable, a blank or a bar stands before a command. */
function braced(text: string, at: number, level: number): Piece {
  const end = behind(text, at + 1, level);
  if (end === undefined) return filledUpTo(text, at, end);
  const [form] = matchAt(/\$\{(?:#?\w+|[@*#?$!-])(?=:?[-+=]|[%#}])/y, text, at) ?? [];
  if (/^\$\{[!\s|]/.test(text.slice(at, end)) && form === undefined) return filledUpTo(text, at, end, 'sets');
  const word = joined(text, at + 2, place => place >= end - 1, place => innerPiece(text, place, level + 1));
  const isKnown = form !== undefined && !(level > 0 && /["']/.test(text.slice(at, end)));
  return filledUpTo(text, at, end, ...(isKnown ? [] : ['stops' as const]), ...word.hazards);
}

const closes: Readonly<Record<string, string>> = {'(': ')', '{': '}', '[': ']'};

/** The place behind what closes a bracket, where that stands on its line. */
function behind(text: string, open: number, level: number): number | undefined {
  const opening = text[open] ?? '';
  const end = endOfLine(text, open);
  let depth = 0;
  for (let at = open; at < end && level <= deepest; ) {
    const sign = text[at] ?? '';
    // A comment hides what would close it.
    if (sign === '#' && opening === '(' && /[\s;&|(]/.test(text[at - 1] ?? '')) return undefined;
    if (sign === opening) depth += 1;
    if (sign === closes[opening]) depth -= 1;
    if (depth === 0) return at + 1;
    const next = sign === '\\' ? at + 2 : sign === "'" ? quoted(text, at).to : sign === '"' ? doublyQuoted(text, at, level + 1).to : sign === '`' ? behindBackquotes(text, at) : at + 1;
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

function behindBackquotes(text: string, at: number): number | undefined {
  const inside = matchAt(/`(?:[^`\\\n]|\\[^\n])*`/y, text, at)?.[0];
  return inside === undefined ? undefined : at + inside.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** `sticky`: made for this one look. */
function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}
