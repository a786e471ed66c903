import assert from 'node:assert/strict';
import {test} from 'node:test';
import {screenPng} from '../../tools/picture.ts';
import {paletteColour} from '../../tools/picture/colours.ts';
import {parseSize, play} from '../../tools/picture/script.ts';
import {screenSvg} from '../../tools/picture/svg.ts';
import {Terminal} from '../people/terminal.ts';

async function cellsOf(text: string, columns = 12) {
  const terminal = new Terminal([columns, 2]);
  await terminal.feed(text);
  return terminal.cells();
}

test('each character stands at the place of its cell, in its style', async () => {
  const svg = screenSvg(await cellsOf('a\u001B[1;32m<b\u001B[0;2mc'));
  assert.match(svg, /<text y="27.92" fill="#d7dae0"><tspan x="14">a<\/tspan><\/text>/);
  assert.match(svg, /fill="#99cc99" font-weight="bold"><tspan x="23.03">&#60;<\/tspan><tspan x="32.06">b<\/tspan>/);
  assert.match(svg, /fill-opacity="0.6"><tspan x="41.09">c</);
});

test('inverse cells swap ink and paper, wide ones take two columns', async () => {
  const svg = screenSvg(await cellsOf('\u001B[7mab\u001B[0m 漢字'));
  assert.match(svg, /<rect x="14" y="14" width="18.06" height="17.46" fill="#d7dae0"\/>/);
  assert.match(svg, /<tspan x="41.09">漢<\/tspan><tspan x="59.15">字<\/tspan>/);
});

test('the 256 colours are those of xterm', () => {
  assert.deepEqual([16, 21, 196, 231].map(index => paletteColour(index)), ['#000000', '#0000ff', '#ff0000', '#ffffff']);
  assert.deepEqual([232, 255].map(index => paletteColour(index)), ['#080808', '#eeeeee']);
});

test('a picture is a PNG of twice the size', async () => {
  const png = screenPng(await cellsOf('hello'));
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.equal(png.readUInt32BE(16), Math.round((12 * 15 * 0.602 + 28) * 2));
});

test('a script is played word for word', async () => {
  const done: unknown[] = [];
  const note =
    (verb: string) =>
    async (...what: unknown[]): Promise<void> =>
      void done.push([verb, ...what]);
  await play('wait:Pick.er enter  type:abc size:60x16', {
    sees: note('sees'),
    presses: note('presses'),
    types: note('types'),
    resizes: note('resizes'),
  });
  assert.deepEqual(done, [['sees', /Pick.er/], ['presses', 'enter'], ['types', 'abc'], ['resizes', 60, 16]]);
  assert.throws(() => parseSize('big'), /expected columns x rows/);
});
