import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {StorageError, type FileCalls} from '../../source/durable-file.ts';
import {ledgerJson, type JsonObject} from '../../source/json.ts';
import {appendEntries} from '../../source/ledger/append.ts';
import {readTail} from '../../source/ledger/tail.ts';
import {ledgerWith, lineAt, linesOf, realLedgers, scratchFolder} from '../worlds/scratch-ledger.ts';

const one: JsonObject = {connector_id: 'operator_api', rotated_at: '2025-09-22T10:15:54Z', window_hours: 48};
const two: JsonObject = {...one, connector_id: 'caf\u00e9\u2028'};
const oneLine = '{"connector_id": "operator_api", "rotated_at": "2025-09-22T10:15:54Z", "window_hours": 48}\n';
const twoLine = '{"connector_id": "caf\\u00e9\\u2028", "rotated_at": "2025-09-22T10:15:54Z", "window_hours": 48}\n';

test('the first entries make the folder and the file, for others to read too', t => {
  const folder = join(scratchFolder(t), 'root', 'logs');
  const path = join(folder, 'ledger.jsonl');
  const umask = process.umask(0o022);
  t.after(() => process.umask(umask));
  assert.deepEqual(appendEntries(path, [one, two]), {offset: 0, bytes: oneLine.length + twoLine.length, lines: 2});
  assert.equal(fs.readFileSync(path, 'utf8'), oneLine + twoLine);
  assert.equal(fs.statSync(path).mode & 0o777, 0o644);
  assert.equal(fs.statSync(folder).mode & 0o777, 0o755);
});

test('what was there stays, byte for byte, and ours comes after it', t => {
  const before = fs.readFileSync(realLedgers.seed);
  const path = ledgerWith(t, before);
  const {offset, bytes} = appendEntries(path, [one]);
  const after = fs.readFileSync(path);
  assert.deepEqual(after.subarray(0, before.length), before);
  assert.equal(after.toString('utf8', offset, offset + bytes), oneLine);
});

test('after a torn line ours starts on a new one', t => {
  const path = ledgerWith(t, '{"connector_id": "oper');
  const {offset, bytes} = appendEntries(path, [one, two]);
  assert.equal(fs.readFileSync(path, 'utf8'), `{"connector_id": "oper\n${oneLine}${twoLine}`);
  assert.equal(fs.readFileSync(path).toString('utf8', offset, offset + bytes), oneLine + twoLine);
});

test('nothing to append leaves the file alone', t => {
  const path = ledgerWith(t, '{"connector_id": "oper');
  assert.deepEqual(appendEntries(path, []).lines, 0);
  assert.equal(fs.readFileSync(path, 'utf8'), '{"connector_id": "oper');
});

test('what we write has the very bytes of the original writer', () => {
  for (const line of [...linesOf(realLedgers.seed), ...linesOf(realLedgers.later)]) {
    assert.equal(ledgerJson(JSON.parse(line)), line);
  }
});

function failing(name: keyof FileCalls, call: number, instead: (...args: never[]) => unknown): FileCalls {
  let calls = 0;
  const real = fs[name] as (...args: unknown[]) => unknown;
  return {...fs, [name]: (...args: never[]) => {
    calls += 1;
    return calls === call ? instead(...args) : real(...args);
  }};
}

function refuse(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), {code});
  };
}

const shortWrite = (descriptor: number, bytes: Uint8Array): number => fs.writeSync(descriptor, bytes.subarray(0, 20));

const failures: Array<[what: string, calls: () => FileCalls, message: RegExp]> = [
  ['the disk fills up in the middle of the write', () => failing('writeSync', 1, shortWrite), /only 20 of \d+ bytes/],
  ['the disk is full', () => failing('writeSync', 1, refuse('ENOSPC')), /append to .*: ENOSPC/],
  ['the folder cannot be opened', () => failing('openSync', 1, refuse('EACCES')), /EACCES/],
  ['the end of the file cannot be seen', () => failing('fstatSync', 1, refuse('EIO')), /read the end of .*: EIO/],
  ['the last byte cannot be read', () => failing('readSync', 1, refuse('EIO')), /read the end of .*: EIO/],
];

for (const [what, calls, message] of failures) {
  test(`when ${what}, nothing is acknowledged and nothing earlier is lost`, t => {
    const path = ledgerWith(t, oneLine);
    assert.throws(() => appendEntries(path, [two, two], calls()), error => {
      assert.ok(error instanceof StorageError);
      assert.match(error.message, message);
      return true;
    });
    assert.ok(fs.readFileSync(path, 'utf8').startsWith(oneLine));
    appendEntries(path, [one]);
    const tail = readTail(path, 1);
    assert.equal(tail.kind === 'lines' && tail.newest.kind === 'text' && tail.newest.text, oneLine.trimEnd());
  });
}

