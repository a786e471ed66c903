import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {openSession} from '../../source/session/open-session.ts';
import {verifySession} from '../../source/verify/verify-session.ts';
import {operator, type Operator} from '../people/operator.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';
import {nobody, perform} from '../worlds/practice-session.ts';
import {rehearsal} from './continuing.ts';

/** A practice session left after its first step; answers where its journal lies. */
async function leftSession(root: string): Promise<string> {
  const {conductor, close} = await openSession(workplace(root, {clock: testClock(Date.now())}), rehearsal);
  await perform(conductor, 'toggles', {ask: nobody});
  conductor.record({kind: 'leave', reason: 'left by the operator'});
  await close();
  return conductor.folder;
}

function resumes(t: AfterTest, cwd: string, who: string): Promise<Operator> {
  return operator(t, {args: ['resume', '--plain', '--operator', who], cwd, size: [120, 40]});
}

test('two people resume the same session: the second is told who has it, and gets in when the first is dead', async t => {
  const cwd = await temporaryFolder(t);
  const folder = await leftSession(cwd);
  const mara = await resumes(t, cwd, 'mara');
  await mara.sees('r run, n note, i incident, s skip, w other ways, q leave');

  const ines = await resumes(t, cwd, 'ines');
  const {code, screen} = await ines.leaves();
  assert.equal(code, 2);
  assert.match(screen.replaceAll('\n', ' '), /this session is open already: mara on \S+ \(process \d+\) since \S+Z/);
  assert.match(screen, /sessions show/);

  await mara.sends('SIGKILL');
  const again = await resumes(t, cwd, 'ines');
  await again.sees('r run, n note, i incident, s skip, w other ways, q leave');
  await again.types('q');
  await again.presses('enter');
  assert.equal((await again.leaves()).code, 0);
  const {verdict, findings, segments} = verifySession(folder, {sessionsFolder: join(folder, '..')});
  assert.equal(verdict, 'unfinished', JSON.stringify(findings));
  assert.equal(segments, 2, 'the dead one did not leave in order, so that the next one writes into a file of its own');
});
