import type {Colour} from '../../test/people/terminal.ts';

/** What a terminal theme chooses: paper, ink, and the sixteen. */
export type Scheme = {paper: string; ink: string; sixteen: readonly string[]};

/** Readable on dark paper, and on light. */
export const schemes = {
  dark: {
    paper: '#16181d',
    ink: '#d7dae0',
    sixteen: [
      '#2b2f36', '#c24848', '#99cc99', '#ffcc66', '#6ab0f3', '#cc99cc', '#66cccc', '#d7dae0',
      '#747c88', '#ff9a9c', '#b6e3b6', '#ffdd99', '#9ccbff', '#e2bde2', '#99e0e0', '#ffffff',
    ],
  },
  light: {
    paper: '#fdfdfb',
    ink: '#24292f',
    sixteen: [
      '#24292f', '#b42b2b', '#7bbf7b', '#c99a1b', '#2f6fb3', '#9a4f9a', '#6cc4c4', '#d5d8dc',
      '#6e7781', '#c94444', '#9bd79b', '#ffd84d', '#5a9bdc', '#b97ab9', '#93dada', '#ffffff',
    ],
  },
} as const satisfies Record<string, Scheme>;

const steps = [0, 95, 135, 175, 215, 255];

const hex = (...parts: number[]): string => `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;

/** The 256 colours of xterm: the scheme's sixteen, a cube of six steps, 24 greys. */
export function paletteColour(index: number, {sixteen}: Scheme = schemes.dark): string {
  const themed = sixteen[index];
  if (themed) return themed;
  if (index >= 232) return hex(...Array<number>(3).fill(8 + (index - 232) * 10));
  const cube = index - 16;
  return hex(...[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step => steps[step] ?? 0));
}

export function colourText(colour: Colour, standard: string, scheme: Scheme): string {
  if (colour.kind === 'palette') return paletteColour(colour.index, scheme);
  return colour.kind === 'rgb' ? `#${colour.value.toString(16).padStart(6, '0')}` : standard;
}
