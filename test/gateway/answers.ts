import {gzipSync} from 'node:zlib';
import type {OutcomeKind} from '../../source/gateway/outcome.ts';
import {httpAnswer} from '../worlds/raw-gateway.ts';

/** Bytes on the wire and what they must be taken for; `{"a":1}` is the body of every good one. */
type Case = {name: string; answer: Buffer | string; kind: OutcomeKind; says?: RegExp; status?: number};

const gzipped = gzipSync('{"authenticated":true}');

export const answers: readonly Case[] = [
  {
    name: 'chunked JSON',
    answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    kind: 'ok',
    status: 200,
  },
  {
    name: 'JSON without a length, ended by closing',
    answer: 'HTTP/1.1 201 Created\r\n\r\n{"a":1}',
    kind: 'ok',
    status: 201,
  },
  {
    name: 'identity as coding',
    answer: httpAnswer('200 OK', '{"a":1}', {'content-encoding': 'Identity'}),
    kind: 'ok',
    status: 200,
  },
  {
    name: 'hints and a go-ahead before the answer',
    answer: Buffer.concat([
      Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'),
      httpAnswer('200 OK', '{"a":1}'),
    ]),
    kind: 'ok',
    status: 200,
  },
  {
    name: 'a second answer behind the first',
    answer: Buffer.concat([httpAnswer('200 OK', '{"a":1}'), httpAnswer('500 Oh', '{"a":2}')]),
    kind: 'ok',
    status: 200,
  },
  {
    name: 'junk behind the answer',
    answer: Buffer.concat([httpAnswer('200 OK', '{"a":1}'), Buffer.alloc(100_000, 'x')]),
    kind: 'ok',
    status: 200,
  },
  {
    name: 'an empty answer',
    answer: httpAnswer('204 No Content', ''),
    kind: 'bad answer',
    says: /is empty, JSON was expected/,
    status: 204,
  },
  {
    name: 'HTML',
    answer: httpAnswer('200 OK', '<html>'),
    kind: 'bad answer',
    says: /not acceptable JSON: line 1, column 1: expected a value$/,
    status: 200,
  },
  {
    name: 'a name that stands twice',
    answer: httpAnswer('200 OK', '{"authenticated":false,"authenticated":true}'),
    kind: 'bad answer',
    says: /"authenticated" stands twice/,
  },
  {
    name: 'gzip',
    answer: httpAnswer('200 OK', gzipped, {'content-encoding': 'gzip'}),
    kind: 'bad answer',
    says: /is packed \(gzip\)/,
    status: 200,
  },
  {
    name: 'gzip without saying so',
    answer: httpAnswer('200 OK', gzipped),
    kind: 'bad answer',
    says: /not UTF-8 at byte 1/,
  },
  {
    name: 'a packed transfer',
    answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nxx',
    kind: 'bad answer',
    says: /is encoded \(gzip\)|not HTTP/,
  },
  {
    name: 'a body cut short',
    answer: 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":',
    kind: 'bad answer',
    says: /broke off after 5 bytes/,
    status: 200,
  },
  {
    name: 'a chunk cut short',
    answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"a":',
    kind: 'bad answer',
    says: /broke off after 5 bytes/,
  },
  {
    name: 'a chunk size that is none',
    answer: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}',
    kind: 'bad answer',
    says: /broke off/,
  },
  {
    name: 'length and chunks at once',
    answer: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    kind: 'bad answer',
    says: /not HTTP/,
  },
  {name: 'HTTP/0.9', answer: '<html>hello', kind: 'bad answer', says: /something that is not HTTP/},
  {
    name: 'a banner of another protocol',
    answer: 'SSH-2.0-OpenSSH_9.9\r\n',
    kind: 'bad answer',
    says: /something that is not HTTP/,
  },
  {
    name: 'a status that is no number',
    answer: 'HTTP/1.1 abc OK\r\n\r\n',
    kind: 'bad answer',
    says: /something that is not HTTP/,
  },
  {
    name: 'headers too long',
    answer: `HTTP/1.1 200 OK\r\nx: ${'h'.repeat(20_000)}\r\n\r\n{}`,
    kind: 'bad answer',
    says: /head of the answer of .* is longer than 16384 bytes/,
  },
  {
    name: 'an upgrade nobody asked for',
    answer: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    kind: 'bad answer',
    says: /wants to leave HTTP/,
    status: 101,
  },
  {name: 'nothing', answer: '', kind: 'sent, no answer', says: /it closed the connection \(ECONNRESET\)/},
  {
    name: 'half a head',
    answer: 'HTTP/1.1 200 OK\r\ncontent-',
    kind: 'sent, no answer',
    says: /it closed the connection/,
  },
  {
    name: 'a 400 with its reasons',
    answer: httpAnswer('400 Nope', '{"reasons": ["x"]}'),
    kind: 'error answer',
    says: /answered 400 Bad Request$/,
    status: 400,
  },
  {
    name: 'a 503',
    answer: httpAnswer('503 \u001b[2J', 'down'),
    kind: 'error answer',
    says: /answered 503 Service Unavailable$/,
    status: 503,
  },
  {
    name: 'a status nobody knows',
    answer: httpAnswer('799 Odd', ''),
    kind: 'error answer',
    says: /answered 799$/,
    status: 799,
  },
];
