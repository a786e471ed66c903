const fence = /^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm;

/** A page without what it shows in fences. */
export const outsideFences = (page: string): string => page.replaceAll(fence, '');

/** Titles of all headings, in order. */
export const headingsOf = (page: string): string[] =>
  [...outsideFences(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, title = '']) => title.trim());

/** The anchors that GitHub gives to the headings of a page; the second of a name gets `-1`. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = headingsOf(page).map(title => {
    const anchor = title.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(anchors);
}
