import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {faults, type FaultName} from '../../source/practice/faults.ts';
import {act, atConsole, filesBelow, linesOf, readJson, runFolder} from './at-console.ts';

type Expected = {
  /** Of the whole run. */
  outcome: 'done' | 'failed' | 'unknown';
  code?: string;
  message?: RegExp;
  next?: RegExp;
  ledger: number;
  asked: string;
  doctrine?: string[];
};

/** What a smoke run makes of each fault. Slow and dripping gateways take seconds; the program's own tests wait for them. */
const expected: Record<Exclude<FaultName, 'slow' | 'dripping'>, Expected> = {
  refused: {
    outcome: 'failed',
    code: 'gateway-not-reached',
    message: /^no connection to 127\.0\.0\.1:\d+: nothing accepts connections there \(ECONNREFUSED\)$/,
    next: /^Check that the gateway runs .* No ledger line was written\.$/,
    ledger: 0,
    asked: '',
  },
  '5xx-once': {outcome: 'done', ledger: 3, asked: '/handshake /handshake /heartbeat', doctrine: []},
  '5xx-always': {
    outcome: 'failed',
    code: 'gateway-error-answer',
    message: /answered 503 Service Unavailable \(3 attempts\)$/,
    next: /^Check that the gateway runs/,
    ledger: 0,
    asked: '/handshake /handshake /handshake',
  },
  unauthenticated: {
    outcome: 'failed',
    code: 'handshake-refused',
    message: /^MCP handshake authentication failed \(3 attempts\)$/,
    next: /^The gateway answered and refused: check the token/,
    ledger: 0,
    asked: '/handshake /handshake /handshake',
  },
  'context-not-acknowledged': {
    outcome: 'failed',
    code: 'handshake-refused',
    message: /^Stage B rehearsal context not acknowledged by MCP$/,
    next: /stage context/,
    ledger: 0,
    asked: '/handshake',
  },
  'session-missing': {
    outcome: 'failed',
    code: 'handshake-refused',
    message: /^MCP handshake missing session information$/,
    next: /answered and refused/,
    ledger: 0,
    asked: '/handshake',
  },
  'stale-rotation': {outcome: 'done', ledger: 3, asked: '/handshake /heartbeat', doctrine: []},
  'malformed-json': {
    outcome: 'failed',
    code: 'gateway-bad-answer',
    message: /not acceptable JSON/,
    next: /^Check that the gateway runs/,
    ledger: 0,
    asked: '/handshake',
  },
  endless: {
    outcome: 'failed',
    code: 'gateway-bad-answer',
    message: /longer than 262144 bytes/,
    next: /^Check that the gateway runs/,
    ledger: 0,
    asked: '/handshake',
  },
  'dropped-after-sending': {
    outcome: 'unknown',
    code: 'handshake-unknown',
    message: /^no answer from .*closed the connection.*; whether the gateway took the handshake is unknown$/,
    next: /^Look at the gateway whether it took the handshake before you run again\. No ledger line was written\.$/,
    ledger: 0,
    asked: '/handshake',
  },
  'heartbeat-refused': {
    outcome: 'failed',
    code: 'heartbeat-gateway-error-answer',
    message: /answered 503 Service Unavailable$/,
    next: /^The handshake was good and the heartbeat was not taken/,
    ledger: 0,
    asked: '/handshake /heartbeat',
  },
  'heartbeat-dropped': {
    outcome: 'unknown',
    code: 'heartbeat-unknown',
    message: /; whether the gateway took the heartbeat is unknown$/,
    next: /^Look at the gateway whether it took the heartbeat/,
    ledger: 0,
    asked: '/handshake /heartbeat',
  },
};

const table = Object.entries(expected) as Array<[Exclude<FaultName, 'slow' | 'dripping'>, Expected]>;

