import type {Token} from 'markdown-it';
import {hiddenFault} from './hidden-characters.ts';
import {quoted} from '../problem.ts';
import type {Fault} from '../problem.ts';
import type {Span} from '../schema.ts';

/**
 * The spans of one paragraph. A link becomes its text and its address, line breaks become spaces.
 * What a terminal cannot show as GitHub does (images, HTML, struck text) is a fault.
 */
export function readSpans(inline: Token): {spans: Span[]; faults: Fault[]} {
  const spans: Span[] = [];
  const faults: Fault[] = [];
  const addresses: string[] = [];
  let strong = 0;
  const add = (text: string): void => {
    const style = strong > 0 ? 'strong' : 'plain';
    const last = spans.at(-1);
    if (last?.style === style) spans.splice(-1, 1, {text: last.text + text, style});
    else if (text) spans.push({text, style});
  };
  for (const token of inline.children ?? []) {
    switch (token.type) {
      case 'text':
        faults.push(...entityFaults(token.content, inline.content));
        add(token.content);
        break;
      case 'code_inline':
        spans.push({text: token.content, style: 'code'});
        break;
      case 'softbreak':
      case 'hardbreak':
        add(' ');
        break;
      case 'strong_open':
        strong++;
        break;
      case 'strong_close':
        strong--;
        break;
      case 'link_open':
        addresses.push(String(token.attrGet('href') ?? ''));
        break;
      case 'link_close': {
        const address = addresses.pop() ?? '';
        if (!spans.at(-1)?.text.endsWith(address)) add(` (${address})`);
        break;
      }
      case 'em_open':
      case 'em_close':
        break;
      default:
        if (token.nesting >= 0) faults.push(inlineFault(token));
    }
  }
  return {spans, faults};
}

/** What a person reads. */
export function visibleText(spans: readonly Span[]): string {
  return spans.map(span => span.text).join('').trim();
}

function inlineFault(token: Token): Fault {
  if (token.type === 'html_inline') return htmlFault(token.content);
  if (token.type === 'image') return {rule: 'inline-form', message: 'a terminal shows no images', expected: 'a link or a sentence'};
  return {rule: 'inline-form', message: 'this mark has no form on a terminal', expected: 'bold, code, links and plain words'};
}

/** HTML would be read by a browser and not by this program, or the other way round. */
export function htmlFault(content: string): Fault {
  return {rule: 'html', message: `HTML is not allowed: ${quoted(content.trim())}`, expected: 'Markdown'};
}

/** `&#8238;` is harmless in the file and steers a terminal when decoded. */
function entityFaults(decoded: string, source: string): Fault[] {
  const found = hiddenFault(decoded);
  return found && !hiddenFault(source.replaceAll('\n', ' ')) ? [found] : [];
}
