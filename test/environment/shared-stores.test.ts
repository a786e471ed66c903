import assert from 'node:assert/strict';
import {chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {loadConfig} from '../../source/environment/config/load-config.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

/** A rehearsal and production, with these lines of their own; what is wrong with the file that names both. */
async function problems(t: AfterTest, rehearsal: readonly string[], production: readonly string[], classes = ['rehearsal', 'live']): Promise<string[]> {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'operator.env'), 'ABZU_USE_MCP=1\n');
  writeFileSync(join(folder, 'set.sh'), '#!/bin/sh\n');
  chmodSync(join(folder, 'set.sh'), 0o755);
  mkdirSync(join(folder, 'deploy'));
  symlinkSync('operator.env', join(folder, 'linked.env'));
  symlinkSync('set.sh', join(folder, 'linked.sh'));
  symlinkSync('../deploy', join(folder, 'deploy', 'same'));
  symlinkSync('deploy/later.env', join(folder, 'dangling.env'));
  linkSync(join(folder, 'operator.env'), join(folder, 'deploy', 'hard.env'));
  const environments = [['reh', classes[0], 8001, rehearsal], ['prod', classes[1], 8002, production]] as const;
  const text = ['environments:', ...environments.flatMap(([name, kind, port, lines]) => [`  ${name}:`, `    class: ${kind}`, `    gateway: http://127.0.0.1:${port}`, ...lines.map(line => `    ${line}`)]), ''].join('\n');
  const path = join(folder, 'mcp-runbook.yaml');
  writeFileSync(path, text.replaceAll('FOLDER', folder));
  const reading = loadConfig({path, shown: 'mcp-runbook.yaml'});
  return reading.ok ? [] : reading.problems.map(configProblemText);
}

const file = (path: string): string[] => [`toggles: {file: ${path}}`];
const commands = (set: string, read = '[cat, other.env]'): string[] => [`toggles: {read: ${read}, set: ${set}}`];

const shared: ReadonlyArray<[what: string, rehearsal: string[], production: string[], told: RegExp]> = [
  ['the same file', file('operator.env'), file('operator.env'), /^mcp-runbook\.yaml:\d+ environments\.prod\.toggles\.file: a file of reh, which is rehearsal, while prod is live/],
  ['the file by a dot', file('./operator.env'), file('operator.env'), /toggles\.file/],
  ['the file through its parent', file('deploy/../operator.env'), file('operator.env'), /toggles\.file/],
  ['the file in full', file('FOLDER/operator.env'), file('operator.env'), /toggles\.file/],
  ['the file by a link', file('linked.env'), file('operator.env'), /toggles\.file/],
  ['the file by a second name', file('deploy/hard.env'), file('operator.env'), /toggles\.file/],
  ['a file that is not there yet', file('deploy/later.env'), file('deploy/./later.env'), /toggles\.file/],
  ['a file that is not there yet, in a linked folder', file('deploy/same/later.env'), file('deploy/later.env'), /toggles\.file/],
  ['a file that is not there yet, by a link', file('dangling.env'), file('deploy/later.env'), /toggles\.file/],
  ['the file of the token', [...file('a.env'), 'token: {file: secret}'], [...file('b.env'), 'token: {file: ./secret}'], /environments\.prod\.token\.file/],
  ['a file that is toggles here and token there', file('secret'), [...file('b.env'), 'token: {file: secret}'], /environments\.prod\.token\.file/],
  ['the command that sets', commands('[./set.sh, "{name}={value}"]', '[cat, a]'), commands('[./set.sh, "{name}={value}"]', '[cat, b]'), /environments\.prod\.toggles\.set: a command of reh/],
  ['the command by a link', commands('[./linked.sh, "{name}={value}"]', '[cat, a]'), commands('[./set.sh, "{name}={value}"]', '[cat, b]'), /toggles\.set/],
  ['the command in full', commands('[FOLDER/set.sh, "{name}={value}"]', '[cat, a]'), commands('[./deploy/../set.sh, "{name}={value}"]', '[cat, b]'), /toggles\.set/],
  ['a program of the path in full', commands('[/usr/bin/env, "{name}={value}"]', '[cat, a]'), commands('[env, "{name}={value}"]', '[cat, b]'), /toggles\.set/],
  ['the command that reads, its file spelled otherwise', ['toggles: {read: [cat, operator.env]}'], ['toggles: {read: [cat, ./linked.env]}'], /toggles\.read/],
  ['the command that brings a change into force', ['toggles: {file: a.env, apply: [./set.sh]}'], ['toggles: {file: b.env, apply: [./linked.sh]}'], /toggles\.apply/],
  ['the command that takes the token', [...file('a.env'), 'token: {set: [./set.sh, op]}'], [...file('b.env'), 'token: {set: [./set.sh, op]}'], /token\.set/],
];

const apart: ReadonlyArray<[what: string, rehearsal: string[], production: string[], classes?: string[]]> = [
  ['files of their own', file('a.env'), file('operator.env')],
  ['commands with other arguments', commands('[./set.sh, reh, "{name}={value}"]', '[cat, a]'), commands('[./set.sh, prod, "{name}={value}"]', '[cat, b]')],
  ['one file and one class', file('operator.env'), file('linked.env'), ['live', 'live']],
  ['nothing that is described', [], []],
];

describe('a rehearsal and production', () => {
  for (const [what, rehearsal, production, told] of shared) {
    it(`that share ${what} are an error in the file`, async t => {
      const found = await problems(t, rehearsal, production);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', told);
      assert.equal((await problems(t, production, rehearsal)).length, 1);
    });
  }

  for (const [what, rehearsal, production, classes] of apart) {
    it(`with ${what} are none`, async t => assert.deepEqual(await problems(t, rehearsal, production, classes), []));
  }
});
