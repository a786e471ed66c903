import type {Block, Inline, Page} from '../../record/page/blocks.ts';
import {blank, line, padLine, segment, width, wrap, type Line, type Segment} from './line.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

/** The page of an incident record on a screen: the words of `timeline.md`. What is struck out there has a word beside it that says so. */
export function storyLines({blocks}: Page, view: View): Line[] {
  return blocks.flatMap((block, index) => [...(index > 0 ? [blank] : []), ...blockLines(block, view)]);
}

function blockLines(block: Block, {columns, symbols}: View): Line[] {
  switch (block.kind) {
    case 'heading':
      return wrap(segmentsOf(block.text, 'strong'), columns);
    case 'paragraph':
    case 'picture':
      return wrap(segmentsOf(block.text), columns);
    case 'list':
      return block.items.flatMap(item => wrap(segmentsOf(item), columns, line(` ${symbols.bullet} `)));
    case 'table':
      return tableLines(block, columns);
    case 'shell':
      return block.lines.flatMap(text => wrap([segment(text, 'code')], columns, line('    ')));
  }
}

/** In columns where all of them have room; else each row goes on below itself, and names its cells. */
function tableLines({head, rows}: Extract<Block, {kind: 'table'}>, columns: number): Line[] {
  const heads = head.map(name => [segment(name, 'strong')]);
  const cells = [heads, ...rows.map(row => row.map(cell => segmentsOf(cell)))];
  const widths = head.map((_, column) => Math.max(...cells.map(row => width(row[column] ?? blank))));
  const named = head.some(name => name !== '');
  if (named && widths.reduce((sum, size) => sum + size + 2, -1) <= columns) {
    return cells.map(row => [segment(' '), ...row.flatMap((cell, index) => (index < row.length - 1 ? [...padLine(cell, widths[index] ?? 0), segment('  ')] : cell))]);
  }
  return rows.flatMap(row => {
    const one = row.flatMap((cell, index) => [segment(`${index > 0 ? '  ' : ''}${head[index] ? `${head[index]}: ` : ''}`), ...segmentsOf(cell)]);
    return wrap(one, columns - 2, line(' ')).map((told, index) => (index > 0 ? [segment('  '), ...told] : told));
  });
}

const tones: Record<'good' | 'bad' | 'warning', Style> = {good: 'good', bad: 'bad', warning: 'warning'};

function segmentsOf(text: readonly Inline[], style?: Style): Segment[] {
  return text.map(inline => {
    if (inline.kind === 'strong') return segment(inline.text, inline.tone ? tones[inline.tone] : 'strong');
    return segment(inline.text, style ?? (inline.kind === 'value' ? 'code' : undefined));
  });
}
