import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {build} from '../../tools/build.ts';
import {operator} from './operator.ts';

let folder = '';
let program = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listener-'));
  await build({entry: resolve(import.meta.dirname, '../fixtures/programs/listener.tsx'), folder});
  program = join(folder, 'listener.js');
});

after(() => rm(folder, {recursive: true, force: true}));

test('an operator sees the screen, presses keys one by one and leaves', async t => {
  const mara = await operator(t, {program, size: [60, 16]});
  await mara.sees('Listening at 60x16');
  await mara.presses('down', 'escape');
  // What follows an escape too soon is one key with it.
  await mara.sees('Heard: downArrow escape');
  await mara.presses('x');
  await mara.sees('Heard: downArrow escape x');
  await mara.doesNotSee('upArrow');
  await mara.presses('q');
  const {code, screen} = await mara.leaves();
  assert.equal(code, 0);
  assert.equal(screen, 'Goodbye.');
});

test('what a key is to bring must not be there before it', async t => {
  const mara = await operator(t, {program});
  await mara.sees('Listening');
  const before = mara.screen();
  await assert.rejects(mara.brings('x', 'Heard', 'Listening'), /this is there before x is pressed/);
  assert.equal(mara.screen(), before, 'the key was not pressed');
  await mara.brings('x', 'Heard: x');
  await mara.seesChange(before);
});

test('keys typed one by one arrive one by one, keys at once as one text', async t => {
  const mara = await operator(t, {program});
  // This program writes no trace of the keys that it took: each letter is waited for, or two could come in one read.
  for (const [letter, heard] of [['a', 'Heard: a'], ['b', 'Heard: a b'], ['c', 'Heard: a b c']] as const) await mara.brings(letter, heard);
  await mara.pressesAtOnce('d', 'enter');
  await mara.sees(/Heard: a b c d\s/);
  await mara.pastes('one\ntwo');
  await mara.sees('paste(one');
});

test('over a slow line all comes late, and all comes', async t => {
  const mara = await operator(t, {program, line: {bytesPerSecond: 2000, delay: 50}});
  await mara.sees('Listening');
  await mara.presses('down');
  await mara.typesAhead('abc');
  // Which letters come in one read is the line's affair.
  await mara.sees(/Heard: downArrow a ?b ?c/);
  await mara.presses('q');
  assert.equal((await mara.leaves()).screen, 'Goodbye.');
});

test('a window that changes its size is drawn anew', async t => {
  const mara = await operator(t, {program, size: [80, 24]});
  await mara.sees('Listening at 80x24');
  await mara.resizes(60, 16);
  await mara.sees('Listening at 60x16');
  assert.deepEqual(mara.terminal.size, [60, 16]);
});

test('Ctrl-C ends with 130 and a clean terminal', async t => {
  const mara = await operator(t, {program});
  await mara.presses('ctrl-c');
  assert.equal((await mara.leaves()).code, 130);
});

test('a signal from outside is told as the shell tells it', async t => {
  const mara = await operator(t, {program});
  await mara.sends('SIGTERM');
  assert.equal((await mara.leaves()).code, 143);
});

test('a program that dies with the screen in its hands is found out', async t => {
  const mara = await operator(t, {program});
  await mara.presses('!');
  await assert.rejects(mara.leaves(), /the terminal was not left as it was found/);
});

test('a line that is cut ends the program', async t => {
  const mara = await operator(t, {program});
  await mara.sees('Listening');
  await mara.hangsUp();
});

test('what never comes fails the test and shows the screen', async t => {
  const mara = await operator(t, {program});
  await mara.sees('Listening');
  await assert.rejects(mara.sees('Godot', 300), /after 0.3 s: never saw Godot\n\+-+\+\n\|Listening at 80x24/);
  await assert.rejects(mara.doesNotSee('Listening', 300), /still sees Listening/);
  await assert.rejects(mara.leaves(300), /the program is still running/);
});

test('waiting for a program that has ended tells how it ended', async t => {
  const mara = await operator(t, {program});
  await mara.presses('q');
  await assert.rejects(mara.sees('Godot'), /never saw Godot \(the program ended with code 0\)/);
});

test('toggles of the person who runs the tests do not reach the program', async t => {
  process.env.ABZU_USE_MCP = '1';
  t.after(() => void delete process.env.ABZU_USE_MCP);
  const mara = await operator(t, {program});
  await mara.sees('ABZU_USE_MCP=absent');
  const ines = await operator(t, {program, env: {ABZU_USE_MCP: '0'}});
  await ines.sees('ABZU_USE_MCP=0');
});
