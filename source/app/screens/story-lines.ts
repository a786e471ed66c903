import type {Block, Inline, Page} from '../../record/page/blocks.ts';
import {blank, line, segment, wrap, type Line, type Segment} from './line.ts';
import type {Style} from './theme.ts';
import type {View} from './view.ts';

/** The page of an incident record on a screen: the same words as `timeline.md`. */
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
      return block.rows.flatMap(row => rowLines(row, columns));
    case 'shell':
      return block.lines.flatMap(text => wrap([segment(text, 'code')], columns, line('    ')));
  }
}

/** A narrow screen has no room for columns: the first cell, then the others after it. */
function rowLines(row: readonly Inline[][], columns: number): Line[] {
  const cells = row.flatMap((cell, index): Segment[] => (index === 0 ? segmentsOf(cell) : [segment('  '), ...segmentsOf(cell)]));
  return wrap(cells, columns, line(' '));
}

const tones: Record<'good' | 'bad' | 'warning', Style> = {good: 'good', bad: 'bad', warning: 'warning'};

function segmentsOf(text: readonly Inline[], style?: Style): Segment[] {
  return text.map(inline => {
    if (inline.kind === 'strong') return segment(inline.text, inline.tone ? tones[inline.tone] : 'strong');
    if (inline.kind === 'struck') return segment(`-${inline.text}-`, 'faint');
    return segment(inline.text, style ?? (inline.kind === 'value' ? 'code' : undefined));
  });
}
