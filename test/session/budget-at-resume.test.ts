import assert from 'node:assert/strict';
import {it} from 'node:test';
import {openSession} from '../../source/session/open-session.ts';
import {plainDriver} from '../../source/session/plain/driver.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {minute} from '../../source/time.ts';
import {walk} from '../../source/walk/walk.ts';
import {WalkRuntime} from '../../source/app/effects/perform-in-walk.ts';
import type {Message} from '../../source/app/state/state.ts';
import {typist} from '../people/typist.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {workplace} from '../worlds/workplace.ts';

it('whoever goes on with a walk reads how long its step was open, and is not asked again what was answered', async t => {
  const clock = testClock();
  const place = workplace(await temporaryFolder(t), {clock});
  const first = await openSession(place, {runbook: 'mcp-gateway-rollback', environment: 'practice', operator: 'mara', mode: 'plain'});
  const session = first.conductor.session.id;
  clock.advance(6 * minute);
  first.conductor.record({kind: 'over budget', step: 'freeze', milliseconds: 6 * minute, budget: 5 * minute, choice: 'keep going'});
  await first.close();
  clock.advance(2 * minute);

  const again = await resumeSession(place, {session, operator: 'mara'});
  const told: Message[] = [];
  const screens = new WalkRuntime(again, {folder: place.folder, clock, roots: [], dispatch: message => void told.push(message), fail: error => assert.fail(String(error))});
  screens.begin();
  await screens.close();
  const [opened] = told;
  assert.equal(opened?.type === 'opened' && Math.floor(opened.walk.time.open / minute), 8, 'on screens');

  const plainly = await resumeSession(place, {session, operator: 'mara'});
  const {lines, screen, left} = typist(['q']);
  await walk(plainly.conductor, plainDriver(lines), new AbortController().signal);
  await plainly.close();
  assert.match(screen(), /\nBUDGET 5m, of which 8m \d+s are over\n/);
  assert.doesNotMatch(screen(), /Over budget/);
  assert.deepEqual(left, []);
});
