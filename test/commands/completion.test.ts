import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {commandTable} from '../../source/commands/table.ts';
import {childEnvironment} from '../people/child-environment.ts';
import {builtProgram, run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

type Desk = {folder: string; env: Record<string, string>};

/** A folder with one environment of its own, and the program on the PATH as somebody has it who types its name. */
async function desk(t: TestContext): Promise<Desk> {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/mcp-runbook'), `#!/bin/sh\nexec '${process.execPath}' '${builtProgram}' "$@"\n`);
  await chmod(join(folder, 'bin/mcp-runbook'), 0o755);
  await mkdir(join(folder, 'two words'));
  await writeFile(join(folder, 'mcp-runbook.yaml'), 'environments:\n  rehearsal-eu:\n    class: rehearsal\n    gateway: http://127.0.0.1:9\n    toggles:\n      file: toggles.env\n');
  await writeFile(join(folder, 'toggles.env'), 'ABZU_USE_MCP=1\n');
  return {folder, env: childEnvironment(join(folder, 'home'), {PATH: `${join(folder, 'bin')}:/usr/bin:/bin`})};
}

/** What a shell printed for each of several lines. */
function ask({folder, env}: Desk, shell: string, words: readonly string[]): string[][] {
  const {stdout, stderr, status} = spawnSync(shell, words, {cwd: folder, env, encoding: 'utf8'});
  assert.equal(stderr, '');
  assert.equal(status, 0, stdout);
  return stdout.split('next line\n').slice(0, -1).map(printed => printed.split('\n').filter(line => line !== ''));
}

/** How bash asks: the words as it takes a line apart, the cursor behind the last one. */
const bashAsks = (typed: readonly string[]): string =>
  `COMP_WORDS=(mcp-runbook ${typed.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length}; _mcp_runbook; printf '%s\\n' "\${COMPREPLY[@]}" 'next line'`;

const twice = (line: string): string => `${line}; ${line}`;

const inBash = (at: Desk, ...lines: string[][]): string[][] => ask(at, 'bash', ['--norc', '-c', [twice('source <(mcp-runbook completion bash)'), ...lines.map(bashAsks)].join('; ')]);

test('in bash, which has sourced the script twice, tab completes commands, runbooks, drills and environments', async t => {
  const asked = inBash(await desk(t), ['run', 'cred'], ['run', 'credential-rotation', '--drill', 'token'], ['smoke', '--env', '=', 'r'], ['smoke', '--env', '=']);
  assert.deepEqual(asked, [['credential-rotation'], ['token-not-accepted'], ['rehearsal-eu'], ['practice', 'console', 'rehearsal-eu']]);
});

test('in bash a path is one of the folder, and what was typed so far is never run', async t => {
  const at = await desk(t);
  const asked = inBash(at, ['run', 'x', '--root', 'two'], ['smoke', '--config', 'mcp'], ['sessions', '$(touch was-run)', '`touch was-run`', '']);
  assert.deepEqual(asked, [['two words'], ['mcp-runbook.yaml'], []]);
  assert.ok(!existsSync(join(at.folder, 'was-run')));
});

test('a session that was walked is completed where a session is asked for, under the root that the line names', async t => {
  const at = await desk(t);
  const walked = await run(t, ['run', 'stage-b-rehearsal', '--env', 'practice', '--auto', '--root', 'two words'], {cwd: at.folder});
  assert.equal(walked.code, 0, walked.stderr);
  const [session = ''] = readdirSync(join(at.folder, 'two words/logs/practice'), {withFileTypes: true}).filter(entry => entry.isDirectory()).map(({name}) => name);
  assert.notEqual(session, '');
  assert.deepEqual(inBash(at, ['sessions', '--root', '"two words"', 'show', ''], ['sessions', 'show', '']), [[session], []]);
});

const missing = (shell: string): string | false => spawnSync(shell, ['--version']).error !== undefined && `this machine has no ${shell}`;

test('in fish each name comes with its words', {skip: missing('fish')}, async t => {
  const lines = ['mcp-runbook run cred', 'mcp-runbook smoke --env=r', 'mcp-runbook smoke --config mcp'].map(line => `complete -C '${line}'; echo 'next line'`);
  const asked = ask(await desk(t), 'fish', ['--no-config', '-c', [twice('mcp-runbook completion fish | source'), ...lines].join('; ')]);
  assert.deepEqual(asked, [['credential-rotation\tCredential rotation'], ['--env=rehearsal-eu'], ['mcp-runbook.yaml']]);
});

test('in zsh each name comes with its words', {skip: missing('zsh')}, async t => {
  // compinit wants a terminal, so what it would show is printed.
  const shown = 'compdef() { : }; _describe() { print -rl -- $names }';
  const lines = ["run 'cred'", 'smoke --env=r', "smoke --env ''"].map(typed => `words=(mcp-runbook ${typed}); CURRENT=$#words; _mcp_runbook; print 'next line'`);
  const asked = ask(await desk(t), 'zsh', ['-f', '-c', [shown, twice('source <(mcp-runbook completion zsh)'), ...lines].join('; ')]);
  assert.deepEqual(asked, [['credential-rotation:Credential rotation'], ['--env=rehearsal-eu'], ['practice:everything inside the program', 'console:what this shell describes', 'rehearsal-eu']]);
});

test('what is broken, unknown or typed freely completes to nothing, without a word', async t => {
  const at = await desk(t);
  await writeFile(join(at.folder, 'mcp-runbook.yaml'), 'environments: [');
  for (const words of [['run', '--incident', 'current='], ['deploy', 'current='], ['run', '--runbooks', 'nowhere', 'current=']]) {
    const {code, stdout, stderr} = await run(t, ['completion', 'names', '--', ...words], {cwd: at.folder});
    assert.deepEqual({code, stdout, stderr}, {code: 0, stdout: '', stderr: ''}, words.join(' '));
  }
  assert.deepEqual(inBash(at, ['smoke', '--env', '']), [['practice', 'console']]);
});

test('another shell is answered with those that are known', async t => {
  const {code, stderr} = await run(t, ['completion', 'tcsh']);
  assert.equal(code, 2);
  assert.match(stderr, /completion tcsh: no such shell\nUse one of: completion bash, completion zsh, completion fish, completion powershell\./);
});

test('every command and each of its options is completed', async t => {
  const {stdout} = await run(t, ['completion', 'names', '--', 'current=']);
  assert.deepEqual(stdout.split('\n').map(line => line.split('\t', 1)[0]), [...commandTable.map(({name}) => name), 'help', '']);
  const {stdout: ofRun} = await run(t, ['completion', 'names', '--', 'run', 'current=--']);
  for (const {flags} of commandTable[0]?.options ?? []) assert.ok(ofRun.includes(`${/--[\w-]+/.exec(flags)?.[0]}\t`), flags);
});
