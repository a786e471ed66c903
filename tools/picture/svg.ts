import type {Cell} from '../../test/people/terminal.ts';
import {colourText, schemes, type Scheme} from './colours.ts';

const fontSize = 15;

/** Advance and line height of DejaVu Sans Mono: with these, lines of box characters meet. */
const cellWidth = fontSize * 0.602;
const cellHeight = fontSize * 1.164;
const ascent = fontSize * 0.928;
const margin = 14;

export const fontFamily = 'DejaVu Sans Mono';

type Run = {style: string; paper: string; columns: number; from: number; cells: Array<{column: number; text: string}>};

/** A screen as a picture: every character at the place of its cell. */
export function screenSvg(rows: readonly Cell[][], scheme: Scheme = schemes.dark): string {
  const width = rounded((rows[0]?.length ?? 0) * cellWidth + 2 * margin);
  const height = rounded(rows.length * cellHeight + 2 * margin);
  const drawn = rows.flatMap((cells, row) => runsOf(cells, scheme).flatMap(run => runSvg(run, row, scheme)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${scheme.paper}"/>`,
    `<g font-family="${fontFamily}, monospace" font-size="${fontSize}" xml:space="preserve">`,
    ...drawn,
    '</g>',
    '</svg>\n',
  ].join('\n');
}

function runsOf(cells: readonly Cell[], scheme: Scheme): Run[] {
  const runs: Run[] = [];
  for (const [column, cell] of cells.entries()) {
    if (cell.width === 0) continue;
    const [front, back] = [colourText(cell.ink, scheme.ink, scheme), colourText(cell.paper, scheme.paper, scheme)];
    const [inkColour, paperColour] = cell.inverse ? [back, front] : [front, back];
    const style = styleOf(cell, inkColour);
    const last = runs.at(-1);
    const goesOn = last !== undefined && last.style === style && last.paper === paperColour;
    const run = goesOn ? last : {style, paper: paperColour, columns: 0, from: column, cells: []};
    if (run !== last) runs.push(run);
    run.columns += cell.width;
    if (cell.text.trim() !== '') run.cells.push({column, text: cell.text});
  }
  return runs;
}

function styleOf({bold, dim, italic, underline}: Cell, fill: string): string {
  return [
    `fill="${fill}"`,
    bold && 'font-weight="bold"',
    dim && 'fill-opacity="0.6"',
    italic && 'font-style="italic"',
    underline && 'text-decoration="underline"',
  ]
    .filter(Boolean)
    .join(' ');
}

function runSvg({style, paper: fill, columns, from, cells}: Run, row: number, {paper}: Scheme): string[] {
  const top = margin + row * cellHeight;
  const left = (column: number): number => rounded(margin + column * cellWidth);
  const [width, height] = [rounded(columns * cellWidth), rounded(cellHeight)];
  const background = `<rect x="${left(from)}" y="${rounded(top)}" width="${width}" height="${height}" fill="${fill}"/>`;
  const characters = cells.map(({column, text}) => `<tspan x="${left(column)}">${escaped(text)}</tspan>`).join('');
  return [
    ...(fill === paper ? [] : [background]),
    ...(characters ? [`<text y="${rounded(top + ascent)}" ${style}>${characters}</text>`] : []),
  ];
}

const rounded = (length: number): number => Math.round(length * 100) / 100;

const escaped = (text: string): string => text.replaceAll(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
