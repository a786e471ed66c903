import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {runSmoke} from '../../source/actions/smoke/own-run.ts';
import type {JsonObject} from '../../source/json.ts';
import {keyPaths} from '../worlds/grounds.ts';
import {promisify} from 'node:util';
import {testClock} from '../worlds/test-clock.ts';
import {act, atConsole, filesBelow, linesOf, readJson, runFolder, toEnd} from './at-console.ts';
import {within} from './circumstances.ts';

describe('a good smoke run', () => {
  it('sends one handshake and one heartbeat, and reports both', async t => {
    const console = await atConsole(t);
    const {progress, result} = await console.smoke();
    assert.ok(result.kind === 'completed');
    const [handshake, heartbeat] = console.gateway.seen;
    assert.equal((handshake?.body as {identity: {connector_id: string}}).identity.connector_id, 'operator_api');
    const sent = {
      event: 'stage-b-smoke',
      chakra: 'operator',
      cycle_count: 0,
      context: 'stage-b-rehearsal',
      credential_expiry: '2025-11-22T09:00:00Z',
      emitted_at: '2025-11-20T09:00:00Z',
    };
    assert.deepEqual(heartbeat?.body, sent);
    assert.deepEqual(result.document.heartbeat, {payload: sent, credential_expiry: '2025-11-22T09:00:00Z'});
    assert.deepEqual(
      progress.filter(({state}) => state !== 'running').map(({stage, state, text}) => [stage, state, text]),
      [
        ['handshake', 'ok', 'op-6f1c  stage-b-rehearsal'],
        ['heartbeat', 'ok', 'accepted with status 202'],
        ['ledger', 'ok', '3 of 3 lines on disk'],
        ['doctrine', 'ok', 'no failures'],
      ],
    );
  });

  it('prints the document in the order that automation knows', async t => {
    const {result} = await (await atConsole(t)).smoke();
    assert.ok(result.kind === 'completed');
    assert.deepEqual(Object.keys(result.document), [
      'stage',
      'targets',
      'services',
      'endpoints',
      'handshake',
      'heartbeat',
      'rotation_ledger',
      'doctrine_ok',
      'doctrine_failures',
      'findings',
    ]);
    assert.deepEqual(Object.keys(result.document.rotation_ledger as JsonObject), [
      'operator_api',
      'operator_upload',
      'crown_handshake',
    ]);
  });

  it('appends three lines that lead to their receipt', async t => {
    const console = await atConsole(t);
    const {result} = await console.smoke();
    assert.ok(result.kind === 'completed');
    const entries = console.ledger().map(line => JSON.parse(line) as JsonObject);
    assert.deepEqual(entries, result.entries);
    assert.deepEqual(
      entries.map(({connector_id}) => connector_id),
      ['operator_api', 'operator_upload', 'crown_handshake'],
    );
    for (const entry of entries) {
      assert.deepEqual(entry.rotation_window, {
        window_id: '20251120T090000Z-PT48H',
        started_at: '2025-11-20T09:00:00Z',
        expires_at: '2025-11-22T09:00:00Z',
        duration: 'PT48H',
      });
      assert.deepEqual(readJson(console.folder, String(entry.stage_b_summary_path)).run_id, entry.stage_b_run_id);
    }
  });

  it('leaves receipt, summary, telemetry, output and its ledger lines, for other tools to read', async t => {
    const console = await atConsole(t);
    const {result} = await console.smoke();
    assert.ok(result.kind === 'completed');
    assert.deepEqual(
      filesBelow(console.folder),
      [
        `${runFolder}/stage_b_smoke.json`,
        `${runFolder}/summary.json`,
        `${runFolder}/telemetry.jsonl`,
        `${runFolder}/stage_b3_connector_rotation.stdout.log`,
        `${runFolder}/stage_b3_connector_rotation.stderr.log`,
        `${runFolder}/stage_b_rotation_drills.jsonl`,
        'logs/stage_b_rotation_drills.jsonl',
      ].toSorted(),
    );
    assert.equal(
      readFileSync(result.archive.receiptPath, 'utf8'),
      `${JSON.stringify(result.document, undefined, 2)}\n`,
    );
    for (const name of readdirSync(join(console.folder, runFolder))) assert.equal(statSync(join(console.folder, runFolder, name)).mode & 0o777, 0o644, name);
    for (const folder of [runFolder, dirname(runFolder), 'logs']) assert.equal(statSync(join(console.folder, folder)).mode & 0o777, 0o755, folder);
    assert.deepEqual(linesOf(join(console.folder, runFolder, 'stage_b_rotation_drills.jsonl')), console.ledger());
  });

  it('writes the summary as automation reads it', async t => {
    const console = await atConsole(t, {fault: '5xx-once'});
    await console.smoke();
    const summary = readJson(console.folder, runFolder, 'summary.json');
    assert.deepEqual(Object.keys(summary), [
      'status',
      'stage',
      'run_id',
      'command',
      'returncode',
      'started_at',
      'completed_at',
      'duration_seconds',
      'log_dir',
      'stdout_path',
      'stderr_path',
      'stdout_lines',
      'stderr_lines',
      'stderr_tail',
      'summary',
      'artifacts',
      'metrics',
    ]);
    const receipt = join(console.folder, runFolder, 'stage_b_smoke.json');
    assert.deepEqual(
      {...summary, metrics: Object.keys(summary.metrics as JsonObject)},
      {
        status: 'success',
        stage: 'stage_b3_connector_rotation',
        run_id: '20251120T090000Z-stage_b3_connector_rotation',
        command: ['mcp-runbook', 'smoke', '--json'],
        returncode: 0,
        started_at: '2025-11-20T09:00:00.000000+00:00',
        completed_at: '2025-11-20T09:00:00.500000+00:00',
        duration_seconds: 0.5,
        log_dir: join(console.folder, runFolder),
        stdout_path: join(console.folder, runFolder, 'stage_b3_connector_rotation.stdout.log'),
        stderr_path: join(console.folder, runFolder, 'stage_b3_connector_rotation.stderr.log'),
        stdout_lines: linesOf(receipt).length,
        stderr_lines: 0,
        stderr_tail: [],
        summary:
          'Rotated operator_api/operator_upload/crown_handshake (doctrine ok); window 20251120T090000Z-PT48H; rotation expires 2025-11-22T09:00:00Z; credentials expire 2025-11-22T09:00:00Z',
        artifacts: {rotation_log: join(console.folder, runFolder, 'stage_b_rotation_drills.jsonl')},
        metrics: [
          'stage',
          'targets',
          'doctrine_ok',
          'doctrine_failures',
          'accepted_contexts',
          'session',
          'heartbeat_payload',
          'heartbeat_expiry',
        ],
      },
    );
  });

  it('writes the telemetry that the runbook shows, and tells it as it happens', async t => {
    const console = await atConsole(t);
    const told: JsonObject[] = [];
    await console.smoke({onTelemetry: record => told.push(record)});
    const lines = linesOf(join(console.folder, runFolder, 'telemetry.jsonl')).map(
      line => JSON.parse(line) as JsonObject,
    );
    const records = lines.map(({at, ...record}) => {
      assert.equal(at, '2025-11-20T09:00:00Z');
      return record;
    });
    const [begins, ...rest] = records;
    assert.deepEqual(begins, {
      level: 'INFO',
      event: 'smoke.started',
      stage: 'B',
      run_id: '20251120T090000Z-stage_b3_connector_rotation',
    });
    assert.deepEqual(told, rest);
    assert.deepEqual(
      told.map(({event}) => event),
      ['mcp.handshake', 'mcp.heartbeat', 'rotation.drill', 'rotation.drill', 'rotation.drill'],
    );
    assert.deepEqual(told[0], {
      level: 'INFO',
      message: 'Stage B rehearsal handshake acknowledged',
      event: 'mcp.handshake',
      stage: 'B',
      session_id: 'op-6f1c',
      connector_id: 'operator_api',
      accepted_contexts: ['stage-b-rehearsal'],
    });
  });

  it('is told as facts that the proofs of a page look at', async t => {
    const console = await atConsole(t);
    const {result} = await act('smoke.run', console.ports);
    assert.deepEqual(
      keyPaths(result.facts).filter(path => !path.includes('.')),
      [
        'stage',
        'targets',
        'doctrine_ok',
        'doctrine_failures',
        'accepted_contexts',
        'session',
        'heartbeat_payload',
        'heartbeat_expiry',
        'findings',
        'heartbeat',
        'ledger',
        'run_id',
        'receipt',
      ],
    );
    assert.deepEqual([result.facts.heartbeat, result.facts.ledger], [{sent: true, ok: true}, {appended: 3, missing: []}]);
  });

  it('without a heartbeat still handshakes and appends, and the document has none', async t => {
    const console = await atConsole(t);
    const {progress, result} = await toEnd(runSmoke(within(console.ports, {noHeartbeat: '--skip-heartbeat'}), {command: []}, new AbortController().signal));
    assert.ok(result.kind === 'completed');
    assert.deepEqual(
      console.gateway.seen.map(({path}) => path),
      ['/handshake'],
    );
    assert.equal(console.ledger().length, 3);
    assert.ok(!('heartbeat' in result.document));
    assert.deepEqual(
      progress.find(({stage}) => stage === 'heartbeat'),
      {stage: 'heartbeat', state: 'skipped', text: 'not sent, as --skip-heartbeat wants it'},
    );
  });

  it('a second time within the same second gets a folder of its own', async t => {
    const console = await atConsole(t);
    const runs = [await console.smoke(), await console.smoke(), await console.smoke()].map(({result}) => {
      assert.ok(result.kind === 'completed');
      return result.archive.runId;
    });
    const first = '20251120T090000Z-stage_b3_connector_rotation';
    assert.deepEqual(runs, [first, `${first}-2`, `${first}-3`]);
    assert.deepEqual(
      console.ledger().map(line => (JSON.parse(line) as JsonObject).stage_b_run_id),
      runs.flatMap(run => [run, run, run]),
    );
    assert.equal(filesBelow(console.folder).length, 3 * 6 + 1);
  });

  it('with a failed doctrine is completed, counts, and says so', async t => {
    const console = await atConsole(t, {
      clock: testClock('2025-11-20T09:00:00Z'),
      variables: {MCP_LAST_ROTATED: '2025-11-18T08:00:00Z'},
    });
    const {result} = await console.smoke();
    assert.ok(result.kind === 'completed');
    const stale = ['operator_api', 'operator_upload', 'crown_handshake'].map(
      id => `${id}_stage_b: credential rotation stale by 1:00:00`,
    );
    assert.deepEqual(
      [result.doctrine.ok, result.document.doctrine_failures, console.ledger().length],
      [false, stale, 3],
    );
    const summary = readJson(console.folder, runFolder, 'summary.json');
    assert.equal(summary.returncode, 1);
    assert.match(String(summary.summary), /\(doctrine issues: operator_api_stage_b: credential/);
  });
});

describe('a smoke run that cannot be recorded', () => {
  it('sends nothing where the archive cannot be made', async t => {
    const console = await atConsole(t);
    mkdirSync(join(console.folder, 'logs'));
    writeFileSync(join(console.folder, 'logs', 'stage_b'), 'a file where a folder should be');
    const {result} = await console.smoke();
    assert.ok(result.kind === 'failed' && result.archive === undefined);
    const {outcome, code, exit, problem: message, next} = result.failure;
    assert.deepEqual([outcome, code, exit], ['failed', 'not-recorded', 5]);
    assert.match(message, /^could not create .*stage_b/);
    assert.equal(next, 'Make room or correct the permissions, then run again. Nothing was sent.');
    assert.equal(console.gateway.seen.length, 0);
    assert.equal(console.ledger().length, 0);
  });

  for (const [what, spoil, message] of [
    ['is a link to a device', (ledger: string) => symlinkSync('/dev/full', ledger), /^could not append to .*: it is a symbolic link that leads out of /],
    ['has a folder in its place', (ledger: string) => mkdirSync(ledger), /^could not extend .*: EISDIR$/],
  ] as const) {
    it(`says what was sent where the ledger ${what}`, async t => {
      const console = await atConsole(t);
      const {ledger} = console.ports.environment.places;
      mkdirSync(dirname(ledger));
      spoil(ledger);
      const {result} = await console.smoke();
      assert.ok(result.kind === 'failed');
      const {outcome, code, exit, next} = result.failure;
      assert.deepEqual([outcome, code, exit], ['failed', 'not-recorded', 5]);
      assert.match(result.failure.problem, message);
      assert.equal(
        next,
        'Make room or correct the permissions, then run again. Handshake and heartbeat were sent; no ledger line was written.',
      );
      assert.deepEqual(
        console.gateway.seen.map(({path}) => path),
        ['/handshake', '/heartbeat'],
      );
    });
  }

  it('says that the ledger is written where only the receipt is missing', async t => {
    const console = await atConsole(t);
    const {result} = await console.smoke({
      onTelemetry: ({event}) => {
        if (event === 'rotation.drill')
          mkdirSync(join(console.folder, runFolder, 'stage_b_smoke.json', 'in', 'the', 'way'), {recursive: true});
      },
    });
    assert.ok(result.kind === 'failed');
    assert.equal(result.failure.exit, 5);
    assert.match(
      result.failure.next,
      /Handshake and heartbeat were sent and the ledger lines are on disk; only the run archive is incomplete\.$/,
    );
    assert.equal(console.ledger().length, 3);
  });

  it('sends nothing from a console whose disk takes no more bytes', async t => {
    const console = await atConsole(t);
    const program = `
      const {runSmoke} = await import(${JSON.stringify(new URL('../../source/actions/smoke/own-run.ts', import.meta.url).href)});
      const {consoleEnvironment} = await import(${JSON.stringify(new URL('../../source/environment/console.ts', import.meta.url).href)});
      const {systemClock} = await import(${JSON.stringify(new URL('../../source/clock.ts', import.meta.url).href)});
      const environment = consoleEnvironment({folder: process.argv[1], variables: process.env});
      const ports = {environment, documents: environment.documents, clock: systemClock};
      const running = runSmoke(ports, {command: []}, new AbortController().signal);
      for (;;) {
        const {done, value} = await running.next();
        if (done) {
          process.stdout.write(JSON.stringify(value.failure));
          break;
        }
      }`;
    // The system's own limit: files may be made, but not a single byte be written into them.
    const script = 'ulimit -f 0; exec "$0" --input-type=module --eval "$1" "$2" | cat';
    const env = {...process.env, ABZU_USE_MCP: '1', MCP_GATEWAY_URL: console.gateway.url};
    const {stdout} = await promisify(execFile)('bash', ['-c', script, process.execPath, program, console.folder], {
      env,
    });
    const failure = JSON.parse(stdout) as {code: string; problem: string; next: string};
    assert.equal(failure.code, 'not-recorded');
    assert.match(failure.problem, /EFBIG/);
    assert.match(failure.next, /Nothing was sent\.$/);
    assert.equal(console.gateway.seen.length, 0);
  });
});

describe('a failure that cannot be recorded either', () => {
  for (const [fault, outcome, told] of [
    ['refused', 'failed', 'Nothing was sent.'],
    ['unauthenticated', 'failed', 'The handshake was sent; no ledger line was written.'],
    ['dropped-after-sending', 'unknown', 'The handshake was sent; no ledger line was written.'],
    ['heartbeat-dropped', 'unknown', 'Handshake and heartbeat were sent; no ledger line was written.'],
    ['heartbeat-refused', 'failed', 'Handshake and heartbeat were sent; no ledger line was written.'],
  ] as const) {
    it(`still tells what was sent (${fault})`, async t => {
      const console = await atConsole(t, {fault});
      const running = runSmoke(console.ports, {command: []}, new AbortController().signal);
      await running.next();
      mkdirSync(join(console.folder, runFolder, 'summary.json', 'in-the-way'), {recursive: true});
      const {result} = await toEnd(running);
      assert.ok(result.kind === 'failed');
      assert.deepEqual(
        [result.failure.outcome, result.failure.code, result.failure.exit],
        [outcome, 'not-recorded', 5],
      );
      assert.equal(result.failure.next, `Make room or correct the permissions, then run again. ${told}`);
    });
  }
});
