/** The value below which this share (0 to 1) of the values lies; nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** `31 rounds, middle half 1.41x to 1.58x`: how far a ratio may be trusted on a machine that others use too. */
export function spreadOf(ratios: readonly number[]): string {
  const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)];
  return `${ratios.length} rounds, middle half ${low.toFixed(2)}x to ${high.toFixed(2)}x`;
}
