import {pictureStyle} from '../incident/picture.ts';
import {escapeHtml as escape} from './html-escape.ts';
import {style} from './html-style.ts';
import type {Block, Inline, Page} from './blocks.ts';

/**
 * Prints a page as one file that asks for nothing: no scripts, no pictures, no other address. Our own, as its
 * sibling in Markdown: both print the same blocks, in which outside text is told from ours by its type.
 */
export function printHtml({title, blocks}: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(title)}</title>`,
    `<style>\n${style}${blocks.some(({kind}) => kind === 'picture') ? pictureStyle : ''}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...blocks.map(printBlock),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function printBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${line(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${line(block.text)}</p>`;
    case 'list':
      return ['<ul>', ...block.items.map(item => `<li>${line(item)}</li>`), '</ul>'].join('\n');
    case 'table':
      return [
        '<table>',
        ...(block.head.every(cell => cell === '') ? [] : [`<thead><tr>${block.head.map(cell => `<th scope="col">${escape(cell)}</th>`).join('')}</tr></thead>`]),
        '<tbody>',
        ...block.rows.map(row => `<tr>${row.map(cell => `<td>${line(cell)}</td>`).join('')}</tr>`),
        '</tbody>',
        '</table>',
      ].join('\n');
    case 'picture':
      return `<figure>\n${block.svg}\n<figcaption>${line(block.text)}</figcaption>\n</figure>`;
    case 'shell':
      return `<pre><code>${block.lines.map(text => escape(text)).join('\n')}</code></pre>`;
  }
}

function line(text: readonly Inline[]): string {
  return text.map(printInline).join('');
}

function printInline(inline: Inline): string {
  const text = escape(inline.text);
  switch (inline.kind) {
    case 'text':
      return text;
    case 'strong':
      return `<strong${inline.tone ? ` class="${inline.tone}"` : ''}>${text}</strong>`;
    case 'value':
      return `<code>${text === '' ? '(empty)' : text}</code>`;
    case 'whole':
      return `<span class="whole">${text}</span>`;
    case 'struck':
      return `<del>${text}</del>`;
    case 'file':
      return `<a href="${inline.path}">${text}</a>`;
  }
}
