import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {run} from '../people/program.ts';
import {filesIn, steeringBytes} from '../worlds/working-folder.ts';
import {oddGateway, sendJson, welcome, type Request} from '../worlds/odd-gateway.ts';
import type {ServerResponse} from 'node:http';

/** Clears the screen, sets the title and the clipboard, turns text around, draws nothing. */
const hostile = '\u001B[2J\u001B]0;owned\u0007\u001B]52;c;cm0=\u0007\u009B31m\u202Egnp\u200B\u2066\r\nOK\u0000\u{E0041}';

type Answer = (request: Request, response: ServerResponse) => void;

/** `walked`: how a walk ends, where that differs from a single smoke run. */
const answers: ReadonlyArray<{what: string; answer: Answer; code: number; walked?: number}> = [
  {
    // Times that cannot be read are findings.
    what: 'a welcome with hostile ids, names and members',
    code: 1,
    answer: (_request, response) =>
      sendJson(response, 200, {
        ...welcome(),
        session: {id: `s-${hostile}`, issued_at: hostile, credential_expiry: hostile},
        accepted_contexts: ['stage-b-rehearsal', {name: hostile, status: hostile}],
        [hostile]: hostile,
        rotation: {connector_id: hostile, last_rotated: hostile, rotation_window: hostile, window_id: hostile},
      }),
  },
  {what: 'an error page', code: 3, answer: (_request, response) => void response.writeHead(403, {'content-type': 'text/plain'}).end(hostile)},
  {what: 'an error document', code: 3, answer: (_request, response) => sendJson(response, 400, {error: hostile, [hostile]: 1})},
  {what: 'a redirect', code: 3, answer: (_request, response) => void response.writeHead(302, {location: 'http://evil.example/%1B[2J\u009B31m'}).end()},
  {what: 'a packed answer', code: 3, answer: (_request, response) => void response.writeHead(200, {'content-encoding': 'gzip\u009B31m'}).end('{}')},
  {what: 'JSON that breaks off', code: 3, answer: (_request, response) => void response.writeHead(200).end(`{"${hostile}`)},
  {
    what: 'a status line of its own',
    code: 3,
    answer: (_request, response) => {
      response.socket?.end(`HTTP/1.1 404 \u001B[2J\u009B31m\r\ncontent-length: 2\r\n\r\n{}`);
    },
  },
  {
    // What cannot be read proves nothing: the step stays open.
    what: 'no HTTP at all',
    code: 3,
    walked: 6,
    answer: (_request, response) => {
      response.socket?.end(hostile);
    },
  },
];

const walk = ['run', 'stage-b-rehearsal', '--env', 'console', '--auto', '--confirm', 'console'];

/** Whatever it is that the gateway answers, a walk shows it by the same words. */
const commands: ReadonlyArray<{args: string[]; when?: RegExp}> = [
  {args: ['smoke', '--json']},
  {args: ['smoke', '--verbose']},
  {args: walk},
  {args: [...walk, '--json'], when: /welcome|document|no HTTP/},
];

for (const {what, answer, code, walked = code} of answers) {
  test(`${what}: nothing of it steers the terminal, and documents stay ASCII`, {concurrency: 2}, async t => {
    await Promise.all(commands.filter(({when}) => when?.test(what) ?? true).map(({args}) => t.test(`${args[0]} ${args.at(-1)}`, async t => {
      const gateway = await oddGateway(t, answer);
      const ended = await run(t, args, {env: {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: gateway.url}});
      assert.ok(gateway.requests.length > 0);
      assert.equal(ended.code, args[0] === 'run' ? walked : code, ended.stderr);
      assert.deepEqual(steeringBytes(ended.stdout), [], 'stdout');
      assert.deepEqual(steeringBytes(ended.stderr), [], 'stderr');
      if (args.includes('--json')) {
        assert.match(ended.stdout, /^[\n\x20-\x7E]*$/);
        JSON.parse(ended.stdout);
      }
      for (const file of filesIn(ended.cwd).filter(name => /\.jsonl?$/.test(name))) {
        assert.match(readFileSync(join(ended.cwd, file), 'utf8'), /^[\n\x20-\x7E]*$/, file);
      }
    })));
  });
}
