import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {promisify} from 'node:util';
import {commandTable} from '../../source/commands/table.ts';
import {scratchFolder, lineAt} from '../worlds/scratch-ledger.ts';

const pages = join(import.meta.dirname, '../../runbooks');

/** Each line of each page that somebody without this tool types. */
const typed = new Set(readdirSync(pages).filter(name => !name.endsWith('.scenarios.md')).flatMap(name => {
  const fences = readFileSync(join(pages, name), 'utf8').matchAll(/^```sh\n(.*?)^```/gms);
  const lines = [...fences].flatMap(([, fence = '']) => fence.split('\n').filter(line => line !== ''));
  return lines.map(line => line.replace(/^# without this tool[^:]*: (?=(?:python|tail|cat|env) )/, '')).filter(line => !line.startsWith('#'));
}));

describe('what a page has somebody type by hand', () => {
  for (const line of typed) {
    const [program = '', word = '', form = ''] = line.split(' ');
    if (program === 'mcp-runbook') {
      it(`names a command: ${line}`, () => assert.ok(commandTable.some(({name}) => name === word)));
    } else if (program === 'python') {
      // Started as a file, a script of the original does not find its own package.
      it(`starts a module: ${line}`, () => assert.match([word, form].join(' '), /^-m scripts\.\w+$/));
    } else {
      it(`works as it stands: ${line}`, async t => {
        const folder = scratchFolder(t);
        for (const name of ['deploy', 'logs/stage_b']) mkdirSync(join(folder, name), {recursive: true});
        const toggle = /ABZU_USE_MCP=(\d)$/.exec(line.split(' deploy/')[0] ?? '')?.[1] ?? '1';
        writeFileSync(join(folder, 'deploy/operator.env'), `ABZU_USE_MCP=${toggle}\n`);
        writeFileSync(join(folder, 'operator.env'), 'MCP_ROTATION_HINT=vault\n');
        for (const name of ['stage_b_rotation_drills.jsonl', 'stage_b_rotation_gaps.jsonl', 'stage_b_rehearsal_packet.json']) writeFileSync(join(folder, 'logs', name), `${lineAt('2025-11-20T09:00:00Z')}\n`);
        const gateway = createServer(socket => void socket.on('error', () => {}).end('HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'));
        await new Promise<void>(resolve => gateway.listen(0, '127.0.0.1', resolve));
        t.after(() => gateway.close());
        const env = {PATH: process.env.PATH, ABZU_USE_MCP: '1', MCP_GATEWAY_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`};
        await promisify(execFile)('sh', ['-e', '-c', line.replace(/^less /, 'cat ')], {cwd: folder, env});
      });
    }
  }
});
