import type {Block} from '../../runbook/schema.ts';
import {blank, line, segment, wrap, type Line} from './line.ts';
import type {View} from './view.ts';

/** A runbook's prose as rows: paragraphs with a blank row between them, fences indented. */
export function proseLines(blocks: readonly Block[], view: View): Line[] {
  return blocks.flatMap((block, index) => {
    const before = index > 0 && !(block.kind === 'item' && blocks[index - 1]?.kind === 'item') ? [blank] : [];
    return [...before, ...blockLines(block, view)];
  });
}

function blockLines(block: Block, {columns, symbols}: View): Line[] {
  const segments = block.spans.map(({text, style}) => segment(text, style === 'plain' ? undefined : style));
  switch (block.kind) {
    case 'paragraph':
      return wrap(segments, columns);
    case 'item':
      return wrap(segments, columns, line(` ${symbols.bullet} `));
    case 'code':
      return block.spans.flatMap(({text}) => wrap([segment(text)], columns, line('    ')));
  }
}
