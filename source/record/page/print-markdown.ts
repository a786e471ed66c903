import {display} from '../../display.ts';
import type {Block, Inline, Page} from './blocks.ts';

/** Prints a page as GitHub-flavoured Markdown that wikis read too. Ends in a line feed. */
export function printMarkdown({blocks}: Page): string {
  return `${blocks.map(printBlock).join('\n\n')}\n`;
}

function printBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inlines(block.text)}`;
    case 'paragraph':
      return line(block.text);
    case 'list':
      return block.items.map(item => `- ${line(item)}`).join('\n');
    case 'table':
      return [block.head.map(escape), block.head.map(() => '---'), ...block.rows.map(row => row.map(inlines))].map(cells => `| ${cells.join(' | ')} |`).join('\n');
    case 'picture':
      return `${line(block.text)} It is drawn in [timeline.html](timeline.html).`;
    case 'shell':
      return ['```sh', ...block.lines, '```'].join('\n');
  }
}

/** What would begin a list, a heading, a quote or a rule when it comes first (CommonMark, section 4 and 5). */
function line(text: readonly Inline[]): string {
  return inlines(text).replace(/^(?=[-+=])/, '\\').replace(/^(\d+)(?=[.)])/, '$1\\') || '(empty)';
}

function inlines(text: readonly Inline[]): string {
  return text.map(printInline).join('').trim();
}

function printInline(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'whole':
      return escape(inline.text);
    case 'strong':
      return inline.text.trim() === '' ? '' : `**${escape(inline.text.trim())}**`;
    case 'value':
      return printValue(inline.text);
    case 'struck':
      return inline.text.trim() === '' ? '' : `~~${escape(inline.text.trim())}~~`;
    case 'file':
      return `[${escape(inline.text)}](${inline.path})`;
  }
}

/** In a code span a backtick ends it, and a bar ends a table's cell, whatever stands before them. */
function printValue(text: string): string {
  const visible = display(text);
  if (visible.trim() === '') return visible === '' ? '(empty)' : '(only spaces)';
  return /[`|\\]/.test(visible) || visible !== visible.trim() ? escape(text) : `\`${visible}\``;
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;'};

/**
 * Outside text with every character harmless that CommonMark, its GitHub flavour or a common wiki would
 * read as markup. Addresses are broken, so that no reader turns them into links.
 */
function escape(text: string): string {
  return display(text)
    .replaceAll(/[\\`*_{}[\]#!~^$]/g, '\\$&')
    .replaceAll(/[&<>|]/g, character => entities[character] ?? character)
    .replaceAll('://', '\\://')
    .replaceAll(/\bwww\./gi, found => found.replace('.', '\\.'));
}
