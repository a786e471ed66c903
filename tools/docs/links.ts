import {existsSync} from 'node:fs';
import {join, posix} from 'node:path';
import {anchorsOf, outsideFences} from './headings.ts';

/** Text of each page by its path from the root of the project. */
export type Pages = ReadonlyMap<string, string>;

export type Link = {page: string; target: string; path: string; anchor: string | undefined};

/** Links and pictures of the pages that lead to files of the project. */
export function linksOf(pages: Pages): Link[] {
  return [...pages].flatMap(([page, text]) => {
    const said = outsideFences(text).replaceAll(/`[^`\n]*`/g, '');
    const targets = [...said.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
    return targets
      .filter(target => !/^[a-z]+:/.test(target))
      .map(target => {
        const [file = '', anchor] = target.split('#', 2);
        return {page, target, path: file === '' ? page : posix.join(posix.dirname(page), file), anchor};
      });
  });
}

/** Each link that leads nowhere, as `page: target; expected ...`. */
export function lostLinks(root: string, pages: Pages): string[] {
  return linksOf(pages).flatMap(({page, target, path, anchor}) => {
    if (!existsSync(join(root, path))) return [`${page}: ${target}; expected a file of the project`];
    if (anchor === undefined || anchorsOf(pages.get(path) ?? '').has(anchor)) return [];
    return [`${page}: ${target}; expected a heading of ${path}`];
  });
}

/** Pages that no path of links leads to from `start`. */
export function unreachedPages(pages: Pages, start: string): string[] {
  const links = linksOf(pages);
  const reached = new Set([start]);
  for (const page of reached) for (const link of links) if (link.page === page) reached.add(link.path);
  return [...pages.keys()].filter(page => !reached.has(page));
}
