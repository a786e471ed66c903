import assert from 'node:assert/strict';
import {cpSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {story} from '../worlds/working-folder.ts';
import {run} from '../people/program.ts';
import {audits, journalOf} from './audit.ts';
import {deployment, harbour, operatorEnv, type Deployment, type DeploymentOptions} from '../worlds/deployment.ts';
import {plainPerson} from '../people/plain-person.ts';

const written = join(import.meta.dirname, '../fixtures/runbooks');
const ours = ['--runbooks', 'our-runbooks'];

/** With a folder of runbooks beside the file that names it. */
async function withRunbooks(t: Parameters<typeof deployment>[0], options?: DeploymentOptions): Promise<Deployment> {
  const deployed = await deployment(t, options);
  cpSync(written, join(deployed.folder, 'our-runbooks'), {recursive: true});
  return deployed;
}

describe('a runbook that was written by hand, in a folder of its own', {concurrency: 2}, () => {
  it('is linted, printed and told without being done', async t => {
    const deployed = await withRunbooks(t);
    const {folder: cwd} = deployed;
    const before = deployed.tree();
    const [linted, printed, dry] = await Promise.all([
      run(t, ['lint', ...ours], {cwd}),
      run(t, ['print', 'quiet-hours', ...ours, '--env', harbour], {cwd}),
      run(t, ['run', 'quiet-hours', ...ours, '--env', harbour, '--dry-run'], {cwd}),
    ]);
    assert.deepEqual([linted.code, linted.stdout], [0, '1 file, no problems\n']);
    assert.equal(printed.code, 0);
    assert.match(printed.stdout, /^Now {8}WORKERS = 4 \(deploy\/operator\.env\)\n/m);
    assert.match(printed.stdout, /in deploy\/operator\.env, line 8: WORKERS=4 becomes WORKERS=1\n/);
    assert.equal(dry.code, 0);
    assert.match(dry.stdout, /WORKERS in deploy\/operator\.env, line 8: from 4 to 1\n[^]*BY HAND: this program cannot do it there; you do it\n[^]*Nothing was changed\.\n$/);
    assert.deepEqual(deployed.tree(), before);
  });

  it('is walked like one of ours', async t => {
    const deployed = await withRunbooks(t);
    const mara = await plainPerson(t, ['run', 'quiet-hours', ...ours, '--env', harbour, '--plain', '--operator', 'mara', '--incident', 'INC-7'], {cwd: deployed.folder});
    await mara.checks('Look before you leap');
    await mara.changes('Go down to one worker', harbour);
    await mara.sees(': Unplug the second rack\n');
    assert.equal(deployed.read('deploy/operator.env'), operatorEnv.replace('WORKERS=4', 'WORKERS=1'), 'one line');
    await mara.changes('Unplug the second rack', harbour);
    await mara.answers('Is this so? the second rack is dark (y yes, x no, n not yet): ', 'x');
    await mara.sees('the page leads to step 4: Bring the workers back\n');
    await mara.changes('Bring the workers back', harbour);
    await mara.checks('Tell the day shift');
    await mara.answers('How was the night? ', 'The key to the machine room is missing.');
    assert.equal(await mara.leaves(), 1, 'the rack was not unplugged');
    assert.equal(deployed.read('deploy/operator.env'), operatorEnv);
    assert.deepEqual(story(journalOf(deployed)).filter(line => /finished|closed/.test(line)), [
      'step.finished look done', 'step.finished one-worker done', 'step.finished rack failed', 'step.finished all-workers done', 'step.finished close done', 'session.closed stopped',
    ]);
    assert.match(await audits(t, deployed), /# Incident record: Quiet hours\n/);
  });

  it('is refused with every mistake at once, by file and line', async t => {
    const deployed = await withRunbooks(t);
    const page = deployed.read('our-runbooks/quiet-hours.md');
    writeFileSync(join(deployed.folder, 'our-runbooks/quiet-hours.md'), page.replace('`toggle.set` `WORKERS` = `1`', '`toggle.sett` `WORKERS` = `1`').replace('step `one-worker`', 'step `one-wroker`'));
    for (const args of [['lint', ...ours], ['run', 'quiet-hours', ...ours, '--env', harbour, '--dry-run']]) {
      const {code, stdout, stderr} = await run(t, args, {cwd: deployed.folder});
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, /quiet-hours\.md:40:? [^\n]*toggle\.sett[^\n]*toggle\.set\b/);
      assert.match(stdout + stderr, /quiet-hours\.md:75:? [^\n]*one-wroker[^\n]*one-worker\b/);
    }
  });
});
