import type {Line} from './line.ts';
import type {Symbols} from './theme.ts';

/** What every screen is drawn with: the room it has, and the shapes it may use. */
export type View = {columns: number; rows: number; symbols: Symbols};

/** A screen between header and footer: rows that scroll, and rows that stay in sight below them. */
export type Page = {
  lines: readonly Line[];
  /** Asks for something; drawn below the lines, never scrolled away. */
  prompt?: readonly Line[];
  /** It is not there before the last row was in sight. */
  late?: true;
  /** Stands below the prompt, which is about the lines above it. */
  below?: readonly Line[];
};
