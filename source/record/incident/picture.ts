import {columnsOf, fit} from '../../runbook/text-columns.ts';
import {day, hour, minute} from '../../time.ts';
import {escapeHtml} from '../page/html-escape.ts';
import type {Bar, PictureLane, Span} from './picture-lanes.ts';

/** A drawing's own units; a page makes it as wide as it is. */
const width = 960;
const names = 170;
const edge = 10;
const rowHeight = 22;
const laneGap = 8;
const axis = 34;
/** Of the digits of a step's number. */
const leastBox = 22;
/** Of a letter at size 11, on the safe side. */
const letter = 7;

type Placed = Bar & {x: number; width: number; row: number};

/**
 * The incident as one SVG: no script, no other file, nothing that needs colour. Hatched is where nobody looked. Each shape has
 * a title with times and words. The same lanes give the same bytes.
 */
export function drawPicture(lanes: readonly PictureLane[], span: Span): string {
  let y = edge;
  const drawn = lanes.map(lane => {
    const bars = placed(lane.bars, span);
    const top = y;
    y += (Math.max(0, ...bars.map(({row}) => row)) + 1) * rowHeight + laneGap;
    return `<g>${nameOf(lane.name, top)}${bars.map(bar => shapeOf(bar, top)).join('')}</g>`;
  });
  const height = y + axis;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The incident from ${label(span.from)} to ${label(span.to)}" font-family="system-ui, sans-serif" font-size="11">`,
    '<title>The incident in lanes: route, windows, steps, gaps; hours below</title>',
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hatch"/></pattern></defs>',
    ...ticksOf(span).map(({at, text}) => tick(x(at, span), text, y)),
    ...drawn,
    '</svg>',
  ].join('\n');
}

function x(at: number, {from, to}: Span): number {
  const room = width - names - 2 * edge;
  return round(names + edge + Math.max(0, Math.min(1, (at - from) / Math.max(1, to - from))) * room);
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Each in the first row of its lane in which it covers nothing. */
function placed(bars: readonly Bar[], span: Span): Placed[] {
  const ends: number[] = [];
  return bars.toSorted((one, other) => one.from - other.from).flatMap((bar): Placed[] => {
    const wide = Math.max(bar.box ? leastBox : 0, x(bar.to, span) - x(bar.from, span));
    const left = Math.min(x(bar.from, span), width - edge - wide);
    if (wide < 0.5) return [];
    const free = ends.findIndex(end => end <= left);
    const row = free === -1 ? ends.length : free;
    ends[row] = round(left + wide);
    return [{...bar, x: round(left), width: round(wide), row}];
  });
}

function shapeOf({x: left, width: wide, row, look, hatched, label: text, title}: Placed, top: number): string {
  const y = top + row * rowHeight;
  const [height, middle] = [rowHeight - 4, round(left + wide / 2)];
  const box = (classes: string): string => `<rect x="${left}" y="${y}" width="${wide}" height="${height}" class="${classes}"/>`;
  const fits = text !== '' && columnsOf(text) * letter + 4 <= wide;
  const told = fits ? `<text x="${middle}" y="${y + 13}" text-anchor="middle" class="on-${look}${hatched ? ' on-hatch' : ''}">${escapeHtml(text)}</text>` : '';
  return `<g><title>${escapeHtml(title)}</title>${box(look)}${hatched ? box('hatched') : ''}${told}</g>`;
}

function nameOf(name: string, top: number): string {
  const most = Math.floor((names - edge) / letter);
  const shown = fit(name, most, '...');
  return `<text x="${edge}" y="${top + 13}" class="lane">${escapeHtml(shown)}<title>${escapeHtml(name)}</title></text>`;
}

const steps = [minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 30 * day, 365 * day];

/** As many as have room, at whole hours or parts of them, UTC. */
function ticksOf({from, to}: Span): Array<{at: number; text: string}> {
  const by = steps.find(step => (to - from) / step <= 10) ?? 365 * day;
  const first = Math.ceil(from / by) * by;
  return Array.from({length: Math.floor((to - first) / by) + 1}, (_, index) => ({at: first + index * by, text: label(first + index * by)}));
}

/** `14:20`, under it its day. */
function label(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

function tick(at: number, text: string, bottom: number): string {
  const [date = '', time = ''] = text.split('T');
  const middle = round(Math.min(width - edge - 30, at));
  return `<g><line x1="${at}" y1="${edge}" x2="${at}" y2="${bottom}" class="tick"/><text x="${middle}" y="${bottom + 13}" text-anchor="middle">${time}</text><text x="${middle}" y="${bottom + 26}" text-anchor="middle" class="date">${date}</text></g>`;
}

/** In the page's own variables: light, dark and paper. */
export const pictureStyle = `figure { margin: .5rem 0; overflow-x: auto; } svg { display: block; width: 100%; min-width: 44rem; height: auto; } svg text { fill: var(--ink); }
svg rect { fill: var(--paper); stroke: var(--ink); } svg .legacy, svg .gap, svg .failed { fill: var(--ink); } svg .window { fill: var(--faint); } svg .unknown { fill: var(--paper); stroke-dasharray: 3 2; }
svg .hatched { fill: url(#hatch); } svg .hatch { stroke: var(--line); stroke-width: 3; } svg .tick { stroke: var(--line); stroke-dasharray: 2 3; } svg .lane { font-weight: 600; }
svg text.on-legacy, svg text.on-gap, svg text.on-failed { fill: var(--paper); } svg text.on-hatch { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3; fill: var(--ink); }
@media print { figure { break-inside: avoid; } svg { min-width: 0; } }
`;

