import assert from 'node:assert/strict';
import {test} from 'node:test';
import {maskSource} from '../../tools/lint/masked-source.ts';
import {sourceFile} from '../../tools/lint/source-tree.ts';
import {fc} from '../worlds/fast-check.ts';

const masks: ReadonlyArray<[text: string, code: string]> = [
  ["a('b c');", "a('   ');"],
  ['a("\\"b");', 'a("   ");'],
  ['a; // b', 'a;     '],
  ['a /* b\nc */ d', 'a     \n     d'],
  ['`a ${b + `c ${d}`} e`', '`  ${b + `  ${d}`}  `'],
  ['a / b / c', 'a / b / c'],
  ['x = /[/"]/g; y', 'x = /    /g; y'],
  ['f(/a\\/b/)', 'f(/    /)'],
  ["<Text>Don't</Text>; a('b')", "<Text>Don't</Text>; a(' ')"],
  ['<Box a={1} /> / b', '<Box a={1} /> / b'],
];

for (const [text, code] of masks) {
  test(`what is code in ${JSON.stringify(text)}`, () => assert.equal(maskSource(text).code, code));
}

test('comments are what is left of the other mask', () => {
  assert.equal(maskSource("a('// b'); // c\n/* d */ e").comments, '           // c\n/* d */  ');
});

test('masking any text keeps its length and its lines', () => {
  const piece = fc.constantFrom('`', '${', '}', "'", '"', '/', '*', '\\', '\n', '{', 'a', ' ');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.array(piece).map(pieces => pieces.join(''))), text => {
      const {code, comments} = maskSource(text);
      const breaks = (masked: string): number[] => [...masked.matchAll(/\n/g)].map(({index}) => index);
      for (const masked of [code, comments]) {
        assert.equal(masked.length, text.length);
        assert.deepEqual(breaks(masked), breaks(text));
      }
    }),
  );
});

const imports: ReadonlyArray<[text: string, from: string, kind: string]> = [
  ["import a from 'a';", 'a', 'runtime'],
  ["import * as a from 'a';", 'a', 'runtime'],
  ["import a, {b as c} from 'a';", 'a', 'runtime'],
  ["import {\n  b, // from 'x'\n} from 'a';", 'a', 'runtime'],
  ["import type {b} from 'a';", 'a', 'type'],
  ["import type a from 'a';", 'a', 'type'],
  ["import type from 'a';", 'a', 'runtime'],
  ["import {type b} from 'a';", 'a', 'runtime'],
  ["export {b} from 'a';", 'a', 'runtime'],
  ["export type {b} from 'a';", 'a', 'type'],
  ["export * from 'a';", 'a', 'runtime'],
  ["export * as b from 'a';", 'a', 'runtime'],
  ["import 'a';", 'a', 'runtime'],
  ["const b = await import('a');", 'a', 'late'],
  ["let b: typeof import('a');", 'a', 'type'],
  ["import a from 'a' with {type: 'json'};", 'a', 'runtime'],
];

for (const [text, from, kind] of imports) {
  test(`the import in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(sourceFile('source/x.ts', text).imports, [{line: 1, from, kind}]);
  });
}

test('text that looks like an import is none, and a target is a path from the root', () => {
  const lines = ['const a = "import b from \'c\'";', "// import d from 'e'", 'export const from = 1;', "import f from '../g/h.ts';"];
  const {imports: found} = sourceFile('source/x/y.ts', lines.join('\n'));
  assert.deepEqual(found, [{line: 4, from: '../g/h.ts', kind: 'runtime', target: 'source/g/h.ts'}]);
});
