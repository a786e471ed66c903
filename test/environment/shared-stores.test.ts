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
  ['a file that production changes by a command', file('operator.env'), commands('[./set.sh, operator.env, "{name}={value}"]', '[cat, operator.env]'), /\.toggles\.(?:file|set): a file of/],
  ['a file that production reads by a command', file('operator.env'), ['toggles: {read: [cat, ./linked.env]}'], /\.toggles\.(?:file|read): a file of/],
  ['a file that production hands to a command', file('operator.env'), [...file('b.env'), 'token: {set: [./set.sh, --into=deploy/hard.env]}'], /\.(?:toggles\.file|token\.set): a file of/],
  ['a file that a script of production names', file('operator.env'), ["toggles: {file: b.env, apply: [sh, -c, 'cp b.env ./linked.env']}"], /\.toggles\.(?:file|apply): a file of/],
  ['a file that a command of production will make', file('deploy/later.env'), ['toggles: {file: b.env, apply: [cp, b.env, dangling.env]}'], /\.toggles\.(?:file|apply): a file of/],
  ['a file that production gives to a container', file('operator.env'), ['toggles: {file: b.env, apply: [docker, run, --env-file, operator.env, op]}'], /\.toggles\.(?:file|apply): a file of/],
  ['a file that a variable of a command names', file('operator.env'), ['toggles: {file: b.env, apply: [env, INTO=linked.env, ./set.sh]}'], /\.toggles\.(?:file|apply): a file of/],
  ['the token, which a command of production reads', [...file('a.env'), 'token: {file: secret}'], ['toggles: {file: b.env, apply: [./set.sh, ./secret]}'], /\.(?:token\.file|toggles\.apply): a file of/],
  ['a file that both change by commands', commands('[./set.sh, operator.env, "{name}={value}"]', '[cat, operator.env]'), commands('[tee, linked.env, "{name}={value}"]', '[head, linked.env]'), /toggles\.set: a file of/],
  ['a file that the smoke run of production gets', file('operator.env'), [...file('b.env'), 'smoke: {command: [./set.sh, operator.env]}'], /\.(?:toggles\.file|smoke\.command): a file of/],
  ['a command that is the smoke run there', ['toggles: {file: a.env, apply: [./set.sh, all]}'], [...file('b.env'), 'smoke: {command: [./linked.sh, all]}'], /\.(?:toggles\.apply|smoke\.command): a command of/],
  ...[
    ['sudo, systemctl, restart, operator-api.service', 'systemctl, restart, operator-api'],
    ['sudo, -n, -u, root, --, systemctl, restart, operator-api', 'systemctl, restart, operator-api.service'],
    ['doas, -u, root, systemctl, restart, operator-api', 'sudo, systemctl, restart, operator-api'],
    ['env, -i, systemctl, restart, operator-api', '/usr/bin/env, systemctl, restart, operator-api'],
    ['timeout, -k, "5", "20", systemctl, restart, operator-api', 'nice, -n, "5", systemctl, restart, operator-api'],
    ['sudo, env, A=1, systemctl, restart, operator-api', 'env, A=1, systemctl, restart, operator-api'],
  ].map(([one, other]): (typeof shared)[number] => [`the command ${one}`, [`toggles: {file: a.env, apply: [${one}]}`], [`toggles: {file: b.env, apply: [${other}]}`], /toggles\.apply: a command of/]),
];

const apart: ReadonlyArray<[what: string, rehearsal: string[], production: string[], classes?: string[]]> = [
  ['files of their own', file('a.env'), file('operator.env')],
  ['commands with other arguments', commands('[./set.sh, reh, "{name}={value}"]', '[cat, a]'), commands('[./set.sh, prod, "{name}={value}"]', '[cat, b]')],
  ['one script for files of their own', commands('[sh, ./set.sh, a.env, "{name}={value}"]', '[sh, ./set.sh, a.env]'), commands('[sh, ./set.sh, operator.env, "{name}={value}"]', '[sh, ./set.sh, operator.env]')],
  ...['timeout, "20", ./set.sh', 'uv, run, ./set.sh', 'ctl, operator.env', 'sudo, -n, flock, lock, ctl, operator.env'].map((tool): (typeof apart)[number] => {
    const [rehearsal = [], production = []] = ['reh', 'prod'].map(word => commands(`[${tool}, set, ${word}, "{name}={value}"]`, `[${tool}, get, ${word}]`));
    return [`one tool for words of their own: ${tool}`, rehearsal, production];
  }),
  ['one description of two clusters', commands('[kubectl, --kubeconfig, operator.env, set, "{name}={value}"]', '[kubectl, --kubeconfig, operator.env, get]'), commands('[kubectl, --kubeconfig, operator.env, set, prod, "{name}={value}"]', '[kubectl, --kubeconfig, operator.env, get, prod]')],
  ['one path on two machines', file('FOLDER/operator.env'), ['toggles: {read: [sudo, ssh, prod, cat, FOLDER/operator.env]}']],
  ['one path here and in a container', file('FOLDER/operator.env'), ['toggles: {read: [kubectl, exec, -c, op, deploy/op, --, cat, -s, FOLDER/operator.env]}']],
  ['one command and other variables', ['toggles: {file: a.env, apply: [env, A=1, ./set.sh]}'], ['toggles: {file: b.env, apply: [env, A=2, ./set.sh]}']],
  ['units of their own', ['toggles: {file: a.env, apply: [sudo, systemctl, restart, operator-reh]}'], ['toggles: {file: b.env, apply: [sudo, systemctl, restart, operator-api]}']],
  ['one smoke run', [...file('a.env'), 'smoke: {command: [python, -m, scripts.stage_b_smoke, --json]}'], [...file('b.env'), 'smoke: {command: [python, -m, scripts.stage_b_smoke, --json]}']],
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

  for (const path of ['operator.env', './deploy/../operator.env', 'linked.env', 'deploy/hard.env']) {
    it(`whose token lies in its own toggles file, by the name ${path}, is an error in the file`, async t => {
      const found = await problems(t, [...file('operator.env'), `token: {file: ${path}}`], []);
      assert.deepEqual(found, ['mcp-runbook.yaml:6 environments.reh.token: the file of the toggles; expected a file that holds the token alone']);
    });
  }

  for (const [what, rehearsal, production, classes] of apart) {
    it(`with ${what} are none`, async t => assert.deepEqual(await problems(t, rehearsal, production, classes), []));
  }
});
