import {segment, type Line} from './line.ts';
import type {Style} from './theme.ts';

/** The word at the left edge of a section, in capitals; an empty one keeps its columns. */
export function label(name: string, style?: Style): Line {
  return [segment(name.padEnd(9), style ?? 'strong')];
}
