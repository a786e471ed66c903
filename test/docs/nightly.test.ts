import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {execa} from 'execa';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {fencesIn, pageAt} from './page.ts';

const [job = ''] = fencesIn(pageAt('docs/nightly.md'), 'sh');

describe('The nightly job, with a program in its place that only says how it was started', () => {
  for (const [smoke, exit, calls] of [[0, 0, ['1 smoke --json', ' ledger check']], [1, 1, ['1 smoke --json']], [3, 3, ['1 smoke --json']]] as const) {
    it(`ends with ${exit} where the smoke run does with ${smoke}, ${calls.length === 1 ? 'and the ledger is not asked' : 'once the ledger was looked at'}`, async t => {
      const folder = await temporaryFolder(t);
      writeFileSync(join(folder, 'mcp-runbook'), `#!/bin/sh\necho "$ABZU_USE_MCP $*" >>calls\ncase $1 in smoke) echo {}; exit ${smoke};; esac\n`, {mode: 0o755});
      writeFileSync(join(folder, 'job'), job, {mode: 0o755});
      const {exitCode} = await execa(join(folder, 'job'), {cwd: folder, env: {ABZU_USE_MCP: ''}, reject: false});
      assert.equal(exitCode, exit);
      assert.deepEqual(readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n'), calls);
      assert.ok(existsSync(join(folder, 'stage_b_smoke.json')));
    });
  }
});
