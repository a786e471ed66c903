const form = /(<!-- frame: ([a-z-]+) -->\n```text\n)([\s\S]*?)(```\n)/g;

/** The frames that a page shows, by their names. */
export const framesIn = (page: string): Map<string, string> => new Map([...page.matchAll(form)].map(([, , name = '', frame = '']) => [name, frame.replace(/\n$/, '')]));

/** The page with new frames; one that differs only in digits that differ each time stays as it is. */
export function reframed(page: string, frames: ReadonlyMap<string, string>): string {
  return page.replaceAll(form, (whole: string, head: string, name: string, old: string, foot: string) => {
    const frame = frames.get(name);
    if (frame === undefined) throw new Error(`there is no frame ${name}`);
    return alike(`${frame}\n`) === alike(old) ? whole : `${head}${frame}\n${foot}`;
  });
}

/** What is left of a frame, or of its picture, without times, digests, ports and the spaces that make up for them. */
export const alike = (frame: string): string => frame.replaceAll(/<\/?tspan[^>]*>/g, '').replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '0').replaceAll(/ +/g, ' ');
