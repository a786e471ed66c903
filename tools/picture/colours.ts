import type {Colour} from '../../test/people/terminal.ts';

export const paper = '#16181d';
export const ink = '#d7dae0';

/** The sixteen that a terminal theme chooses: readable on dark paper. */
const theme = [
  '#3b4048', '#f2777a', '#99cc99', '#ffcc66', '#6ab0f3', '#cc99cc', '#66cccc', '#d7dae0',
  '#747c88', '#ff9a9c', '#b6e3b6', '#ffdd99', '#9ccbff', '#e2bde2', '#99e0e0', '#ffffff',
];

const steps = [0, 95, 135, 175, 215, 255];

const hex = (...parts: number[]): string => `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;

/** The 256 colours of xterm: the theme's sixteen, a cube of six steps, 24 greys. */
export function paletteColour(index: number): string {
  const themed = theme[index];
  if (themed) return themed;
  if (index >= 232) return hex(...Array<number>(3).fill(8 + (index - 232) * 10));
  const cube = index - 16;
  return hex(...[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step => steps[step] ?? 0));
}

export function colourText(colour: Colour, standard: string): string {
  if (colour.kind === 'palette') return paletteColour(colour.index);
  return colour.kind === 'rgb' ? `#${colour.value.toString(16).padStart(6, '0')}` : standard;
}
