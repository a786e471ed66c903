/**
 * In no text of these do two characters make one grapheme (UAX 29): line feed, escape, printable ASCII,
 * middle dot, ellipsis, arrows, boxes, blocks, geometric shapes up to U+25FC, check mark and cross.
 */
const apart = /^[\n\u001B\u0020-\u007E\u00B7\u2026\u2190-\u2193\u2500-\u25FC\u2713\u2717]*$/;

/** What the bundled packages and we ask the segments of a text for. */
export type Segments = Iterable<Intl.SegmentData> & Pick<Intl.Segments, 'containing'>;

/**
 * Stands in for `Intl.Segmenter` in bundled files. The first real one reads the rules of ICU, which takes
 * half as long as starting Node; nearly every text of a screen does without.
 */
export class ScreenSegmenter {
  readonly #made: ConstructorParameters<typeof Intl.Segmenter>;
  #real: Intl.Segmenter | undefined;

  constructor(...made: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#made = made;
  }

  segment(text: string): Segments {
    const granularity = this.#made[1]?.granularity ?? 'grapheme';
    if (granularity === 'grapheme' && apart.test(text)) return charactersOf(text);
    this.#real ??= new Intl.Segmenter(...this.#made);
    return this.#real.segment(text);
  }
}

function charactersOf(text: string): Segments {
  const all = Array.from(text, (segment, index) => ({segment, index, input: text}));
  return Object.assign(all, {containing: (index: number = 0) => all[index]});
}
