/** What `v` says of each line that this version writes; it reads no other. */
export const journalFormat = 1;

/** Why nothing of a parsed line can be told, and nothing may be written after it; undefined of any that this version could have written. */
export function laterFormat(value: unknown): string | undefined {
  const format = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  return typeof format === 'number' && format > journalFormat ? `it is of format ${format}, and this version reads format ${journalFormat}: use the later one that wrote it` : undefined;
}
