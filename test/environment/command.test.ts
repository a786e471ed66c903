import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {commandVariables} from '../../source/environment/command/command-variables.ts';
import {endingText} from '../../source/environment/command/command-ending.ts';
import {signalGroup} from '../../source/environment/command/process-group.ts';
import {runCommand, type CommandRequest} from '../../source/environment/command/run-command.ts';
import {shown} from '../../source/environment/command/command-line.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {fc} from '../worlds/fast-check.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {waitFor} from '../people/waiting.ts';
import {stall} from '../worlds/stall.ts';

const program = (name: string): string => join(import.meta.dirname, '../fixtures/programs', name);
const node = (name: string, ...args: string[]): string[] => [process.execPath, program(name), ...args];

async function running(t: TestContext, command: readonly string[], terms: Partial<CommandRequest> = {}) {
  const lines: string[] = [];
  const folder = await temporaryFolder(t);
  const run = await runCommand({
    command,
    folder,
    variables: process.env,
    limit: 60_000,
    mask: text => text,
    report: line => {
      lines.push(line);
      appendFileSync(join(folder, 'heard'), '\n');
    },
    signal: new AbortController().signal,
    ...terms,
  });
  return {...run, lines};
}

/** A process that only waits to be collected by its parent is gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}

async function bothGone(pids: number[]): Promise<void> {
  assert.equal(pids.length, 2);
  await waitFor({until: () => !pids.some(isAlive), changed: () => new Promise(() => {}), missing: () => `${pids.filter(isAlive)} still run`});
}

const pidsIn = (text: string): number[] => [...text.matchAll(/(?:parent|child) (\d+)/g)].map(([, pid]) => Number(pid));

describe('a command', () => {
  it('gets its arguments as they are, the folder, and nothing to read', async t => {
    const folder = await temporaryFolder(t);
    const {ending, output, printed} = await running(t, node('echo.js', 'read', '$HOME', "it's; `id`", ''), {folder});
    assert.deepEqual(ending, {kind: 'ended', exit: 0});
    const {args, said, cwd} = JSON.parse(printed ?? '') as {args: string[]; said: string; cwd: string};
    assert.deepEqual([args, said, cwd], [['read', '$HOME', "it's; `id`", ''], '', folder]);
    assert.deepEqual([output.exit, output.text], [0, printed?.trim()]);
  });

  it('gets what is given on standard input, also when it does not want it', async t => {
    const {printed} = await running(t, node('echo.js', 'read'), {input: 'two\nlines'});
    assert.equal((JSON.parse(printed ?? '') as {said: string}).said, 'two\nlines');
    const {ending} = await running(t, node('echo.js'), {input: 'x'.repeat(1_000_000)});
    assert.deepEqual(ending, {kind: 'ended', exit: 0});
  });

  it('sees a few variables of this shell, and no token', async t => {
    const variables = {
      PATH: process.env.PATH, HOME: '/nowhere', LC_ALL: 'C', TZ: 'UTC', XDG_RUNTIME_DIR: '/run/mara', KUBECONFIG: '/k', TERM: 'xterm',
      SSH_AUTH_SOCK: '/s', MCP_CONNECTOR_TOKEN: 't', XDG_TOKEN: 't', LC_TOKEN: 't', ABZU_USE_MCP: '1', NODE_OPTIONS: '--no-warnings', MYPATH: 'x',
    };
    const {printed} = await running(t, node('echo.js'), {variables});
    const {env} = JSON.parse(printed ?? '') as {env: Record<string, string>};
    assert.deepEqual(Object.keys(env).sort(), ['HOME', 'KUBECONFIG', 'LC_ALL', 'PATH', 'SSH_AUTH_SOCK', 'TERM', 'TZ', 'XDG_RUNTIME_DIR']);
    assert.equal(env.TERM, 'dumb');
    assert.deepEqual(commandVariables({}), {TERM: 'dumb'});
  });

  it('sees what its environment passes on, a token among it, and nothing for what is not set', async t => {
    const variables = {PATH: process.env.PATH, VAULT_ADDR: 'https://vault:8200', VAULT_TOKEN: 's.q4x1', OTHER: 'x'};
    const {printed} = await running(t, node('echo.js'), {variables, pass: ['VAULT_ADDR', 'VAULT_TOKEN', 'NOT_SET']});
    const {env} = JSON.parse(printed ?? '') as {env: Record<string, string>};
    assert.deepEqual([env.VAULT_ADDR, env.VAULT_TOKEN, Object.keys(env).sort()], ['https://vault:8200', 's.q4x1', ['PATH', 'TERM', 'VAULT_ADDR', 'VAULT_TOKEN']]);
  });

  it('sees what the launcher has kept from our own Node, where that is passed on', () => {
    const variables = {MCP_RUNBOOK_SHELL_OPENSSL_CONF: '/etc/legacy.cnf', MCP_RUNBOOK_SHELL_NODE_OPTIONS: '--use-system-ca'};
    assert.deepEqual(commandVariables(variables, ['OPENSSL_CONF']), {OPENSSL_CONF: '/etc/legacy.cnf', TERM: 'dumb'});
    assert.deepEqual(commandVariables(variables), {TERM: 'dumb'});
  });

  it('has no terminal to ask on', async t => {
    const {output} = await running(t, ['sh', '-c', 'if (: </dev/tty) 2>/dev/null; then echo asked; else echo none; fi']);
    assert.equal(output.text, 'none');
  });

  for (const [args, ending, says] of [
    [['fail'], {kind: 'ended', exit: 3}, /echo\.js fail ended with exit code 3$/],
    [['kill'], {kind: 'ended by signal', signal: 'SIGTERM'}, /ended from elsewhere by SIGTERM$/],
  ] as const) {
    it(`that ends badly (${args}) is an answer`, async t => {
      const run = await running(t, node('echo.js', ...args));
      assert.deepEqual(run.ending, ending);
      assert.match(endingText(run.output.command, run.ending), says);
    });
  }

  it('that cannot be started says why and what to look at', async t => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'script'), '#!/bin/sh\n');
    await chmod(join(folder, 'script'), 0o644);
    for (const [command, terms, problem, next] of [
      [['no-such-program', '--now'], {}, /^no-such-program --now was not started: no program of that name is on the PATH \(ENOENT\)$/, /Check the spelling of no-such-program, or install it/],
      [['./no-such-file'], {}, /there is no such file \(ENOENT\)$/, /Check the spelling/],
      [['./script'], {}, /it may not be executed \(EACCES\)$/, /Check the permissions of \.\/script/],
      [['sh'], {folder: join(folder, 'gone')}, /its working folder .*gone is not there$/, /Check the folder/],
      [[], {}, /has no program/, /Name one/],
    ] as const) {
      const {ending, output, lines} = await running(t, command, {folder, ...terms});
      assert.ok(ending.kind === 'not started');
      assert.match(ending.problem, problem);
      assert.match(ending.next, next);
      assert.equal(endingText('', ending), ending.problem);
      assert.deepEqual([output.exit, output.text, lines], [undefined, '', []]);
    }
  });

  it('that is cancelled before it starts never starts', async t => {
    const folder = await temporaryFolder(t);
    const {ending} = await running(t, ['touch', 'made'], {folder, signal: AbortSignal.abort()});
    assert.deepEqual(ending, {kind: 'cancelled', started: false});
    assert.ok(!existsSync(join(folder, 'made')));
  });
});

describe('a command that hangs', () => {
  it('is stopped at its limit, with its child, though neither hears SIGTERM', async t => {
    const deaf = `trap '' TERM; echo parent $$; sh -c 'echo child $$; exec sleep 100' & exec sleep 100`;
    const {ending, output} = await running(t, ['sh', '-c', deaf], {limit: 3000, grace: 200});
    assert.deepEqual(ending, {kind: 'stopped by limit', limit: 3000});
    assert.match(endingText('x', ending), /^x did not end within its limit of 3\.0 s and was stopped with everything it had started$/);
    await bothGone(pidsIn(output.text));
    assert.equal(output.exit, undefined);
  });

  it('is stopped when the operator cancels, with its child', async t => {
    const controller = new AbortController();
    const seen: string[] = [];
    const {ending, output} = await running(t, node('stubborn.js'), {
      grace: 200,
      signal: controller.signal,
      report: line => {
        if (seen.push(line) === 2) controller.abort();
      },
    });
    assert.deepEqual(ending, {kind: 'cancelled', started: true});
    await bothGone(pidsIn(output.text));
  });

  it('is stopped when this program leaves in the middle', async t => {
    const source = new URL('../../source/environment/command/run-command.ts', import.meta.url).href;
    const script = `
      import {runCommand} from ${JSON.stringify(source)};
      let lines = 0;
      const report = line => { console.log(line); if (++lines === 2) process.exit(0); };
      await runCommand({command: ${JSON.stringify(node('stubborn.js'))}, folder: '.', variables: process.env, limit: 20000, mask: text => text, report, signal: new AbortController().signal});`;
    const {printed} = await running(t, [process.execPath, '--input-type=module', '--eval', script]);
    await bothGone(pidsIn(printed ?? ''));
  });

  it('does not hold us when it ends and leaves a child with its output', async t => {
    const {ending, lines, output} = await running(t, node('leaves-behind.js'));
    const left = Number(/left (\d+)/.exec(lines[0] ?? '')?.[1]);
    // What it started and left running may be the very service that it was to start.
    assert.ok(isAlive(left));
    process.kill(left, 'SIGKILL');
    assert.deepEqual(ending, {kind: 'ended', exit: 0});
    assert.deepEqual(output.text.split('\n').slice(1), ['unfinished', '<a process that it left behind still holds its output; no more of it is read>']);
  });

  it('of which this process hears late, since it stood still, is accused of nothing', async t => {
    const folder = await temporaryFolder(t);
    execFileSync('mkfifo', [join(folder, 'told')]);
    // What it leaves behind ends while this process stands still for longer than it would wait for the rest.
    const standStill = (): void => {
      const pid = Number(readFileSync(join(folder, 'left'), 'utf8'));
      writeFileSync(join(folder, 'told'), '\n');
      do stall(1100);
      while (isAlive(pid));
    };
    const {signal} = new AbortController();
    // It lets go of the signal when it has seen the end, and only then begins to wait.
    signal.removeEventListener = () => queueMicrotask(standStill);
    const {output} = await running(t, ['sh', '-c', '(read line <told) & echo $! >left; echo done'], {folder, signal});
    assert.equal(output.text, 'done');
  });

  it('is there as long as a process of it is, also one of another user', {skip: process.getuid?.() !== 0 && 'only the superuser may start those'}, async () => {
    const child = spawn('sleep', ['100'], {detached: true, stdio: 'ignore', uid: 1234});
    const {pid = 0} = child;
    process.seteuid?.(65_534);
    try {
      assert.equal(signalGroup(pid, 0), true);
    } finally {
      process.seteuid?.(0);
      child.kill('SIGKILL');
    }
    await once(child, 'close');
    assert.equal(signalGroup(pid, 0), false);
  });

  it('leaves no listener and no timer behind', async t => {
    const before = process.listenerCount('exit');
    const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    const ticking = timers();
    await running(t, ['true']);
    assert.deepEqual([process.listenerCount('exit'), timers()], [before, ticking]);
  });
});

describe('the output of a command', () => {
  const token = new Secret('token-q4x1-secret');
  const mask = (text: string): string => new SecretMask([token]).text(text);

  it('is told line by line, both streams as they come', async t => {
    const {lines, output} = await running(t, node('says.js', String.raw`one\ntw`, 'heard:1', String.raw`err:careful\n`, 'heard:2', String.raw`o\r`, String.raw`\nthree\rfour`));
    assert.deepEqual(lines, ['one', 'careful', 'two', 'three', 'four']);
    assert.equal(output.text, lines.join('\n'));
  });

  it('never shows a token, not one that came in two pieces', async t => {
    const {lines, output} = await running(t, node('says.js', 'it is token-q4', String.raw`x1-secret!\n`, 'heard:1', 'err:token-q4x1-', 'err:secret'), {mask});
    assert.deepEqual(lines, ['it is <redacted>!', '<redacted>']);
    assert.equal(output.text, lines.join('\n'));
  });

  it('nor one that lies across the place where a long line is cut', async t => {
    const {lines} = await running(t, node('says.js', `${'x'.repeat(4090)}token-q4x1-secret${'y'.repeat(100_000)}`), {mask});
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^x{4090}<redac<\d+ more characters>$/);
  });

  it('nor one that is encoded and broken into lines, and what comes after is told at once again', async t => {
    const encoded = Buffer.from(`user-of-the-harbour:${token.reveal()}, and`).toString('base64').match(/.{1,40}/g) ?? [];
    const {lines, output} = await running(t, node('says.js', String.raw`first\n`, `it says: ${encoded.join(String.raw`\n`)} .`, String.raw`\n`, String.raw`it is done\n`), {mask});
    assert.equal(output.text, lines.join('\n'));
    assert.deepEqual([lines[0], lines.at(-1)], ['first', 'it is done']);
    assert.ok(lines.every(line => !encoded.slice(1).some(part => line.includes(part))), lines.join('|'));
  });

  const dump = (text: string): string[] => [...text.match(/[^]{1,16}/g) ?? []].map((row, number) => `${(number * 16).toString(16).padStart(8, '0')}: ${(Buffer.from(row).toString('hex').match(/.{1,4}/g) ?? []).join(' ').padEnd(40)} ${row}`);
  for (const [how, pieces] of [
    ['folded into lines of eight', token.reveal().match(/.{1,8}/g)],
    ['folded into lines of four', token.reveal().match(/.{1,4}/g)],
    ['in Base64 of short lines', Buffer.from(`x:${token.reveal()}`).toString('base64').match(/.{1,15}/g)],
    ['in rows of hexadecimal', dump(`the ${token.reveal()}`)],
    ['as numbers, one in a line', JSON.stringify([...Buffer.from(token.reveal())], undefined, 2).split('\n')],
  ] as const) {
    it(`nor one ${how}`, async t => {
      const {lines, output} = await running(t, node('says.js', String.raw`it says\n`, ...(pieces ?? []).map(piece => String.raw`${piece}\n`), String.raw`it is done\n`), {mask});
      assert.equal(output.text, lines.join('\n'));
      assert.deepEqual([lines[0], lines.at(-1)], ['it says', 'it is done']);
      assert.ok(lines.length <= 5 && lines.some(line => line.includes('<redacted>')), lines.join('|'));
    });
  }

  it('nor one among the arguments', async t => {
    const {output} = await running(t, node('echo.js', 'token-q4x1-secret'), {mask});
    assert.match(output.command, /echo\.js '?<redacted>'?$/);
  });

  it('has no half character at the end of what is cut', async t => {
    const {lines} = await running(t, node('says.js', `${'x'.repeat(4095)}\u{1F600}${'y'.repeat(100)}`));
    assert.equal(lines[0], `${'x'.repeat(4095)}\uFFFD<101 more characters>`);
  });

  it('that is a flood is kept in part: its beginning and its end', async t => {
    const {ending, lines, output, printed} = await running(t, node('says.js', String.raw`first\n`, 'flood', 'last'));
    assert.deepEqual(ending, {kind: 'ended', exit: 0});
    assert.equal(lines[0], 'first');
    assert.equal(lines.at(-1), '<more output follows than is shown here; its end is kept>');
    assert.match(output.text, /^first\n[^]*\n<\d+ lines left out here>\n[^]*last$/);
    assert.ok(output.text.length < 300_000 && output.text.length > 150_000, `${output.text.length}`);
    assert.ok(lines.join('\n').length < 150_000);
    assert.equal(printed, undefined);
  });

  it('is not told when it is values', async t => {
    const {lines, output, printed} = await running(t, node('says.js', String.raw`DB_PASSWORD=hunter2\n`, String.raw`err:slow today\n`), {values: true});
    assert.equal(printed, 'DB_PASSWORD=hunter2\n');
    assert.deepEqual([lines, output.text], [['slow today'], 'slow today']);
  });
});

describe('a command line as it is shown', () => {
  const words = fc.array(fc.string({unit: fc.constantFrom(...'aZ09 \'"\\$`!*?[]{}()<>|&;#~%=+-_./:@,\n\tä€')}), {minLength: 1, maxLength: 4});

  it('means the same when it is pasted into a shell', () => {
    const separator = '\u0001';
    fc.assert(
      fc.property(words, args => {
        const line = shown(['printf', `%s${separator}`, ...args]);
        assert.equal(execFileSync('sh', ['-c', line], {encoding: 'utf8'}), args.map(arg => `${arg}${separator}`).join(''));
      }),
      {numRuns: 60, examples: [[["it's"]], [['']], [['-n', '--']], [['A=b', '~', '%1', '*']], [["'"]], [["''\\'"]]]},
    );
  });

  for (const [command, line] of [
    [['kubectl', 'set', 'env', 'deploy/operator-api', 'ABZU_USE_MCP=0'], 'kubectl set env deploy/operator-api ABZU_USE_MCP=0'],
    [['systemctl', 'restart', 'operator-api@1'], 'systemctl restart operator-api@1'],
    [['A=b', 'x'], "'A=b' x"],
    [['if', 'if'], "'if' if"],
    [['./my tool', ''], "'./my tool' ''"],
    [['echo', 'NAME=a b'], "echo 'NAME=a b'"],
  ] as const) {
    it(`of ${command.length} words is ${line}`, () => assert.equal(shown(command), line));
  }
});