describe('a smoke run against a gateway with a fault', () => {
  for (const [fault, {outcome, code, message, next, ledger, asked, doctrine}] of table) {
    it(`${fault}: ${outcome}${code === undefined ? '' : `, ${code}`}`, async t => {
      const console = await atConsole(t, {fault});
      const {result} = await console.smoke();
      assert.equal(console.gateway.seen.map(({path}) => path).join(' '), asked);
      assert.equal(console.ledger().length, ledger);
      if (result.kind === 'completed') {
        assert.deepEqual([outcome, result.document.doctrine_failures], ['done', doctrine]);
        return;
      }
      const {failure} = result;
      assert.deepEqual([failure.outcome, failure.code, failure.exit], [outcome, code, 3]);
      assert.match(failure.problem, message ?? /^$/);
      assert.match(failure.next, next ?? /^$/);
    });

    it(`${fault}: leaves an archive that tells how it ended`, async t => {
      const console = await atConsole(t, {fault});
      const {result} = await console.smoke();
      const files = filesBelow(console.folder).filter(file => file.startsWith(runFolder));
      const receipt = outcome === 'done' ? ['stage_b_rotation_drills.jsonl', 'stage_b_smoke.json'] : [];
      const output = ['stderr', 'stdout'].map(stream => `stage_b3_connector_rotation.${stream}.log`);
      assert.deepEqual(
        files,
        [...output, ...receipt, 'summary.json', 'telemetry.jsonl'].map(name => `${runFolder}/${name}`),
      );
      const summary = readJson(console.folder, runFolder, 'summary.json');
      if (result.kind === 'completed') {
        assert.deepEqual([summary.status, summary.returncode, summary.error], ['success', 0, undefined]);
        return;
      }
      const {problem: told} = result.failure;
      assert.deepEqual(
        [
          summary.status,
          summary.returncode,
          summary.error,
          summary.stderr,
          summary.stderr_tail,
          summary.metrics,
          summary.metrics_error,
        ],
        [
          'error',
          3,
          'stage_b3_connector_rotation exited with code 3',
          told,
          [told],
          undefined,
          'the run failed before there was a receipt',
        ],
      );
      const last = JSON.parse(linesOf(`${console.folder}/${runFolder}/telemetry.jsonl`).at(-1) ?? '') as {
        event: string;
        level: string;
        outcome: string;
      };
      assert.equal(last.level, 'ERROR');
      assert.equal(last.event, code?.startsWith('heartbeat') ? 'mcp.heartbeat.failed' : 'mcp.handshake.failed');
    });

    it(`${fault}: as a step of a runbook it tells the same`, async t => {
      const console = await atConsole(t, {fault});
      const {result} = await act('smoke.run', console.ports);
      assert.deepEqual(
        [result.outcome, result.failure?.code, result.failure?.exit],
        [outcome, code, code === undefined ? undefined : 3],
      );
      if (outcome === 'done') {
        assert.match(result.earlier?.receipt ?? '', /stage_b_smoke\.json$/);
        assert.deepEqual(
          result.attachments.map(({name}) => name),
          ['stage_b_smoke.json'],
        );
        return;
      }
      assert.deepEqual([result.facts, result.attachments, result.earlier], [{}, [], undefined]);
    });
  }

  it('waits half a second and then a second before it asks again', async t => {
    const console = await atConsole(t, {fault: '5xx-always'});
    const {progress} = await console.smoke();
    assert.deepEqual(console.clock.sleeps, [500, 1000]);
    assert.deepEqual(
      progress.filter(({state}) => state === 'running').map(({text}) => text),
      [console.gateway.url.slice('http://'.length), 'attempt 2 of 3', 'attempt 3 of 3'],
    );
  });

  it('has a row for each fault that answers at once', () => {
    assert.deepEqual(
      table.map(([name]) => name),
      faults.map(({name}) => name).filter(name => name !== 'slow' && name !== 'dripping'),
    );
  });

  it('writes the old rotation into the ledger when the gateway reports one, and the review calls it stale', async t => {
    const console = await atConsole(t, {fault: 'stale-rotation'});
    await console.smoke();
    assert.deepEqual(
      console.ledger().map(line => (JSON.parse(line) as {rotated_at: string}).rotated_at),
      Array(3).fill('2025-11-17T09:00:00Z'),
    );
    const {result} = await act('ledger.review', console.ports);
    const {connectors} = result.facts as {connectors: Record<string, {verdict: string}>};
    assert.deepEqual(
      Object.values(connectors).map(({verdict}) => verdict),
      ['stale', 'stale', 'stale'],
    );
  });
});
