import {readKey} from '../field-key.ts';
import type {Fault, Finding} from '../problem.ts';
import type {Block, Span} from '../schema.ts';
import {htmlFault, readSpans, visibleText} from './spans.ts';
import type {Node} from './block-tree.ts';

/** One bullet such as `- **Kind:** check`; the value is without the key. */
export type Field = {key: string; line: number; value: Span[]};

/** What the blocks of a page come down to. */
export type Piece =
  | {kind: 'heading'; level: 1 | 2; line: number; text: string}
  | {kind: 'field'; field: Field}
  | {kind: 'prose'; block: Block}
  | {kind: 'finding'; finding: Finding};

/**
 * The pieces of one block. Only paragraphs, lists of one level, fences and the headings `#` and
 * `##` have a form on a step's screen; every other block is a finding. `inSection` says whether a
 * section's heading came before: bullets are fields only there, those with one of the keys.
 */
export function piecesOf(node: Node, inSection: boolean, keys: readonly string[]): Piece[] {
  switch (node.type) {
    case 'heading':
      return headingPieces(node);
    case 'bullet_list':
      return node.children.flatMap(item => bulletPieces(item, inSection, keys));
    case 'ordered_list': {
      const start = Number(node.token.attrGet('start') ?? 1);
      return node.children.flatMap((item, index) => itemPieces(item, `${start + index}. `, keys));
    }
    default:
      return blockPieces(node, keys);
  }
}

function headingPieces(node: Node): Piece[] {
  const {spans, pieces} = inlinePieces(node);
  const level = ({h1: 1, h2: 2} as const)[node.token.tag];
  if (level) return [...pieces, {kind: 'heading', level, line: node.line, text: visibleText(spans)}];
  return [finding(node.line, {rule: 'heading-level', message: 'a heading below the sections', expected: 'only # and ## headings'})];
}

function blockPieces(node: Node, keys: readonly string[]): Piece[] {
  switch (node.type) {
    case 'paragraph':
      return paragraphPieces(node, 'paragraph', keys);
    case 'fence':
      return fenceIsOpen(node)
        ? [finding(node.line, {rule: 'open-fence', message: 'this fence is not closed', expected: node.token.markup})]
        : [codePiece(node)];
    case 'code_block':
      return isBullet(node.token.content) ? [finding(node.line, indented)] : [codePiece(node)];
    case 'bullet_list':
      return holdsField(node) ? [finding(node.line, indented)] : unformed(node);
    case 'html_block':
      return [finding(node.line, htmlFault(node.token.content))];
    default:
      return unformed(node);
  }
}

function unformed({type, line}: Node): Piece[] {
  const name = blockNames[type] ?? 'this block';
  const expected = 'paragraphs, lists of one level and fences';
  return [finding(line, {rule: 'block-form', message: `${name} has no form on a step's screen`, expected})];
}

/** Blanks in front of it make a field a part of what stands above it, or a piece of code. */
const indented: Fault = {rule: 'block-form', message: 'a field that is indented', expected: 'the bullet at the beginning of its line'};

/** A list inside a list whose bullets look like fields. */
function holdsField({type, children}: Node): boolean {
  return type === 'bullet_list' && children.some(({children: [first]}) => first?.type === 'paragraph' && inlinePieces(first).spans[0]?.style === 'strong');
}

function isBullet(text: string): boolean {
  return /^\s*[-*+] +\*\*/.test(text);
}

const blockNames: {readonly [type: string]: string} = {
  blockquote: 'a quotation',
  table: 'a table',
  hr: 'a line across the page',
  heading: 'a heading inside a list',
  bullet_list: 'a list inside a list',
  ordered_list: 'a list inside a list',
};

function bulletPieces(item: Node, inSection: boolean, keys: readonly string[]): Piece[] {
  const [first, ...rest] = item.children;
  if (!inSection || first?.type !== 'paragraph') return itemPieces(item, '', keys);
  const {spans, pieces} = inlinePieces(first);
  const key = readKey(spans, keys);
  if (key.kind === 'prose') return itemPieces(item, '', keys);
  if (key.kind === 'faulty') return [...pieces, finding(first.line, key.fault, key.field)];
  const surplus: Fault = {rule: 'field-form', message: 'more text below the bullet of a field', expected: 'one paragraph for each field'};
  return [
    ...pieces,
    {kind: 'field', field: {key: key.key, line: first.line, value: key.value}},
    ...rest.map(node => (holdsField(node) ? finding(node.line, indented) : finding(node.line, surplus, key.key))),
  ];
}

function itemPieces(item: Node, marker: string, keys: readonly string[]): Piece[] {
  return item.children.flatMap((node, index) =>
    node.type === 'paragraph' && index === 0 ? paragraphPieces(node, 'item', keys, marker) : blockPieces(node, keys));
}

function paragraphPieces(node: Node, kind: 'paragraph' | 'item', keys: readonly string[], marker = ''): Piece[] {
  const {spans, pieces} = inlinePieces(node);
  const key = readKey(spans, keys);
  const field = key.kind === 'field' ? key.key : key.kind === 'faulty' ? key.field : '';
  if (spans[0]?.style === 'strong' && keys.includes(field)) {
    const expected = `a bullet - **${field}:** under the heading of a section`;
    return [finding(node.line, {rule: 'field-place', message: 'a field that is not a bullet of a section', expected}, field)];
  }
  const numbered: Span[] = marker ? [{text: marker, style: 'plain'}, ...spans] : spans;
  return [...pieces, {kind: 'prose', block: {kind, spans: numbered}}];
}

/** A fence without its end would swallow the rest of the page, steps included. */
function fenceIsOpen({token}: Node): boolean {
  const [start = 0, end = 0] = token.map ?? [];
  return end - start !== linesOf(token.content).length + 2;
}

function codePiece({token}: Node): Piece {
  const spans: Span[] = linesOf(token.content).map(text => ({text, style: 'code'}));
  return {kind: 'prose', block: {kind: 'code', spans}};
}

function linesOf(content: string): string[] {
  return content === '' ? [] : content.replace(/\n$/, '').split('\n');
}

function inlinePieces(node: Node): {spans: Span[]; pieces: Piece[]} {
  const inline = node.children[0]?.token ?? node.token;
  const {spans, faults} = readSpans(inline);
  return {spans, pieces: faults.map(fault => finding(node.line, fault))};
}

function finding(line: number, fault: Fault, field?: string): Piece {
  return {kind: 'finding', finding: {line, ...(field !== undefined && {field}), ...fault}};
}
