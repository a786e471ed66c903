import assert from 'node:assert/strict';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {exitSummary} from '../../source/commands/output/exit-summary.ts';
import {consoleEnvironment} from '../../source/environment/console.ts';
import type {Conductor} from '../../source/walk/conductor.ts';
import {finished, sessionOf, started} from '../app/scene.ts';
import {smallRollback} from '../app/small-rollback.ts';
import {frozen, type Freeze} from '../worlds/frozen.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

async function leaving(t: AfterTest, value: '0' | '1', outcome: NonNullable<Freeze['outcome']>, recorded: boolean): Promise<string | undefined> {
  const folder = await temporaryFolder(t);
  const environment = consoleEnvironment({folder, variables: {ABZU_USE_MCP: value}});
  if (recorded) frozen(folder, {environment: environment.name, outcome});
  const session = sessionOf(smallRollback, started(smallRollback, 'freeze'), ...(outcome === 'none' ? [] : [finished(smallRollback, 'freeze', outcome)]));
  const conductor = {
    runbook: smallRollback, session, journalPath: join(folder, 'journal.jsonl'), head: '0'.repeat(64), failure: undefined, receipt: undefined,
    notices: {close: async () => {}, undelivered: () => []},
    ports: {environment, clock: {now: () => Date.parse('2025-11-20T14:30:00Z')}},
  } as unknown as Conductor;
  const lines = await exitSummary(conductor, workplace(folder));
  return lines.find(line => line.startsWith('MCP'));
}

const since = 'in console since 14:20 (10 min, mara, INC-204)';
const look = 'is read now: look which way operators go before you rely on either';
const legacy = 'is read now: operators stay on the legacy handlers until it is restored';

const rows: ReadonlyArray<[value: '0' | '1', outcome: NonNullable<Freeze['outcome']>, recorded: boolean, told: string | undefined]> = [
  ['1', 'unknown', true, `MCP is NOT KNOWN ${since}: step 1: Set the toggle ended unknown; ABZU_USE_MCP=1 (this shell) ${look}`],
  ['0', 'unknown', true, `MCP is NOT KNOWN ${since}: step 1: Set the toggle ended unknown; ABZU_USE_MCP=0 (this shell) ${look}`],
  ['1', 'none', true, `MCP is NOT KNOWN ${since}: step 1: Set the toggle has no outcome; ABZU_USE_MCP=1 (this shell) ${look}`],
  ['1', 'unknown', false, `MCP is NOT KNOWN: step 1: Freeze MCP traffic; ABZU_USE_MCP=1 (this shell) ${look}`],
  ['0', 'done', true, `MCP is OFF ${since}; ABZU_USE_MCP=0 (this shell) ${legacy}`],
  ['0', 'done', false, `MCP is OFF; ABZU_USE_MCP=0 (this shell) ${legacy}`],
  ['1', 'done', true, undefined],
];

describe('whoever leaves reads what is known of MCP', () => {
  for (const [value, outcome, recorded, told] of rows) {
    it(`where the outcome of the freeze is ${outcome}${recorded ? '' : ', not recorded'}, and ${value} is read`, async t => assert.equal(await leaving(t, value, outcome, recorded), told));
  }
});
