import assert from 'node:assert/strict';
import {rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {connect} from 'node:net';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {startOperatorService, type OperatorService, type OperatorServiceOptions} from '../../source/practice/operator-service.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {ask} from '../worlds/asking.ts';

type Scene = {service: OperatorService; file: string; toggles(text: string): void; look(): Promise<string>};

async function start(t: TestContext, options: Partial<OperatorServiceOptions> & {toggles?: string} = {}): Promise<Scene> {
  const {toggles = 'ABZU_USE_MCP=1\n', ...rest} = options;
  const file = join(await temporaryFolder(t), 'operator.env');
  writeFileSync(file, toggles);
  const service = await startOperatorService({file, ...rest});
  t.after(() => service.close());
  return {service, file, toggles: text => writeFileSync(file, text), look: () => lookAt(service.url)};
}

/** The route as somebody who asks is told it, or why nobody tells. */
async function lookAt(url: string): Promise<string> {
  const answer = await ask(`${url}/health`);
  return typeof answer === 'string' ? answer : (/^route=(.*)$/m.exec(answer.text)?.[1] ?? answer.text);
}

describe('the operator service', () => {
  const files: ReadonlyArray<readonly [string, string, string]> = [
    ['MCP is switched on', 'ABZU_USE_MCP=1\n', 'mcp'],
    ['a comment stands above it and Windows wrote the file', '# toggles\r\nABZU_USE_MCP=1\r\n', 'mcp'],
    ['it is exported and quoted', 'export ABZU_USE_MCP="1"', 'mcp'],
    ['MCP is switched off', 'ABZU_USE_MCP=0\n', 'legacy'],
    ['the value is a word for yes', 'ABZU_USE_MCP=true\n', 'legacy'],
    ['the value is quoted with a space', 'ABZU_USE_MCP="1 "\n', 'legacy'],
    ['the toggle is commented out', '# ABZU_USE_MCP=1\n', 'legacy'],
    ['the file is empty', '', 'legacy'],
  ];
  for (const [what, text, route] of files) {
    it(`serves ${route} when ${what}`, async t => {
      const {service, look} = await start(t, {toggles: text});
      assert.deepEqual([await look(), service.route()], [route, route]);
    });
  }

  it('follows its file without a restart, and is on legacy when the file is gone', async t => {
    const {service, file, toggles, look} = await start(t);
    const routes = [await look()];
    toggles('ABZU_USE_MCP=0\n');
    routes.push(await look());
    toggles('ABZU_USE_MCP=1\n');
    routes.push(await look());
    rmSync(file);
    routes.push(await look());
    assert.deepEqual(routes, ['mcp', 'legacy', 'mcp', 'legacy']);
    assert.deepEqual(service.seen.map(({number, route}) => `${number} ${route}`), ['1 mcp', '2 legacy', '3 mcp', '4 legacy']);
  });

  const requests: ReadonlyArray<readonly [string, string, number, string]> = [
    ['GET', '/health', 200, 'operator service\nroute=mcp\n'],
    ['HEAD', '/health', 200, ''],
    ['POST', '/health', 405, 'method not allowed\n'],
    ['DELETE', '/health', 405, 'method not allowed\n'],
    ['GET', '/', 404, 'not found\n'],
    ['GET', '/health/', 404, 'not found\n'],
    ['POST', '/handshake', 404, 'not found\n'],
  ];
  for (const [method, path, status, text] of requests) {
    it(`answers ${method} ${path} with ${status}`, async t => {
      const {service} = await start(t);
      const answer = await ask(`${service.url}${path}`, {method});
      assert.ok(typeof answer !== 'string');
      assert.deepEqual([answer.status, answer.text, answer.headers.allow], [status, text, status === 405 ? 'GET, HEAD' : undefined]);
      assert.deepEqual(service.seen, [{number: 1, method, path, status, route: 'mcp'}]);
    });
  }

  it('tells of each look at its health before it answers, and of nothing else', async t => {
    const told: string[] = [];
    const {service, toggles, look} = await start(t, {onHealth: route => void told.push(`${route}, request ${service.seen.length}`)});
    await look();
    toggles('');
    await look();
    await ask(`${service.url}/`);
    await ask(`${service.url}/health`, {method: 'POST'});
    assert.deepEqual(told, ['mcp, request 1', 'legacy, request 2']);
  });
});

describe('an operator service with a fault', () => {
  it('that is deaf keeps the route it started with', async t => {
    const {toggles, look} = await start(t, {fault: 'deaf'});
    toggles('ABZU_USE_MCP=0\n');
    assert.deepEqual([await look(), await look()], ['mcp', 'mcp']);
  });

  it('that is deaf and was there before keeps the route it had, whatever the file says at the start', async t => {
    const {look} = await start(t, {fault: 'deaf', route: 'mcp', toggles: 'ABZU_USE_MCP=0\n'});
    assert.equal(await look(), 'mcp');
  });

  it('that goes deaf later stays where it is, until it hears again', async t => {
    const {service, toggles, look} = await start(t);
    toggles('ABZU_USE_MCP=0\n');
    await service.strike('deaf');
    toggles('ABZU_USE_MCP=1\n');
    assert.equal(await look(), 'legacy');
    await service.strike('deaf');
    assert.equal(await look(), 'legacy');
    await service.strike(undefined);
    assert.equal(await look(), 'mcp');
  });

  it('that is down refuses, and comes back on its port having read its file', async t => {
    const {service, toggles, look} = await start(t, {fault: 'down'});
    assert.equal(await look(), 'ECONNREFUSED');
    toggles('ABZU_USE_MCP=0\n');
    await service.strike('deaf');
    assert.equal(await look(), 'legacy');
    toggles('ABZU_USE_MCP=1\n');
    assert.equal(await look(), 'legacy');
    await service.strike('down');
    assert.equal(await look(), 'ECONNREFUSED');
    assert.equal(service.seen.length, 2);
  });

  it('says so when its port was taken while it was down', async t => {
    const {service} = await start(t, {fault: 'down'});
    const other = createServer();
    await new Promise<void>(resolve => other.listen(service.port, '127.0.0.1', resolve));
    t.after(() => new Promise(resolve => other.close(resolve)));
    await assert.rejects(service.strike(undefined), (error: unknown) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.message, `the practice operator service cannot listen on 127.0.0.1:${service.port} (EADDRINUSE)`);
      return error.code === 'port-not-available';
    });
  });
});

describe('closing the operator service', () => {
  it('ends connections that never asked anything, and may be done twice', async t => {
    const {service} = await start(t);
    const socket = connect(service.port, '127.0.0.1');
    await new Promise(resolve => socket.once('connect', resolve));
    socket.write('GET /hea');
    const ended = new Promise(resolve => socket.on('error', () => {}).on('close', resolve).resume());
    await service.close();
    await ended;
    await service.close();
  });
});
