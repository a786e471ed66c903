import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestContext} from 'node:test';

/** The real ledgers: 26 lines, and the same ledger later with 92. */
export const realLedgers = {
  seed: join(import.meta.dirname, '../fixtures/ledger/stage_b_rotation_drills.e98bee08.jsonl'),
  later: join(import.meta.dirname, '../fixtures/ledger/stage_b_rotation_drills.a2830490.jsonl'),
} as const;

export function linesOf(path: string): string[] {
  return fs.readFileSync(path, 'utf8').trimEnd().split('\n');
}

/** A folder that is gone when the test is over. */
export function scratchFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'ledger-test-'));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  return folder;
}

/** A ledger file with exactly these bytes. */
export function ledgerWith(t: TestContext, content: string | Uint8Array): string {
  const path = join(scratchFolder(t), 'ledger.jsonl');
  fs.writeFileSync(path, content);
  return path;
}

/** A line as the seed writes it. */
export function lineAt(rotatedAt: string, connectorId: string = 'operator_api'): string {
  return `{"connector_id": "${connectorId}", "rotated_at": "${rotatedAt}", "window_hours": 48}`;
}
