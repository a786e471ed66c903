import assert from 'node:assert/strict';
import {resolve} from 'node:path';
import {test} from 'node:test';
import {carriedPaths} from '../../source/carried.ts';
import {anchorsOf} from '../../tools/docs/headings.ts';
import {linksOf, lostLinks, unreachedPages, type Pages} from '../../tools/docs/links.ts';
import {readTree} from '../../tools/lint/source-tree.ts';

const root = resolve(import.meta.dirname, '../..');
const forPeople = /^(?:README|CONTRIBUTING|CHANGELOG)\.md$|^(?:docs|logs|test)\/(?!fixtures\/).*\.md$/;
const pages: Pages = new Map([...readTree(root).documents].filter(([path]) => forPeople.test(path)));

test('every link between the pages leads to a file and a heading', () => {
  assert.ok(pages.size > 3);
  assert.deepEqual(lostLinks(root, pages), []);
});

test('no page that comes along with the program leads to a file that does not', () => {
  const carried = carriedPaths();
  const readers: Pages = new Map([...readTree(root).documents].filter(([path]) => carried.includes(path)));
  assert.ok(readers.size > pages.size, 'the runbooks too');
  assert.deepEqual(linksOf(readers).filter(({path}) => !carried.includes(path)).map(({page, target}) => `${page}: ${target}`), []);
});

test('a link that leads nowhere is told with its page', () => {
  const page = '# One\n\n[a](#one) [b](#two) [c](no-such-file.md) [d](https://example.org) `[e](f.md)`\n\n```md\n[g](h.md)\n```\n';
  assert.deepEqual(lostLinks(root, new Map([['README.md', page]])), [
    'README.md: #two; expected a heading of README.md',
    'README.md: no-such-file.md; expected a file of the project',
  ]);
});

test('anchors are those that GitHub makes', () => {
  assert.deepEqual([...anchorsOf('# The `w` key, and why\n## 9.2 A level\n## Again\n## Again\n')], ['the-w-key-and-why', '92-a-level', 'again', 'again-1']);
});

test('a page that nobody leads to is told', () => {
  const few: Pages = new Map([['README.md', '[a](docs/a.md)'], ['docs/a.md', '[up](../README.md)'], ['docs/b.md', '[a](a.md)']]);
  assert.deepEqual(unreachedPages(few, 'README.md'), ['docs/b.md']);
});
