import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {OperatorError} from '../source/errors.ts';
import {verifyNode} from '../source/verify-node.ts';

const {devEngines} = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {devEngines: {runtime: {version: string}}};
const needed = Number(/^>=(\d+)$/.exec(devEngines.runtime.version)?.[1]);

for (const version of [`${needed}.0.0`, `${needed}.10.0`, `${needed + 1}.0.0-nightly`]) {
  it(`Node ${version} runs the program`, () => verifyNode(version));
}

for (const version of ['20.20.2', '8.17.0', `${needed - 1}.99.0`]) {
  it(`whoever starts it with Node ${version} reads which one is needed and how to start it`, () => {
    assert.throws(() => verifyNode(version), (error: unknown) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.message, `mcp-runbook needs Node ${needed} or newer, and this is Node ${version}`);
      assert.match(error.next, /\.\/mcp-runbook/);
      assert.equal(error.exit, 2);
      return true;
    });
  });
}
