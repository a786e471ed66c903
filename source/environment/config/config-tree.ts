import {Composer, isAlias, isCollection, isNode, isPair, isScalar, LineCounter, Parser, visit, type CST, type ErrorCode, type Node} from 'yaml';
import {display} from '../../display.ts';
import {memberPath} from './member-path.ts';
import type {Finding} from './config-problem.ts';

export type ConfigTree = {
  /** Null for a file without content. */
  root: Node | null;
  /** Line of a node, counted from 1. */
  lineOf(node: Node): number;
};

export type TreeReading = {findings: Finding[]; /** Undefined where the text cannot be read as a tree. */ tree: ConfigTree | undefined};

/** Deeper than any environment; also bounds how deep the composer calls itself. */
const deepest = 32;

/**
 * YAML 1.2, core schema, one document. Anchors, aliases, merge keys and tags are refused: whoever
 * reviews the file must see each value where it counts. Own sentences for each error, since the
 * parser's own repeat pieces of the text, and those may be a token.
 */
export function readTree(text: string): TreeReading {
  const hidden = hiddenLines(text);
  if (hidden.length > 0) return {findings: hidden, tree: undefined};
  const counter = new LineCounter();
  const lineAt = (offset: number): number => counter.linePos(Math.min(offset, text.length)).line;
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const deep = deepToken(tokens);
  if (deep) return {findings: [{line: lineAt(deep.offset), message: 'nested too deeply', expected: `at most ${deepest} levels`}], tree: undefined};
  const options = {version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent'} as const;
  const [document, second] = [...new Composer(options).compose(tokens, true, text.length)];
  const faults: Finding[] = (document?.errors ?? []).map(({code, pos}) => ({line: lineAt(pos[0]), message: meanings[code] ?? 'not YAML'}));
  for (const token of tokens) if (token.type === 'directive') faults.push({line: lineAt(token.offset), message: 'a directive (%)', expected: 'YAML 1.2 without directives'});
  if (second) faults.push({line: lineAt(second.range[0]), message: 'a second document begins here', expected: 'one document in the file'});
  if (!document || faults.length > 0) return {findings: onePerLine(faults), tree: undefined};
  const lineOf = (node: Node): number => lineAt(node.range?.[0] ?? 0);
  const root = document.contents as Node | null;
  return {findings: strangeParts(root, lineOf), tree: {root, lineOf}};
}

const meanings: Partial<Record<ErrorCode, string>> = {
  BAD_DQ_ESCAPE: 'an escape that YAML does not know, in double quotes',
  BAD_INDENT: 'indented differently from the lines around it, or a bracket is not closed',
  BAD_SCALAR_START: 'a value that begins with a special character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'more than one colon on the line; put the value in quotes',
  MISSING_CHAR: 'a quote, colon or bracket is missing before this place',
  MULTILINE_IMPLICIT_KEY: 'a line that is neither a key with its colon nor an item',
  TAB_AS_INDENT: 'a tab at the start of the line; YAML is indented with spaces',
  UNEXPECTED_TOKEN: 'not YAML: something stands here that does not belong there',
};

/** One place, one error: the parser often tells the same thing several times. */
function onePerLine(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.toReversed().map(finding => [finding.line, finding])).values()].sort((a, b) => a.line - b.line);
}

function hiddenLines(text: string): Finding[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((line, index) => {
    const source = line.replaceAll('\t', ' ');
    return display(source, Infinity) === source ? [] : [{line: index + 1, message: 'a character that cannot be seen', expected: 'text that can be seen'}];
  });
}

/** The first token that lies too deep. Walks without calling itself. */
function deepToken(tokens: readonly CST.Token[]): CST.Token | undefined {
  const waiting: Array<{token: CST.Token; depth: number}> = tokens.map(token => ({token, depth: 0}));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const {token, depth} = next;
    if (depth > deepest) return token;
    if (token.type === 'document' && token.value) waiting.push({token: token.value, depth});
    const items = 'items' in token ? token.items : [];
    for (const {key, value} of items) {
      if (key) waiting.push({token: key, depth: depth + 1});
      if (value) waiting.push({token: value, depth: depth + 1});
    }
  }
  return undefined;
}

function strangeParts(root: Node | null, lineOf: (node: Node) => number): Finding[] {
  const findings: Finding[] = [];
  visit(root, {
    Node: (_key, node, path) => {
      const field = pathOf(path);
      // The mark stands behind the key; the first item may be further down.
      const pair = path.at(-1);
      const place = isCollection(node) && isPair(pair) && isNode(pair.key) ? pair.key : node;
      const tell = (message: string, expected: string): void => {
        findings.push({line: lineOf(place), ...(field !== '' && {field}), message, expected});
      };
      if (isAlias(node)) return tell('an alias (*)', 'the value itself, written where it counts');
      if (node.anchor !== undefined) tell('an anchor (&)', 'the value alone');
      if (node.tag !== undefined) tell('a tag (!)', 'plain values without tags');
    },
  });
  return findings;
}

function pathOf(path: readonly unknown[]): string {
  const keys = path.flatMap(step => (isPair(step) ? [isScalar(step.key) ? step.key.value : undefined] : []));
  return keys.reduce<string>(memberPath, '');
}
