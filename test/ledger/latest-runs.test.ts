import assert from 'node:assert/strict';
import {it} from 'node:test';
import {latestRuns} from '../../source/ledger/latest-runs.ts';
import type {NewestEntry} from '../../source/ledger/drill.ts';

const entry = (line: number, connectorId: string, stageBRunId?: string, windowId?: string): NewestEntry => ({
  line, connectorId, stageBRunId, windowId, rotatedAt: 0, rotatedAtText: '', flags: [], windowHours: 48, startedAt: undefined, expiresAt: undefined, summaryPath: undefined,
});

it('the newest runs are told once each with their windows, and what names neither run nor window is left out', () => {
  const lines = [entry(1, 'old', 'r0', 'w0'), ...['r1', 'r2', 'r3', 'r4'].map((run, index) => entry(index + 2, 'operator_api', run, `w${index + 1}`)), entry(6, 'x'), entry(7, 'operator_api', 'r5', 'w5'), entry(8, 'operator_upload', 'r5', 'w5'), entry(9, 'operator_api', undefined, 'w9')];
  assert.deepEqual(latestRuns(lines).map(({runId, windowId, connectors, line}) => [runId, windowId, connectors.join(), line]), [
    ['r2', 'w2', 'operator_api', 3], ['r3', 'w3', 'operator_api', 4], ['r4', 'w4', 'operator_api', 5], ['r5', 'w5', 'operator_api,operator_upload', 8], [undefined, 'w9', 'operator_api', 9],
  ]);
});
