import assert from 'node:assert/strict';
import {resolve} from 'node:path';
import {test} from 'node:test';
import {citationsOf, lostCitations} from '../../tools/docs/citations.ts';
import {readTree, sourceFile, type SourceTree} from '../../tools/lint/source-tree.ts';

const root = resolve(import.meta.dirname, '../..');

const books = {
  'docs/protocol.md': '# Protocol notes\n\n## 9. Doctrine\n\n### 9.2 A connector\n',
  'docs/design.md': '# Design\n\n## 8. The journal\n',
  'docs/decisions.md': '| Topic | Why |\n| --- | --- |\n| time limits | |\n| `session.id` | |\n',
};

function treeWith(...comment: string[]): SourceTree {
  const text = ['/**', ...comment.map(line => ` * ${line}`), ' */', 'export const section = 1;', ''].join('\n');
  return {files: new Map([['source/time.ts', sourceFile('source/time.ts', text)]]), documents: new Map(Object.entries(books)), packages: new Set()};
}

test('every section and topic that a comment cites is in the books', () => {
  const tree = readTree(root);
  assert.ok(citationsOf(tree).length > 80);
  assert.deepEqual(lostCitations(tree), []);
});

const found: Array<[comment: string[], cites: Array<[book: string | undefined, places: string[]]>]> = [
  [['As it is sent (protocol notes, section 9.2).'], [['protocol notes', ['9.2']]]],
  [['In words of ours (protocol', 'notes, sections 9 and', '9.2: this order).'], [['protocol notes', ['9', '9.2']]]],
  [['See design, section 8; decisions: "time', 'limits", "session.id".'], [['design', ['8']], ['decisions', ['time limits', 'session.id']]]],
  [['A heading (RFC 6761, section 6.3).'], []],
  [['As section 4 has it.'], [[undefined, ['4']]]],
];

for (const [comment, cites] of found) {
  test(`"${comment.join(' ')}" cites ${JSON.stringify(cites)}`, () => {
    assert.deepEqual(citationsOf(treeWith(...comment)).map(({book, places}) => [book, places]), cites);
  });
}

const lost: Array<[comment: string, told: RegExp]> = [
  ['Protocol notes of the design, section 9.', /^source\/time\.ts:2 cites design, 9; expected a section or topic of docs\/design\.md$/],
  ['(protocol notes, sections 9 and 9.3)', /cites protocol notes, 9\.3; expected/],
  ['(decisions: "time limit")', /cites decisions, time limit; expected/],
  ['As section 4 has it.', /cites section 4 of no book; expected one of protocol notes, design, decisions/],
];

for (const [comment, told] of lost) {
  test(`"${comment}" leads nowhere`, () => {
    const [problem = '', ...more] = lostCitations(treeWith(comment));
    assert.match(problem, told);
    assert.deepEqual(more, []);
  });
}
