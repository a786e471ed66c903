import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {dryRun} from '../../source/session/dry-run.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {openPracticeWorld} from '../../source/practice/world.ts';
import {closes, looks, runbookOf, smokes} from '../worlds/practice-session.ts';

const frozen = '**Before:** `toggle.read` `ABZU_USE_MCP` = `0`';
const open = '**Before:** `toggle.read` `ABZU_USE_MCP` = `1`';
const known = '**Before:** stated: the channel knows';

/** What must hold before the step, the step, and what a dry run tells of it first. */
const pages: ReadonlyArray<[what: string, fields: readonly string[], told: readonly string[]]> = [
  ['reads, and nothing must hold', looks, ['  ok: ABZU_USE_MCP: 1 (operator.env)']],
  ['reads, and what must hold does', [...looks, open], ['  before holds: toggle.read ABZU_USE_MCP = 1', '  ok: ABZU_USE_MCP: 1 (operator.env)']],
  ['reads, and what must hold does not', [...looks, frozen], [
    '  before fails: toggle.read ABZU_USE_MCP = 0: expected 0, found 1', '  would not run before that holds', '  ok: ABZU_USE_MCP: 1 (operator.env)',
  ]],
  ['changes something, and what must hold does not', [...smokes, frozen], [
    '  before fails: toggle.read ABZU_USE_MCP = 0: expected 0, found 1', '  would not run before that holds', '  PLAN ~, good until 2025-11-20T09:05:00Z',
  ]],
  ['changes something, and only a person knows what must hold', [...smokes, known, open], [
    '  would ask whether it is so: the channel knows', '  before holds: toggle.read ABZU_USE_MCP = 1', '  PLAN ~, good until 2025-11-20T09:05:00Z',
  ]],
  ['is done by hand', [...closes, open], ['  before holds: toggle.read ABZU_USE_MCP = 1', '  would ask whether it is so: all is archived', '  would ask: What should the next person know?']],
];

describe('a dry run of a step that', () => {
  for (const [what, fields, told] of pages) {
    it(`${what} says so before anything else`, async t => {
      const clock = testClock();
      const world = await openPracticeWorld({root: await temporaryFolder(t), clock});
      t.after(() => world.close());
      const {environment} = world;
      const printed: string[] = [];
      await dryRun(runbookOf({only: fields}), {environment, documents: environment.documents, clock}, text => printed.push(text), new AbortController().signal);
      assert.deepEqual(printed.slice(1, told.length + 1).map(line => line.replace(/(?<=PLAN )[0-9a-f]{4}/, '~')), told);
      assert.deepEqual([printed[0], printed.at(-1)], ['Step 1 of 1: The only step', 'Nothing was changed.']);
      assert.equal(world.gateway.seen.length, 0);
    });
  }

  it('has a secret in what must hold shows none', async t => {
    const clock = testClock();
    const world = await openPracticeWorld({root: await temporaryFolder(t), clock});
    t.after(() => world.close());
    const {environment} = world;
    const [token = assert.fail('practice has no token')] = environment.toggles.secrets();
    writeFileSync(join(environment.places.logs, 'operator.env'), `ABZU_USE_MCP=${token.reveal()}\n`);
    const printed: string[] = [];
    await dryRun(runbookOf({only: [...looks, open]}), {environment, documents: environment.documents, clock}, text => printed.push(text), new AbortController().signal);
    assert.ok(!printed.join('\n').includes(token.reveal()));
    assert.match(printed[1] ?? '', /^ {2}before fails: toggle\.read ABZU_USE_MCP = 1: expected 1, found /);
  });
});
