import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Terminal} from './terminal.ts';

test('the terminal shows its visible rows and keeps what has scrolled off', async () => {
  const terminal = new Terminal([10, 3]);
  await terminal.feed('1\r\n2\r\n3\r\n4   ');
  assert.deepEqual(terminal.rows(), ['2', '3', '4']);
  assert.equal(terminal.everything(), '1\n2\n3\n4');
  assert.equal(terminal.output, '1\r\n2\r\n3\r\n4   ');
  assert.deepEqual(terminal.cursor, {column: 4, row: 2, visible: true});
});

test('it tells which buffer, which cursor and which paste mode are on', async () => {
  const terminal = new Terminal([10, 3]);
  await terminal.feed('\u001B[?1049h\u001B[?25l\u001B[?2004h');
  assert.deepEqual([terminal.buffer, terminal.cursor.visible, terminal.bracketedPaste], ['alternate', false, true]);
  await terminal.feed('\u001B[?25h\u001B[?2004l\u001B[?1049l');
  assert.deepEqual([terminal.buffer, terminal.cursor.visible, terminal.bracketedPaste], ['normal', true, false]);
});

test('a frame is seen when it is whole, or when whoever drew it has ended', async () => {
  const terminal = new Terminal([10, 2]);
  await terminal.feed('old\r\nold');
  await terminal.feed('\u001B[?2026h\u001B[Hnew');
  assert.deepEqual([terminal.rows(), terminal.isDrawing], [['old', 'old'], true]);
  await terminal.feed('\r\nnew\u001B[?2026l');
  assert.deepEqual([terminal.rows(), terminal.isDrawing], [['new', 'new'], false]);
  await terminal.feed('\u001B[?2026h\u001B[Hlast');
  terminal.release();
  assert.deepEqual(terminal.rows(), ['last', 'new']);
});

test('bytes cut inside a character are put together again', async () => {
  const terminal = new Terminal([10, 1]);
  const bytes = Buffer.from('é◆');
  for (const byte of bytes) await terminal.feed(Uint8Array.of(byte));
  assert.equal(terminal.text(), 'é◆');
});

test('cells know their colours, their weight and their width', async () => {
  const terminal = new Terminal([10, 1]);
  await terminal.feed('\u001B[1;31ma\u001B[0;7;38;2;1;2;3mb\u001B[0;2;48;5;200mc\u001B[0m👍');
  const [a, b, c, thumb, rest] = terminal.cells()[0] ?? [];
  assert.deepEqual([a?.text, a?.bold, a?.ink], ['a', true, {kind: 'palette', index: 1}]);
  assert.deepEqual([b?.inverse, b?.ink], [true, {kind: 'rgb', value: 0x010203}]);
  assert.deepEqual([c?.dim, c?.paper], [true, {kind: 'palette', index: 200}]);
  assert.deepEqual([thumb?.text, thumb?.width, rest?.width], ['👍', 2, 0]);
});

test('a query is answered', async () => {
  const terminal = new Terminal([10, 1]);
  const replies: string[] = [];
  terminal.onReply(reply => replies.push(reply));
  await terminal.feed('\u001B[6n');
  assert.deepEqual(replies, ['\u001B[1;1R']);
});