test('when the disk does not confirm the entries, they are not acknowledged', t => {
  const path = ledgerWith(t, oneLine);
  let synced = 0;
  const calls: FileCalls = {...fs, fsyncSync: descriptor => {
    synced += 1;
    if (fs.fstatSync(descriptor).isFile()) throw Object.assign(new Error('EIO'), {code: 'EIO'});
    fs.fsyncSync(descriptor);
  }};
  assert.throws(() => appendEntries(path, [two], calls), {name: 'StorageError', message: /EIO/});
  assert.ok(synced > 0);
});

test('all entries of a run are one write, and on disk before it is said', t => {
  const path = join(scratchFolder(t), 'ledger.jsonl');
  const log: string[] = [];
  const calls: FileCalls = {
    ...fs,
    writeSync: ((descriptor: number, bytes: Uint8Array) => {
      log.push('write');
      return fs.writeSync(descriptor, bytes);
    }) as FileCalls['writeSync'],
    fsyncSync: descriptor => {
      if (fs.fstatSync(descriptor).isFile()) log.push('sync');
      fs.fsyncSync(descriptor);
    },
  };
  appendEntries(path, [one, two, one], calls);
  assert.deepEqual(log, ['write', 'sync']);
});

test('two programs that append at the same time tear nothing', {timeout: 60_000}, async t => {
  const path = ledgerWith(t, '{"connector_id": "torn');
  const runs = 100;
  const program = `
    import {appendEntries} from ${JSON.stringify(new URL('../../source/ledger/append.ts', import.meta.url).href)};
    import {once} from 'node:events';
    const [path, name] = process.argv.slice(1);
    process.stdout.write('ready');
    await once(process.stdin, 'data');
    for (let run = 0; run < ${runs}; run += 1) {
      const fill = 'x'.repeat(run * 97);
      const entry = line => ({connector_id: name, rotated_at: '2025-09-22T10:15:54Z', run, line, fill});
      appendEntries(path, [entry(0), entry(1), entry(2)]);
    }
    process.exit();`;
  const children = ['mara', 'ines'].map(name => spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, path, name],
    {stdio: ['pipe', 'pipe', 'inherit']},
  ));
  await Promise.all(children.map(child => once(child.stdout, 'data')));
  for (const child of children) child.stdin.write('go');
  assert.deepEqual(await Promise.all(children.map(child => once(child, 'exit'))), [[0, null], [0, null]]);
  const [first, ...lines] = fs.readFileSync(path, 'utf8').split('\n').filter(line => line !== '');
  assert.equal(first, '{"connector_id": "torn');
  const entries = lines.map(line => JSON.parse(line) as {connector_id: string; run: number; line: number});
  for (const name of ['mara', 'ines']) {
    const theirs = entries.filter(entry => entry.connector_id === name);
    assert.deepEqual(theirs.map(({run, line}) => run * 3 + line), Array.from({length: 3 * runs}, (_, index) => index));
  }
  // The three entries of a run stand together, whoever else was writing.
  for (let index = 0; index < entries.length; index += 3) {
    const [a, , c] = entries.slice(index, index + 3);
    assert.equal(`${a?.connector_id} ${a?.run}`, `${c?.connector_id} ${c?.run}`);
  }
});

test('an entry that lacks only its line end stays an entry beside ours', t => {
  const path = ledgerWith(t, lineAt('2025-01-01T00:00:00Z'));
  appendEntries(path, [one]);
  assert.deepEqual(linesOf(path), [lineAt('2025-01-01T00:00:00Z'), oneLine.trimEnd()]);
});

test('a link is followed to another place under the same root, and nowhere else', async t => {
  const root = scratchFolder(t);
  fs.mkdirSync(join(root, 'logs'));
  fs.mkdirSync(join(root, 'archive'));
  const path = join(root, 'logs', 'ledger.jsonl');
  fs.writeFileSync(join(root, 'archive', 'ledger.jsonl'), '');
  fs.symlinkSync('../archive/ledger.jsonl', path);
  appendEntries(path, [one]);
  assert.equal(fs.readFileSync(join(root, 'archive', 'ledger.jsonl'), 'utf8'), oneLine);

  const elsewhere = join(scratchFolder(t), 'victim');
  for (const [target, cause] of [[elsewhere, /it is a symbolic link that leads out of /], ['/dev/null', /leads out of /], ['nowhere', /ENOENT/], ['ledger.jsonl', /ELOOP/]] as const) {
    fs.writeFileSync(elsewhere, 'mine\n');
    fs.rmSync(path);
    fs.symlinkSync(target, path);
    assert.throws(() => appendEntries(path, [one]), cause);
    assert.equal(fs.readFileSync(elsewhere, 'utf8'), 'mine\n');
  }
});
