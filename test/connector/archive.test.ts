import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ArchivedRun} from '../../source/connector/archive.ts';
import {archiveSlugs, archiveSummary, runId} from '../../source/connector/archive.ts';
import {smokeMetrics, smokeSentence} from '../../source/connector/smoke-metrics.ts';
import type {JsonObject} from '../../source/json.ts';
import {at, jsonFixture, now} from '../worlds/grounds.ts';

const folder = '/srv/logs/stage_b/20250925T095833Z-stage_b3_connector_rotation';

function summaryOf(changes: Partial<ArchivedRun> = {}): JsonObject {
  return archiveSummary({
    slug: archiveSlugs.smoke,
    runId: runId(now, archiveSlugs.smoke),
    command: ['mcp-runbook', 'smoke', '--json'],
    returncode: 0,
    startedAt: now,
    completedAt: now + 1280,
    milliseconds: 1279.6543217,
    logDir: folder,
    stdoutPath: `${folder}/stage_b3_connector_rotation.stdout.log`,
    stderrPath: `${folder}/stage_b3_connector_rotation.stderr.log`,
    stdout: '{\n}\n',
    stderr: '',
    ...changes,
  });
}

test('a run id is the time and the slug', () => {
  assert.equal(runId(now, archiveSlugs.smoke), '20250925T095833Z-stage_b3_connector_rotation');
  assert.equal(runId(now, archiveSlugs.packet), '20250925T095833Z-stage_b2_sonic_rehearsal');
});

test('a success has the members of the real one in its order', () => {
  const real = jsonFixture('stage_b/20250925T100029Z-stage_b3_connector_rotation/summary.json');
  const metrics = real.metrics as JsonObject;
  const ours = summaryOf({summary: 'x', artifacts: {rotation_log: `${folder}/stage_b_rotation_drills.jsonl`}, metrics});
  assert.deepEqual(Object.keys(ours), Object.keys(real));
});

test('times, duration and counts are as the archive writes them', () => {
  const summary = summaryOf();
  assert.equal(summary.status, 'success');
  assert.equal(summary.started_at, '2025-09-25T09:58:33.250000+00:00');
  assert.equal(summary.completed_at, '2025-09-25T09:58:34.530000+00:00');
  assert.equal(summary.duration_seconds, 1.279654);
  assert.deepEqual([summary.stdout_lines, summary.stderr_lines, summary.stderr_tail], [2, 0, []]);
});

test('a failed run has the members of the real one, and its error output', () => {
  const real = jsonFixture('stage_b/20250924T115254Z-stage_b3_connector_rotation/summary.reduced.json');
  const ours = summaryOf({
    returncode: 1,
    stdout: '',
    stderr: 'one\ntwo\n',
    metricsError: 'no JSON payload found in command stdout',
  });
  const added = ['stderr_tail', 'stderr'];
  assert.deepEqual(Object.keys(ours).filter(name => !added.includes(name)), Object.keys(real));
  assert.deepEqual([ours.status, ours.error], [real.status, real.error]);
  assert.deepEqual([ours.stderr, ours.stderr_tail], ['one\ntwo\n', ['one', 'two']]);
});

test('of a long error output the last ten lines are repeated', () => {
  const lines = Array.from({length: 25}, (_, index) => `line ${index + 1}`);
  assert.deepEqual(summaryOf({stderr: `${lines.join('\n')}\n`}).stderr_tail, lines.slice(15));
});

test('blank error output is counted but not repeated', () => {
  const summary = summaryOf({stderr: '\n \n'});
  assert.equal(summary.stderr_lines, 2);
  assert.equal('stderr' in summary, false);
});

test('a command that could not start says so right after the return code', () => {
  const summary = summaryOf({returncode: null, spawnError: 'ENOENT'});
  assert.deepEqual([summary.status, summary.error], ['error', 'failed to spawn command: ENOENT']);
  assert.deepEqual(Object.keys(summary).slice(4, 6), ['returncode', 'error']);
});

test('a run without metrics is an error though its command exits 0', () => {
  const summary = summaryOf({metricsError: 'no receipt'});
  assert.equal(summary.status, 'error');
  assert.equal(summary.error, 'stage_b3_connector_rotation metrics extraction failed: no receipt');
  assert.equal(Object.keys(summary).at(-1), 'metrics_error');
});

test('the metrics of a real receipt have the members of the real metrics', () => {
  const receipt = jsonFixture('stage_b/20250921T122529Z/stage_b_smoke.json');
  const real = jsonFixture('stage_b/20250925T100029Z-stage_b3_connector_rotation/summary.json').metrics as JsonObject;
  const ours = smokeMetrics(receipt);
  assert.deepEqual(Object.keys(ours), Object.keys(real));
  assert.deepEqual(ours.heartbeat_payload, {event: 'stage-b-smoke'});
  assert.deepEqual([ours.doctrine_ok, ours.heartbeat_expiry], [false, '2025-09-23T12:25:30Z']);
});

test('without a heartbeat its metrics are null', () => {
  const metrics = smokeMetrics({stage: 'B'});
  assert.deepEqual([metrics.heartbeat_payload, metrics.heartbeat_expiry, metrics.session], [null, null, null]);
});

test('the sentence of a run reads as in the real later archive', () => {
  const real = jsonFixture('stage_b/20251205T160210Z-stage_b3_connector_rotation/summary.reduced.json');
  const document = {
    targets: at(real, 'metrics.targets') as string[],
    services: {operator_api: {session: at(real, 'metrics.session') as JsonObject}},
    rotation_ledger: {operator_api: {rotation_window: at(real, 'metrics.rotation_window') as JsonObject}},
    doctrine_ok: true,
  };
  assert.equal(smokeSentence(document), real.summary);
});

const sentences: Array<[document: JsonObject, sentence: string]> = [
  [{targets: ['a', 'b']}, 'Rotated a/b (doctrine status unknown); window unknown'],
  [{targets: ['a'], doctrine_ok: false}, 'Rotated a (doctrine issues); window unknown'],
  [
    {targets: ['a'], doctrine_ok: false, doctrine_failures: ['x', 'y']},
    'Rotated a (doctrine issues: x, y); window unknown',
  ],
  [
    {targets: ['a'], doctrine_ok: true, rotation_ledger: {crown_handshake: {rotation_window: {window_id: 'w\u202e'}}}},
    'Rotated a (doctrine ok); window w<U+202E>',
  ],
];

for (const [document, sentence] of sentences) {
  test(sentence, () => {
    assert.equal(smokeSentence(document), sentence);
  });
}
