import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {commandTable} from '../../source/commands/table.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {filesIn} from '../worlds/working-folder.ts';

describe('a dry run', {concurrency: 2}, () => {
  it('is in practice where no environment is named, as a walk is, finds what a new session would find, and leaves nothing', async t => {
    const [cwd, temporary] = [await temporaryFolder(t), await temporaryFolder(t)];
    const {code, stdout, stderr} = await run(t, ['run', 'ledger-review', '--dry-run'], {cwd, env: {MCP_GATEWAY_URL: 'http://gateway.invalid', TMPDIR: temporary}});
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^dry run of Ledger review: practice practice, http:\/\/127\.0\.0\.1:\d+\n/);
    assert.match(stdout, /\n {2}ok: operator_api: fresh, /);
    assert.deepEqual([filesIn(cwd), filesIn(temporary)], [[], []]);
  });

  it('says in the help where it looks', () => {
    const {options} = commandTable.find(({name}) => name === 'run') ?? assert.fail('no run');
    assert.match(options.find(({flags}) => flags.startsWith('--env'))?.explains ?? '', /everything else is practice/);
  });

  for (const [typed, says] of [
    [['--json'], /^a dry run has no document\n$/],
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
