import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {closeSync, constants, createWriteStream, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {Outlet, streamEnd, type StreamEnd} from '../source/streams.ts';
import {temporaryFolder} from './worlds/temp-folder.ts';

const ends: ReadonlyArray<readonly [code: string | undefined, on: 'a terminal' | 'a file or pipe', end: StreamEnd]> = [
  ['EIO', 'a terminal', 'terminal gone'],
  ['ENXIO', 'a terminal', 'terminal gone'],
  ['EPIPE', 'a terminal', 'terminal gone'],
  ['EPIPE', 'a file or pipe', 'reader left'],
  ['ECONNRESET', 'a file or pipe', 'reader left'],
  ['EIO', 'a file or pipe', 'lost'],
  ['ENOSPC', 'a file or pipe', 'lost'],
  ['EDQUOT', 'a file or pipe', 'lost'],
  ['EFBIG', 'a file or pipe', 'lost'],
  ['EBADF', 'a file or pipe', 'lost'],
  ['ENOSPC', 'a terminal', 'lost'],
  [undefined, 'a file or pipe', 'lost'],
];

describe('what a stream that fails means', () => {
  for (const [code, on, end] of ends) it(`${code ?? 'an error without a code'} of ${on}: ${end}`, () => assert.equal(streamEnd(code, on === 'a terminal'), end));

  it('is told once, however often it fails', () => {
    const told: string[] = [];
    const stream = Object.assign(new EventEmitter() as NodeJS.WritableStream & EventEmitter, {isTTY: true, write: () => true});
    const terminal = openSync('/dev/null', 'w');
    const outlet = new Outlet(terminal, () => stream, {gone: () => void told.push('gone'), lost: code => void told.push(code)});
    assert.ok(outlet.isTTY);
    for (const code of ['EIO', 'EIO', 'ERR_STREAM_DESTROYED']) stream.emit('error', Object.assign(new Error(code), {code}));
    assert.deepEqual(told, ['gone']);
    closeSync(terminal);
  });
});

describe('a device that takes nothing', () => {
  it('is no loss where nothing was said', async () => {
    const told: string[] = [];
    const full = openSync('/dev/full', 'w');
    const outlet = new Outlet(full, () => createWriteStream('', {fd: full, autoClose: false}), {gone: () => void told.push('gone'), lost: code => void told.push(code)});
    await outlet.flushed();
    assert.deepEqual(told, []);
    outlet.write('something');
    await outlet.flushed();
    assert.deepEqual(told, ['ENOSPC']);
    closeSync(full);
  });
});

describe('what goes out without a stream', () => {
  const outletTo = (descriptor: number): {outlet: Outlet; told: string[]; opened: () => number} => {
    const told: string[] = [];
    let opened = 0;
    const open = (): NodeJS.WritableStream => {
      opened += 1;
      return createWriteStream('', {fd: descriptor, autoClose: false});
    };
    return {outlet: new Outlet(descriptor, open, {gone: () => void told.push('gone'), lost: code => void told.push(code)}), told, opened: () => opened};
  };

  it('stands in order with what went through one, and much goes through one', async t => {
    const path = join(await temporaryFolder(t), 'out');
    const file = openSync(path, 'w');
    const {outlet, told, opened} = outletTo(file);
    outlet.write('first ä\n');
    outlet.write('second\n');
    assert.equal(readFileSync(path, 'utf8'), 'first ä\nsecond\n');
    assert.deepEqual([opened(), outlet.isTTY, outlet.columns], [0, false, undefined]);
    const much = `${'m'.repeat(40_000)}\n`;
    outlet.write(much);
    outlet.write('last\n');
    await outlet.flushed();
    assert.equal(readFileSync(path, 'utf8'), `first ä\nsecond\n${much}last\n`);
    assert.deepEqual([opened(), told], [1, []]);
    closeSync(file);
  });

  it('fails as a stream does, a turn later, and drops the rest', async t => {
    const path = join(await temporaryFolder(t), 'out');
    writeFileSync(path, '');
    const readOnly = openSync(path, 'r');
    const {outlet, told, opened} = outletTo(readOnly);
    outlet.write('lost');
    outlet.write('dropped');
    assert.deepEqual(told, []);
    await outlet.flushed();
    assert.deepEqual([told, opened()], [['EBADF'], 0]);
    closeSync(readOnly);
  });

  it('waits in a stream where nobody reads a pipe whose writers are not to wait', async t => {
    const path = join(await temporaryFolder(t), 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const full = Buffer.alloc(4096, 'f');
    assert.throws(() => {
      for (;;) writeSync(writer, full);
    }, {code: 'EAGAIN'});
    const kept: string[] = [];
    const stream = Object.assign(new EventEmitter(), {write: (bytes: Buffer) => kept.push(String(bytes)) > 0}) as unknown as NodeJS.WritableStream;
    const outlet = new Outlet(writer, () => stream, {gone: () => {}, lost: () => {}});
    outlet.write('after it');
    outlet.write(' and more');
    assert.deepEqual(kept, ['after it', ' and more']);
    closeSync(reader);
    closeSync(writer);
  });
});
