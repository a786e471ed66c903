/**
 * The known word that a mistyped one was perhaps meant to be: the closest by edit distance, letter
 * case counting little, and only if at most a third of its letters (at least one) had to change.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  let best: {word: string; distance: number} | undefined;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(candidate.length / 3));
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), most);
    if (distance <= most && (!best || distance < best.distance)) best = {word: candidate, distance};
  }
  return best?.word;
}

/** The table grows with the product of the lengths; nobody mistypes a word this long. */
const longestWord = 80;

/**
 * How many letters must be added, dropped, replaced or swapped with their neighbour (optimal string
 * alignment: no part is changed twice). Our own: the libraries in good care count a swap as two changes,
 * and then `stpo` is too far from `stop`. Where it is sure to be more than `most` it is not counted, but infinite.
 */
export function editDistance(from: string, to: string, most = Infinity): number {
  if (Math.abs(from.length - to.length) > most) return Infinity;
  let before: number[] = [];
  let above = Array.from({length: to.length + 1}, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      here.push(Math.min(
        (above[column] ?? Infinity) + 1,
        (here[column - 1] ?? Infinity) + 1,
        (above[column - 1] ?? Infinity) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
      ));
    }
    // Whatever comes below is counted on from one of the two last rows.
    if (here.every(distance => distance > most) && above.every(distance => distance > most)) return Infinity;
    [before, above] = [above, here];
  }
  return above[to.length] ?? Infinity;
}
