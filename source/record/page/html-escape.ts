import {display} from '../../display.ts';

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

/** Outside text for the inside of elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return display(text).replaceAll(/[&<>"']/g, character => entities[character] ?? character);
}
