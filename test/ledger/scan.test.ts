import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';
import {longestLine, type RawLine} from '../../source/ledger/raw-line.ts';
import {scanLedger, type Scan} from '../../source/ledger/scan.ts';
import {fc} from '../worlds/fast-check.ts';
import {ledgerWith, linesOf, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

type Read = {scan: Scan; lines: RawLine[]; numbers: number[]};

function read(path: string): Read {
  const lines: RawLine[] = [];
  const numbers: number[] = [];
  const scan = scanLedger(path, (line, number) => {
    lines.push(line);
    numbers.push(number);
  });
  return {scan, lines, numbers};
}

function texts(lines: RawLine[]): string[] {
  return lines.map(line => (line.kind === 'text' ? line.text : `(${line.reason})`));
}

test('every line of the real ledger is read, with its number and its place', () => {
  const {scan, lines, numbers} = read(realLedgers.later);
  const bytes = fs.readFileSync(realLedgers.later);
  assert.deepEqual(scan, {kind: 'scanned', size: bytes.length, torn: false});
  assert.deepEqual(texts(lines), linesOf(realLedgers.later));
  assert.deepEqual(numbers, lines.map((_, index) => index + 1));
  for (const line of lines) assert.equal(bytes.toString('utf8', line.offset, line.offset + 18), '{"connector_id": "');
});

const files: Array<[what: string, content: string | Buffer, lines: string[], torn: boolean]> = [
  ['an empty file', '', [], false],
  ['a blank line', '\n', [''], false],
  ['a last line without its end', 'a\nb', ['a', 'b'], true],
  ['line ends of Windows', 'a\r\nb\r\n', ['a', 'b'], false],
  ['a carriage return inside a line', 'a\rb\n', ['a\rb'], false],
  ['separators that only look like line ends', 'a\u2028b\u0085c\vd\n', ['a\u2028b\u0085c\vd'], false],
  ['a byte order mark', '\uFEFFa\n', ['\uFEFFa'], false],
  ['the mark of undecodable bytes, written as such', 'a\uFFFDb\n', ['a\uFFFDb'], false],
  ['bytes that are no UTF-8', Buffer.from('a\n\xff\xfe\nb\n', 'latin1'), ['a', '(not UTF-8 text)', 'b'], false],
  ['zeros after a power loss', `a\n${'\0'.repeat(4096)}`, ['a', '(holds NUL bytes)'], true],
  ['a line far too long', `a\n${'x'.repeat(longestLine + 1)}\nb\n`, ['a', '(longer than 1 MiB)', 'b'], false],
  ['a line far too long at the end', `a\n${'x'.repeat(5 * longestLine)}`, ['a', '(longer than 1 MiB)'], true],
  ['a line as long as can be', `${'x'.repeat(longestLine)}\nb\n`, ['x'.repeat(longestLine), 'b'], false],
  ['a long line of zeros', Buffer.alloc(3 * longestLine), ['(holds NUL bytes)'], true],
];

for (const [what, content, lines, torn] of files) {
  test(`${what} is read line by line`, t => {
    const path = ledgerWith(t, content);
    const found = read(path);
    assert.deepEqual(texts(found.lines), lines);
    assert.deepEqual(found.scan, {kind: 'scanned', size: Buffer.byteLength(content), torn});
  });
}

test('a ledger that does not exist, a folder and a pipe are told apart', t => {
  const folder = scratchFolder(t);
  assert.deepEqual(read(join(folder, 'none.jsonl')).scan, {kind: 'missing'});
  assert.deepEqual(read(folder).scan, {kind: 'unreadable', reason: 'it is a folder'});
  const pipe = join(folder, 'pipe');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  assert.deepEqual(read(pipe).scan, {kind: 'unreadable', reason: 'it is no regular file'});
});

test('an error of whoever receives the lines comes through', t => {
  const path = ledgerWith(t, 'a\n');
  assert.throws(() => scanLedger(path, () => {
    throw new RangeError('mine');
  }), {message: 'mine'});
});

test('lines of any length come out as they were put in, wherever the blocks end', t => {
  const folder = scratchFolder(t);
  const length = fc.oneof(fc.nat(20), fc.integer({min: 65_500, max: 65_560}), fc.integer({min: 131_050, max: 131_090}));
  fc.assert(fc.property(fc.array(length, {maxLength: 8}), lengths => {
    const expected = lengths.map((count, index) => String(index % 10).repeat(count));
    const path = join(folder, 'ledger.jsonl');
    fs.writeFileSync(path, expected.map(line => `${line}\n`).join(''));
    const {lines} = read(path);
    assert.deepEqual(texts(lines), expected);
    let offset = 0;
    for (const [index, line] of lines.entries()) {
      assert.equal(line.offset, offset);
      offset += expected[index]!.length + 1;
    }
  }), {numRuns: 50});
});
