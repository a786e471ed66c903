import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {operator} from '../people/operator.ts';
import {run} from '../people/program.ts';
import {start} from '../people/running.ts';
import {atFirstStep, does, journalOf, leaves, still, titles} from '../people/walker.ts';

const practised = (cwd: string): string => join(cwd, 'logs', 'practice', readdirSync(join(cwd, 'logs', 'practice')).find(name => name.includes('stage-b')) ?? 'no session');

test('somebody watches a walk in the same folder on a screen, another in plain lines, and neither leaves a trace in it', async t => {
  const mara = await atFirstStep(t, 'practice');
  const {cwd} = mara;
  const session = practised(cwd).split('/').at(-1) ?? '';
  const listed = await run(t, ['watch'], {cwd});
  assert.match(listed.stdout, new RegExp(`^Stage B rehearsal\n  practice, mara, open on .*, \\d\\d:\\d\\d UTC\n  ${session}\nWatch one with: .*watch SESSION`));

  const jonas = await operator(t, {cwd, env: await still(t), args: ['watch', session]});
  await jonas.sees(/WATCHING {2}read only: mara on .* in practice/);
  await jonas.sees(titles[0]);
  const lena = await start(t, ['watch', session, '--plain'], {cwd});
  await lena.says(/^Stage B rehearsal, \S+\n[^]*opened Stage B[^]*WATCHING read only: mara on .* in practice\n/);

  await does(mara, titles[0]);
  await jonas.sees(`2 ${titles[1]}`);
  await lena.says(/mara: step 1 of 7, Confirm the toggles\n[^]*done in /);
  await jonas.presses('b');
  await jonas.sees(`1 ${titles[0]}`);
  await jonas.presses('f');
  await jonas.sees(`2 ${titles[1]}`);

  const before = readFileSync(journalOf(mara).path, 'utf8');
  assert.equal(await leaves(mara), 0);
  await jonas.sees(/LEFT {2}by mara at .* UTC; whoever goes on with it is followed/);
  await lena.says(/LEFT by mara at .* UTC; whoever goes on with it is followed/);
  assert.ok(readFileSync(join(practised(cwd), 'journal.jsonl'), 'utf8').startsWith(before));

  const goesOn = await operator(t, {cwd, env: await still(t), args: ['resume', session, '--operator', 'mara']});
  await goesOn.sees('enter run');
  await jonas.sees(/WATCHING {2}read only: mara/);
  await lena.says(/mara: goes on with it on /);
  await goesOn.sends('SIGKILL');
  await jonas.sees(/CUT OFF {2}not left by mara, and not open since/);
  await jonas.presses('q');
  assert.equal((await jonas.leaves()).code, 0);
  const lines = readFileSync(join(practised(cwd), 'journal.jsonl'), 'utf8').trim().split('\n');
  assert.ok(lines.every(line => (JSON.parse(line) as {operator: string}).operator === 'mara'));
});
