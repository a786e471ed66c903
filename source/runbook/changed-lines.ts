/** A line of a page that is there no more, or is new; `at`: where it is, or was, among the lines of now, from 1. */
export type ChangedLine = {kind: 'gone' | 'new'; at: number; text: string};

/** More than a person would read through; what lies between the first and the last change is then told as a whole. */
const mostCompared = 4_000_000;

/** What differs between two texts of a page, line by line, in the order of the page (longest common subsequence). */
export function changedLines(before: string, now: string): ChangedLine[] {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  let first = 0;
  while (first < old.length && first < fresh.length && old[first] === fresh[first]) first += 1;
  let last = 0;
  while (last < old.length - first && last < fresh.length - first && old.at(-1 - last) === fresh.at(-1 - last)) last += 1;
  return between(old.slice(first, old.length - last), fresh.slice(first, fresh.length - last), first + 1);
}

function between(old: readonly string[], fresh: readonly string[], start: number): ChangedLine[] {
  const common = commonLengths(old, fresh);
  const width = fresh.length + 1;
  const changes: ChangedLine[] = [];
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    const [gone, added] = [old[i], fresh[j]];
    if (common && gone !== undefined && gone === added) [i, j] = [i + 1, j + 1];
    else if (gone !== undefined && (added === undefined || (common?.[(i + 1) * width + j] ?? 0) >= (common?.[i * width + j + 1] ?? 0))) {
      changes.push({kind: 'gone', at: start + j, text: gone});
      i += 1;
    } else {
      changes.push({kind: 'new', at: start + j, text: added ?? ''});
      j += 1;
    }
  }
  return changes;
}

/** How many lines the rests of both have in common, row by row; undefined where that is too much to work out. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint32Array | undefined {
  const width = fresh.length + 1;
  if ((old.length + 1) * width > mostCompared) return undefined;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const place = i * width + j;
      lengths[place] = old[i] === fresh[j] ? (lengths[place + width + 1] ?? 0) + 1 : Math.max(lengths[place + width] ?? 0, lengths[place + 1] ?? 0);
    }
  }
  return lengths;
}
