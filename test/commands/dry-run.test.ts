import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {commandTable} from '../../source/commands/table.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn} from '../worlds/working-folder.ts';

describe('a dry run', {concurrency: 2}, () => {
  it('is in practice where no environment is named, as a walk is, finds what a new session would find, and leaves nothing', async t => {
    const [cwd, temporary] = [await temporaryFolder(t), await temporaryFolder(t)];
    const {code, stdout, stderr} = await run(t, ['run', 'ledger-review', '--dry-run'], {cwd, env: {MCP_GATEWAY_URL: 'http://gateway.invalid', TMPDIR: temporary}});
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^dry run of Ledger review: practice, http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(stdout, /\n {2}ok: operator_api: fresh, /);
    assert.deepEqual([filesIn(cwd), filesIn(temporary)], [[], []]);
  });

  it('says in the help where it looks', () => {
    const {options} = commandTable.find(({name}) => name === 'run') ?? assert.fail('no run');
    assert.match(options.find(({flags}) => flags.startsWith('--env'))?.explains ?? '', /everything else is practice/);
  });

  it('is one document with --json', async t => {
    const {code, stdout} = await run(t, ['run', 'mcp-gateway-rollback', '--dry-run', '--json']);
    const {ok, dry_run: dry, steps} = documentOf(stdout) as {ok: boolean; dry_run: boolean; steps: Array<{id: string; plan: {items: Array<{from: string; to: string}>} | null; unforeseen: string | null; proofs: Array<{state: string}>}>};
    assert.deepEqual([code, ok, dry, steps.length], [0, true, true, 12]);
    const one = (id: string) => steps.find(step => step.id === id) ?? assert.fail(id);
    assert.deepEqual([one('freeze').plan?.items[0]?.to, one('restore').plan?.items[0]?.from, one('restore').plan?.items[0]?.to], ['0', '0', '1']);
    assert.ok(one('pause').proofs.slice(0, 2).every(({state}) => state === 'holds'), JSON.stringify(one('pause')));
    assert.match(one('close-gap').unforeseen ?? '', /rests on what step \d+ would have done/);
  });

  for (const [typed, says] of [
    [['--drill', 'quiet-review'], /^a dry run has no drill: nothing is made to break in it\nLeave out --drill and --seed, or walk the drill without --dry-run\.\n$/],
    [['--drill', 'random', '--seed', '1'], /^a dry run has no drill/],
  ] as const) {
    it(`takes no ${typed.join(' ')}`, async t => {
      const {code, stderr, cwd} = await run(t, ['run', 'ledger-review', '--dry-run', ...typed]);
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.deepEqual(filesIn(cwd), []);
    });
  }
});
