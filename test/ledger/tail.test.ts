import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isBlank} from '../../source/ledger/line-text.ts';
import {longestLine, type RawLine} from '../../source/ledger/raw-line.ts';
import {scanLedger} from '../../source/ledger/scan.ts';
import {readTail, type Tail} from '../../source/ledger/tail.ts';
import {cpuTime} from '../worlds/cpu-time.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {ledgerWith, lineAt, linesOf, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

function texts(tail: Tail): string[] {
  assert.equal(tail.kind, 'lines');
  return (tail as {lines: RawLine[]}).lines.map(line => (line.kind === 'text' ? line.text : `(${line.reason})`));
}

for (const count of [1, 3, 91, 92, 1000]) {
  test(`the newest ${count} lines of the real ledger come oldest first`, () => {
    assert.deepEqual(texts(readTail(realLedgers.later, count)), linesOf(realLedgers.later).slice(-count));
  });
}

test('the newest line says where in the file it begins', () => {
  const tail = readTail(realLedgers.seed, 1);
  assert.equal(tail.kind, 'lines');
  const {newest, size, torn} = tail as Extract<Tail, {kind: 'lines'}>;
  const bytes = fs.readFileSync(realLedgers.seed);
  assert.equal(bytes.toString('utf8', newest.offset), `${linesOf(realLedgers.seed).at(-1)}\n`);
  assert.deepEqual({size, torn}, {size: bytes.length, torn: false});
});

test('a last line without its end is told', t => {
  const tail = readTail(ledgerWith(t, `${lineAt('2025-01-01T00:00:00Z')}\n{"connector_id": "oper`), 2);
  assert.equal(tail.kind === 'lines' && tail.torn, true);
  assert.deepEqual(texts(tail), [lineAt('2025-01-01T00:00:00Z'), '{"connector_id": "oper']);
});

test('blank lines at the end, however many, are passed over', t => {
  const path = ledgerWith(t, `${lineAt('2025-01-01T00:00:00Z')}\n${'\r\n \n\n'.repeat(50_000)}`);
  assert.deepEqual(texts(readTail(path, 3)), [lineAt('2025-01-01T00:00:00Z')]);
});

const nothing: Array<[what: string, content: string | Buffer, expected: Tail]> = [
  ['an empty ledger', '', {kind: 'empty'}],
  ['a blank ledger', '\n \n', {kind: 'blank', size: 3, torn: false}],
  ['a ledger of spaces', '   ', {kind: 'blank', size: 3, torn: true}],
];

for (const [what, content, expected] of nothing) {
  test(`${what} is called ${expected.kind}`, t => {
    assert.deepEqual(readTail(ledgerWith(t, content), 5), expected);
  });
}

test('a ledger that does not exist is missing, a folder is not readable', t => {
  const folder = scratchFolder(t);
  assert.deepEqual(readTail(join(folder, 'none.jsonl'), 1), {kind: 'missing'});
  assert.deepEqual(readTail(folder, 1), {kind: 'unreadable', reason: 'it is a folder'});
});

test('a line far too long is reported and not loaded, with what stands before and after it', t => {
  const path = ledgerWith(t, `a\n${'x'.repeat(3 * longestLine)}\nb\n`);
  assert.deepEqual(texts(readTail(path, 3)), ['a', '(longer than 1 MiB)', 'b']);
  assert.deepEqual(texts(readTail(path, 2)), ['(longer than 1 MiB)', 'b']);
});

test('what is no text is told line by line', t => {
  assert.deepEqual(texts(readTail(ledgerWith(t, Buffer.from('89504e470d0a1a0a0000000d49484452ff', 'hex')), 5)), ['(not UTF-8 text)', '\u001A', '(holds NUL bytes)']);
  assert.deepEqual(texts(readTail(ledgerWith(t, Buffer.alloc(200_000)), 5)), ['(holds NUL bytes)']);
});

test('only the end of a huge ledger is read', t => {
  const path = join(scratchFolder(t), 'ledger.jsonl');
  const descriptor = fs.openSync(path, 'w');
  const gigabytes = 64 * 1024 ** 3;
  fs.writeSync(descriptor, `\n${lineAt('2025-01-01T00:00:00Z')}\n`, gigabytes);
  fs.closeSync(descriptor);
  const {value, milliseconds} = cpuTime(() => readTail(path, 1));
  assert.deepEqual(texts(value), [lineAt('2025-01-01T00:00:00Z')]);
  // Reading sixty-four gigabytes of holes takes more than ten seconds on any machine.
  assert.ok(milliseconds < 5000, `${milliseconds} ms`);
});

test('from the end or from the start, the lines are the same', t => {
  const path = join(scratchFolder(t), 'ledger.jsonl');
  const part = fc.oneof(
    fc.constantFrom('\n', '\r\n', ' ', '\0', '\uFEFF', '\u2028', lineAt('2025-01-01T00:00:00Z')),
    fc.string({unit: anyCharacter, maxLength: 8}),
    fc.integer({min: 65_500, max: 65_560}).map(count => 'y'.repeat(count)),
  );
  fc.assert(fc.property(fc.array(part, {maxLength: 12}), fc.boolean(), (parts, latin) => {
    fs.writeFileSync(path, parts.join(''), latin ? 'latin1' : 'utf8');
    const forward: RawLine[] = [];
    const scan = scanLedger(path, line => {
      if (line.kind !== 'text' || !isBlank(line.text)) forward.push(line);
    });
    const tail = readTail(path, 1000);
    if (tail.kind === 'lines') assert.deepEqual(tail.lines, forward);
    else assert.equal(forward.length, 0);
    if ('torn' in tail) assert.equal(scan.kind === 'scanned' && scan.torn, tail.torn);
  }), {numRuns: 150});
});
