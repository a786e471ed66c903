/** What a drawing of ours holds, read from its text. Not a parser of SVG: it knows the few forms that we write. */
export type DrawnBox = {x: number; y: number; width: number; height: number; classes: string; title: string; label: string | undefined; labelWidth: number};

/** Of a character at the size of the drawing, on the safe side. */
const letter = 7;

export function boxesIn(svg: string): DrawnBox[] {
  return [...svg.matchAll(/<g><title>([^<]*)<\/title><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" class="(\w+)"\/>(?:<rect[^>]*class="hatched"\/>)?(?:<text[^>]*>([^<]*)<\/text>)?<\/g>/g)].map(
    ([, title = '', x, y, width, height, classes = '', label]) => ({x: Number(x), y: Number(y), width: Number(width), height: Number(height), classes, title, label, labelWidth: (label?.length ?? 0) * letter}),
  );
}

/** What lies over something else, sticks out of its box, or out of the frame. */
export function faultsIn(svg: string): string[] {
  const [, wide = '0', high = '0'] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const boxes = boxesIn(svg);
  const rects = [...svg.matchAll(/<rect /g)].length - [...svg.matchAll(/class="hatched"/g)].length;
  return [
    ...(boxes.length === rects && rects > 0 ? [] : [`${rects} boxes are drawn, ${boxes.length} were read`]),
    ...boxes.filter(({x, y, width, height}) => x < 0 || y < 0 || x + width > Number(wide) + 0.1 || y + height > Number(high)).map(({title}) => `outside: ${title}`),
    ...boxes.filter(({labelWidth, width}) => labelWidth > width).map(({title}) => `its label sticks out: ${title}`),
    ...boxes.flatMap((one, index) => boxes.slice(index + 1).filter(other => covers(one, other)).map(({title}) => `${one.title} lies over ${title}`)),
    ...[...svg.matchAll(/<(?:text|line)[^>]*?\b[xy][12]?="(-[\d.]+)"/g)].map(([found]) => `outside: ${found}`),
  ];
}

const covers = (one: DrawnBox, other: DrawnBox): boolean =>
  one.y < other.y + other.height && other.y < one.y + one.height && one.x + 0.15 < other.x + other.width && other.x + 0.15 < one.x + one.width;
