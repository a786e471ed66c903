import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {describe, it} from 'node:test';
import {streamEnd, watchOutput, type StreamEnd} from '../source/streams.ts';

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

  it('is told once for each stream, however often it fails', () => {
    const told: string[] = [];
    const stream = (isTTY: boolean) => Object.assign(new EventEmitter() as NodeJS.WritableStream & EventEmitter, {isTTY});
    const [stdout, stderr] = [stream(false), stream(true)];
    watchOutput({stdout, stderr}, {gone: () => void told.push('gone'), lost: (name, code) => void told.push(`${name} ${code}`)});
    for (const code of ['ENOSPC', 'ENOSPC', 'ERR_STREAM_DESTROYED']) stdout.emit('error', Object.assign(new Error(code), {code}));
    for (const code of ['EIO', 'EIO']) stderr.emit('error', Object.assign(new Error(code), {code}));
    assert.deepEqual(told, ['stdout ENOSPC', 'gone']);
  });
});
