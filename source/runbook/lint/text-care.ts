import {columnsOf} from '../text-columns.ts';
import {quoted} from '../problem.ts';
import type {Finding} from '../problem.ts';
import {markdownTree, type Node} from '../markdown/block-tree.ts';

/** What a page is compared with outside its text. */
export type Surroundings = {
  /** Whether there is a file at a path, from the page's own folder. */
  exists(path: string): boolean;
  /** What looks like a token, and where. */
  lookalikes(text: string): ReadonlyArray<{line: number; shape: string}>;
};

/** How the text stands in its file: what a reader of the page alone, and whoever copies from it, stumbles over. */
export function textFindings(text: string, {exists, lookalikes}: Surroundings): Finding[] {
  const lines = text.split(/\r?\n/);
  const head = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  const nodes = all(markdownTree(lines.map((line, index) => (index < head ? '' : line)).join('\n')));
  const fences = nodes.filter(({type}) => type === 'fence' || type === 'code_block');
  const inFence = (index: number): boolean => fences.some(({token: {map}}) => map && index >= map[0] && index < map[1]);
  return [
    ...lines.flatMap((line, index) => (inFence(index) ? [] : lineFindings(line, index + 1, index < head))),
    ...fences.flatMap(fenceFindings),
    ...nodes.flatMap(node => linkFindings(node, exists)),
    ...lookalikes(text).map(({line, shape}): Finding => ({line, rule: 'secret-shape', message: `this looks like ${shape}`, expected: 'no token on a page; one that was real is to be replaced'})),
  ];
}

const longestLine = 120;

function lineFindings(text: string, line: number, inHead: boolean): Finding[] {
  const found: Finding[] = [];
  const isField = /^\s*[-*+]\s+\*\*/.test(text);
  if (/[ \t]$/.test(text)) found.push({line, rule: 'stray-space', message: 'the line ends with a space or a tab', expected: 'none, since nobody sees it'});
  else if (isField && text.includes('\t')) found.push({line, rule: 'stray-space', message: 'the field holds a tab', expected: 'single spaces'});
  const columns = isField || inHead ? 0 : columnsOf(text);
  if (columns > longestLine) found.push({line, rule: 'line-too-long', message: `the line has ${columns} columns`, expected: `at most ${longestLine}`});
  return found;
}

function fenceFindings({token, line}: Node): Finding[] {
  const prompt = token.content.split('\n').findIndex(row => /^\s*[$%>] \S/.test(row));
  return [
    ...(token.info.trim() ? [] : [{line, rule: 'fence-language', message: 'the fence names no language', expected: '```sh, or ```text for what is no command'} as const]),
    ...(prompt < 0 ? [] : [{line: line + prompt + Number(token.type === 'fence'), rule: 'fence-prompt', message: 'a prompt stands before the command', expected: 'the command alone, so that it can be copied'} as const]),
  ];
}

function linkFindings({token, line}: Node, exists: (path: string) => boolean): Finding[] {
  const addresses = (token.children ?? []).filter(({type}) => type === 'link_open').map(link => String(link.attrGet('href') ?? ''));
  return addresses.filter(address => !/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(address)).flatMap((address): Finding[] => {
    const path = decoded(address.replace(/[?#].*$/s, ''));
    if (path !== '' && exists(path)) return [];
    return [{line, rule: 'missing-link', message: `there is no file ${quoted(path)}`, expected: 'a file beside this page, or a whole address'}];
  });
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // A lone percent sign stands for itself.
    return path;
  }
}

function all(nodes: readonly Node[]): Node[] {
  return nodes.flatMap(node => [node, ...all(node.children)]);
}
