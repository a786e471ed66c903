import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {operator} from '../people/operator.ts';
import {still} from '../people/walker.ts';
import {incidentRoot} from '../worlds/incident.ts';

it('the record of an incident is written from the history, and its sentence is copied', async t => {
  const cwd = await incidentRoot(t);
  const person = await operator(t, {cwd, size: [100, 30], env: await still(t)});
  await person.sees('Who is at the keyboard?');
  await person.brings('enter', 'Which procedure?');
  await person.brings('t', 'What was done?', 'INC-204');
  await person.brings('r', 'The record', 'records/INC-204', 'y copies it');
  await person.brings('y', 'OSC 52');
  assert.ok(existsSync(join(cwd, 'records/INC-204/timeline.html')));
  await person.brings('escape', 'What was done?');
});
