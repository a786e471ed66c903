import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {execa} from 'execa';
import {parse} from 'yaml';
import {startGateway} from '../people/running.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';
import {fencesIn, pageAt, root, tableOf} from './page.ts';

const page = pageAt('docs/nightly.md');
const fence = (language: string, index = 0): string => fencesIn(page, language)[index] ?? assert.fail(`no ${language} ${index}`);

/** What the page shows, with the places of the test in the place of its own. */
const placed = (text: string, folder: string, program: string): string => text.replaceAll('/opt/mcp-runbook', program).replaceAll('/srv/operations', folder);

/** As a job finds it: no HOME, and the programs of every system alone. */
const bare = (shell: string, line: string, cwd: string, variables: Readonly<Record<string, string>> = {}) =>
  execa('env', ['-i', 'PATH=/usr/bin:/bin', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...shell.split(' '), line], {cwd, reject: false, stdin: 'ignore'});

/** The folder of the job as the page describes it. The program is at a place without a blank there, which a checkout need not be. */
async function laidOut(t: AfterTest, {gateway, program}: {gateway: string; program?: string}): Promise<string> {
  const folder = await temporaryFolder(t);
  symlinkSync(program ?? root, join(folder, 'program'));
  writeFileSync(join(folder, 'nightly'), placed(fence('sh'), folder, join(folder, 'program')), {mode: 0o755});
  writeFileSync(join(folder, 'nightly.env'), fence('env').replace(/^MCP_GATEWAY_URL=.*$/m, `MCP_GATEWAY_URL=${gateway}`), {mode: 0o600});
  return folder;
}

const archived = (folder: string): string[] => readdirSync(join(folder, 'logs/stage_b')).flatMap(run => readdirSync(join(folder, 'logs/stage_b', run)));

/** The command of the one line of the crontab that has one, as cron hands it to the shell. */
function cronCommand(folder: string): string {
  const [line = '', ...more] = placed(fence('crontab'), folder, root).trimEnd().split('\n').filter(text => !/^[A-Z]+=/.test(text));
  assert.equal(more.length, 0);
  const [, command = ''] = /^(?:[\d*]+ ){5}(.+)$/.exec(line) ?? [];
  // Where nobody escapes it, cron ends the line at it (crontab(5)).
  assert.ok(command !== '' && !command.includes('%'), line);
  return command;
}

