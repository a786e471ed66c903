import MarkdownIt from 'markdown-it';
import type {Token} from 'markdown-it';

/** A Markdown block with the blocks inside it. */
export type Node = {
  /** markdown-it's name without `_open`: `paragraph`, `list_item`, `fence`, `inline`, ... */
  type: string;
  token: Token;
  /** Counted from 1. */
  line: number;
  children: Node[];
};

/** The blocks of a page. markdown-it lists opening and closing tokens in a row; this nests them. */
export function markdownTree(text: string): Node[] {
  // With HTML recognised, it can be named and refused instead of being shown as words.
  const tokens = new MarkdownIt({html: true}).parse(text, {});
  const root: Node[] = [];
  const open = [root];
  const lines = [1];
  for (const token of tokens) {
    if (token.nesting < 0) {
      open.pop();
      lines.pop();
      continue;
    }
    const line = token.map ? token.map[0] + 1 : lines.at(-1) ?? 1;
    const node: Node = {type: token.type.replace(/_open$/, ''), token, line, children: []};
    open.at(-1)?.push(node);
    if (token.nesting > 0) {
      open.push(node.children);
      lines.push(line);
    }
  }
  return root;
}
