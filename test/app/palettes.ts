/** What a terminal shows when nobody has chosen otherwise; sources in docs/screens.md. */
export type Palette = {
  name: string;
  /** Black, red, green, yellow, blue, magenta, cyan, white, then the bright ones. */
  sixteen: readonly string[];
  /** Ink on paper where neither is said: as it comes, and the other way about or in its other scheme. */
  standard: ReadonlyArray<{ink: string; paper: string}>;
  /** Draws bold text of the first eight in the bright eight. */
  brightens: boolean;
  /** Knows no bright paper: it takes the dark one of that colour. */
  darkPaper?: true;
};

const palette = (name: string, sixteen: string, brightens: boolean, ...standard: ReadonlyArray<readonly [ink: string, paper: string]>): Palette => ({name, sixteen: sixteen.split(' '), brightens, standard: standard.map(([ink, paper]) => ({ink, paper}))});

export const palettes: readonly Palette[] = [
  palette('xterm', '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff', true, ['000000', 'ffffff'], ['ffffff', '000000']),
  palette('GNOME Terminal (VTE)', '171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff', false, ['171421', 'ffffff'], ['d0cfcc', '171421']),
  palette('Windows Terminal, Campbell', '0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2', true, ['cccccc', '0c0c0c'], ['0c0c0c', 'f2f2f2']),
  palette('macOS Terminal, Basic', '000000 c23621 25bc24 adad27 492ee1 d338d3 33bbc8 cbcccd 818383 fc391f 31e722 eaec23 5833ff f935f8 14f0f0 e9ebeb', true, ['000000', 'ffffff'], ['ffffff', '1e1e1e']),
  palette('macOS Terminal, Basic, newer', '000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5', true, ['000000', 'ffffff'], ['ffffff', '1e1e1e']),
  palette('iTerm2', '000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff', true, ['bbbbbb', '000000'], ['000000', 'ffffff']),
  palette('Alacritty', '181818 ac4242 90a959 f4bf75 6a9fb5 aa759f 75b5aa d8d8d8 6b6b6b c55555 aac474 feca88 82b8c8 c28cb8 93d3c3 f8f8f8', false, ['d8d8d8', '181818'], ['181818', 'd8d8d8']),
  {...palette('Linux console', '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff', true, ['aaaaaa', '000000'], ['000000', 'aaaaaa']), darkPaper: true},
];

/** 1 to 21, by the relative luminance of both; `rrggbb`. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