describe('The nightly job of the page, without HOME and with two folders of programs', () => {
  it('by cron says nothing after a good night, keeps receipt and log, and mails what went wrong in a bad one', async t => {
    const gateway = await startGateway(t);
    const folder = await laidOut(t, {gateway: gateway.url});
    const good = await bare('/bin/sh -c', cronCommand(folder), '/');
    assert.deepEqual([good.exitCode, good.stdout, good.stderr], [0, '', '']);
    assert.equal((documentOf(readFileSync(join(folder, 'stage_b_smoke.json'), 'utf8')) as {doctrine_ok: boolean}).doctrine_ok, true);
    assert.ok(archived(folder).includes('stage_b_smoke.json'));
    assert.match(readFileSync(join(folder, 'nightly.log'), 'utf8'), /\S/);

    writeFileSync(join(folder, 'nightly.env'), 'ABZU_USE_MCP=1\nMCP_GATEWAY_URL=http://127.0.0.1:1\n');
    const bad = await bare('/bin/sh -c', cronCommand(folder), '/');
    assert.match(bad.stdout, /no connection to 127\.0\.0\.1:1[^]*the nightly job ended with 3; what to do: docs\/nightly\.md, or walk nightly-recovery$/);
    assert.equal(archived(folder).filter(name => name === 'summary.json').length, 2);
  });

  it('by systemd starts the script at night, as its units say, and they are in order where systemd can be asked', async t => {
    const folder = await laidOut(t, {gateway: 'http://127.0.0.1:1'});
    const names = [...page.matchAll(/^`\/etc\/systemd\/system\/([\w.-]+)`:$/gm)].map(([, name = '']) => name);
    assert.deepEqual(names, ['mcp-runbook-nightly.service', 'mcp-runbook-nightly.timer']);
    for (const [index, name] of names.entries()) writeFileSync(join(folder, name), placed(fence('ini', index), folder, root));
    const service = readFileSync(join(folder, names[0] ?? ''), 'utf8');
    assert.equal(/^ExecStart=(.*)$/m.exec(service)?.[1], join(folder, 'nightly'));
    assert.equal(/^ReadWritePaths=(.*)$/m.exec(service)?.[1], folder);
    const verified = await execa('systemd-analyze', ['verify', ...names.map(name => `./${name}`)], {cwd: folder, reject: false});
    if (verified.code === 'ENOENT') return;
    // It tells of what else it finds on the machine too, and ends by that.
    const told = `${verified.stdout}\n${verified.stderr}`.split('\n').filter(line => names.some(name => line.includes(name)));
    assert.deepEqual(told, []);
  });

  it('by GitHub Actions runs smoke and the check, keeps the receipt whatever came of it, and says what to do after a failure', async t => {
    const gateway = await startGateway(t);
    const folder = await temporaryFolder(t);
    const checkout = join(folder, 'checkout');
    mkdirSync(checkout);
    symlinkSync(join(root, 'mcp-runbook'), join(checkout, 'mcp-runbook'));
    type Step = {name?: string; run?: string; uses?: string; if?: string; 'working-directory'?: string; with?: Record<string, unknown>};
    const {on, jobs: {smoke}} = parse(placed(fence('yaml'), folder, root)) as {on: {schedule: Array<{cron: string}>}; jobs: {smoke: {env: Record<string, string>; steps: Step[]}}};
    assert.match(on.schedule[0]?.cron ?? '', /^(?:[\d*]+ ){4}[\d*]+$/);
    const summary = join(folder, 'summary.md');

    const walk = async (url: string): Promise<string[]> => {
      const variables = {...Object.fromEntries(Object.entries(smoke.env).map(([name, value]) => [name, name === 'MCP_GATEWAY_URL' ? url : value.replace(/^\$\{\{.*\}\}$/, 'a-token')])), GITHUB_WORKSPACE: checkout, GITHUB_STEP_SUMMARY: summary};
      const told: string[] = [];
      let isWell = true;
      for (const {name = '', run, uses, if: when, with: given, 'working-directory': where = checkout} of smoke.steps) {
        if (when === undefined ? !isWell : when === 'failure()' && isWell) continue;
        if (uses !== undefined) told.push(`${uses}${typeof given?.path === 'string' ? ` ${given.path} ${existsSync(join(checkout, given.path))}` : ''}`);
        // It installs what this test runs in.
        else if (run === 'npm ci') told.push(run);
        else {
          const {exitCode} = await bare('/bin/bash -e -c', run ?? '', where, variables);
          told.push(`${name} ${exitCode}`);
          isWell &&= exitCode === 0;
        }
      }
      return told;
    };
    assert.deepEqual(await walk(gateway.url), ['actions/checkout@v4', 'npm ci', 'Smoke 0', 'Age of the ledger 0', 'actions/upload-artifact@v4 stage_b_smoke.json true']);
    assert.ok(!existsSync(summary));
    assert.deepEqual(await walk('http://127.0.0.1:1'), ['actions/checkout@v4', 'npm ci', 'Smoke 3', 'actions/upload-artifact@v4 stage_b_smoke.json true', 'What to do 0']);
    assert.match(readFileSync(summary, 'utf8'), /docs\/nightly\.md/);
    assert.equal(archived(folder).filter(name => name === 'stage_b_smoke.json').length, 1);
  });
});

describe('The script of the page, with a program in its place that only says how it was started', () => {
  for (const [smoke, exit, calls] of [[0, 0, ['1 smoke --json', '1 ledger check']], [1, 1, ['1 smoke --json']], [3, 3, ['1 smoke --json']]] as const) {
    it(`ends with ${exit} where the smoke run does with ${smoke}, ${calls.length === 1 ? 'and the ledger is not asked' : 'once the ledger was looked at'}`, async t => {
      const program = await temporaryFolder(t);
      const folder = await laidOut(t, {gateway: 'http://127.0.0.1:1', program});
      writeFileSync(join(program, 'mcp-runbook'), `#!/bin/sh\necho "$ABZU_USE_MCP $*" >>calls\ncase $1 in smoke) echo {}; exit ${smoke};; esac\n`, {mode: 0o755});
      const {exitCode} = await bare('/bin/sh -c', join(folder, 'nightly'), '/');
      assert.equal(exitCode, exit);
      assert.deepEqual(readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n'), calls);
      assert.ok(existsSync(join(folder, 'stage_b_smoke.json')));
    });
  }
});

it('The page says what to do for each way in which the two commands end badly', () => {
  assert.deepEqual(tableOf(page, 'Exit').map(([exit]) => exit), ['1', '2', '3', '4', '5', 'other']);
});
