import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {isHeld, lockSession} from '../../source/journal/lock.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

it('a session is held from the moment somebody writes it until they leave', async t => {
  const folder = await temporaryFolder(t);
  assert.equal(isHeld(folder), false);
  const locked = lockSession(folder, 'mara', 0);
  assert.ok(locked.ok);
  assert.equal(isHeld(folder), true);
  locked.lock.release();
  assert.equal(isHeld(folder), false);
});

it('what is left of one that died holds nothing, whoever it names', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, '.lock'), '');
  writeFileSync(join(folder, '.holder'), JSON.stringify({operator: 'mara', host: 'here', pid: process.pid, since: ''}));
  assert.equal(isHeld(folder), false);
  const locked = lockSession(folder, 'ines', 0);
  assert.ok(locked.ok);
  locked.lock.release();
});
