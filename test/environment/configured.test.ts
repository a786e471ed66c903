import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {inspect} from 'node:util';
import {shippedDocuments} from '../../source/connector/shipped-documents.ts';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {readEnvironments} from '../../source/environment/config/read-environments.ts';
import {configuredEnvironment, openConfigured, type Configured, type WrittenEnvironment} from '../../source/environment/configured.ts';
import {Secret} from '../../source/secret.ts';
import type {Workplace} from '../../source/workplace.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';

type Given = {
  /** Lines of the environment `rehearsal`; class and gateway are there unless given. */
  lines?: readonly string[];
  /** Files beside the configuration. */
  files?: Record<string, string>;
  variables?: NodeJS.ProcessEnv;
  root?: string;
  /** Lines of further environments. */
  others?: readonly string[];
};

const nobody = new AbortController().signal;

async function given(t: AfterTest, {lines = [], files = {}, variables = {}, root, others = []}: Given): Promise<WrittenEnvironment & Workplace & {write(name: string, text: string): void}> {
  const folder = await temporaryFolder(t);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, 'ops', name)), {recursive: true});
    writeFileSync(join(folder, 'ops', name), text);
  };
  mkdirSync(join(folder, 'ops'));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const stated = (key: string): boolean => lines.some(line => line.startsWith(`${key}:`));
  const stating = [...(stated('class') ? [] : ['class: rehearsal']), ...(stated('gateway') ? [] : ['gateway: http://gw.rehearsal:8001']), ...lines];
  const text = ['environments:', '  rehearsal:', ...stating.map(line => `    ${line}`), ...others.map(line => `  ${line}`), ''].join('\n');
  const file = {path: join(folder, 'ops', 'mcp-runbook.yaml'), shown: 'mcp-runbook.yaml'};
  const reading = readEnvironments(text, file);
  assert.ok(reading.ok, reading.ok ? '' : reading.problems.map(configProblemText).join('\n'));
  const [own] = reading.environments;
  assert.ok(own);
  return {own, named: reading.environments, sha256: reading.sha256, file, folder, root, variables, clock: testClock(), write};
}

async function configured(t: AfterTest, options: Given): Promise<Configured> {
  const told = await given(t, options);
  return configuredEnvironment(told, told);
}

const live = ['live:', '  class: live', '  gateway: https://gw.live'];
const store = ['toggles: {file: operator.env}'];
const withVariables = ['variables: {ABZU_USE_MCP: from the file, MCP_ROTATION_HINT: from the file}'];

describe('a toggle of a named environment comes from the strongest source that has it', () => {
  const rows: ReadonlyArray<[what: string, options: Given, name: string, value: string | undefined, kind: string, label: string]> = [
    ['this shell before all', {lines: [...store, ...withVariables], files: {'operator.env': 'ABZU_USE_MCP=stored\n'}, variables: {ABZU_USE_MCP: 'shell'}}, 'ABZU_USE_MCP', 'shell', 'process environment', 'this shell'],
    ['this shell also with nothing', {lines: [...store, ...withVariables], variables: {ABZU_USE_MCP: ''}}, 'ABZU_USE_MCP', '', 'process environment', 'this shell'],
    ['the store before the file', {lines: [...store, ...withVariables], files: {'operator.env': 'ABZU_USE_MCP=stored\n'}}, 'ABZU_USE_MCP', 'stored', 'deployment', 'operator.env'],
    ['the file where the store has none', {lines: [...store, ...withVariables], files: {'operator.env': 'MCP_CONNECTOR_ID=x\n'}}, 'ABZU_USE_MCP', 'from the file', 'environment config', 'mcp-runbook.yaml'],
    ['the file where there is no store', {lines: withVariables}, 'MCP_ROTATION_HINT', 'from the file', 'environment config', 'mcp-runbook.yaml'],
    ['nobody', {lines: withVariables}, 'MCP_CONNECTOR_ID', undefined, 'default', 'not set'],
    ['nobody, whatever objects have by themselves', {lines: withVariables}, 'toString', undefined, 'default', 'not set'],
    ['the gateway from the file before the default', {}, 'MCP_GATEWAY_URL', 'http://gw.rehearsal:8001', 'environment config', 'mcp-runbook.yaml'],
    ['the gateway from the store before the file', {lines: store, files: {'operator.env': 'MCP_GATEWAY_URL=http://stored\n'}}, 'MCP_GATEWAY_URL', 'http://stored', 'deployment', 'operator.env'],
    ['the gateway from this shell before the store', {lines: store, files: {'operator.env': 'MCP_GATEWAY_URL=http://stored\n'}, variables: {MCP_GATEWAY_URL: 'http://shell'}}, 'MCP_GATEWAY_URL', 'http://shell', 'process environment', 'this shell'],
  ];
  for (const [what, options, name, value, kind, label] of rows) {
    it(`${name}: ${what}`, async t => {
      const reading = (await configured(t, options)).environment.toggles.read(name);
      assert.deepEqual([reading.kind, reading.value, reading.source], ['text', value, {kind, label}]);
    });
  }

  it('and is read anew at each use', async t => {
    const options = await given(t, {lines: store});
    const {toggles} = configuredEnvironment(options, options).environment;
    const read = (): unknown => toggles.read('ABZU_USE_MCP').value;
    assert.equal(read(), undefined);
    options.write('operator.env', 'ABZU_USE_MCP=1\n');
    assert.equal(read(), '1');
    options.variables.ABZU_USE_MCP = '0';
    assert.equal(read(), '0');
  });
});

describe('the token of a named environment', () => {
  const lines = [...store, 'token: {file: secrets/mcp_token}'];
  const told = (options: WrittenEnvironment & Workplace): [string | undefined, string] => {
    const reading = configuredEnvironment(options, options).environment.toggles.read('MCP_CONNECTOR_TOKEN');
    assert.equal(reading.kind, 'secret');
    return [reading.kind === 'secret' ? reading.value?.reveal() : undefined, reading.source.label];
  };

  it('is alone in its file, and the line end behind it is no part of it', async t => {
    for (const text of ['token-q4x1\n', 'token-q4x1\r\n', 'token-q4x1']) {
      assert.deepEqual(told(await given(t, {lines, files: {'secrets/mcp_token': text}})), ['token-q4x1', 'secrets/mcp_token']);
    }
  });

  it('comes before the one of the store and after the one of this shell', async t => {
    const options = await given(t, {lines, files: {'secrets/mcp_token': 'token-q4x1\n', 'operator.env': 'MCP_CONNECTOR_TOKEN=token-in-store\n'}});
    assert.deepEqual(told(options), ['token-q4x1', 'secrets/mcp_token']);
    assert.deepEqual(told({...options, variables: {MCP_CONNECTOR_TOKEN: 'token-of-shell'}}), ['token-of-shell', 'this shell']);
  });

  it('is read at each use, and masked wherever it is set', async t => {
    const options = await given(t, {lines, files: {'operator.env': 'MCP_CONNECTOR_TOKEN=token-in-store\n'}, variables: {OPERATOR_UPLOAD_STAGE_B_CONNECTOR_TOKEN: 'token-of-shell'}});
    const {environment} = configuredEnvironment(options, options);
    options.write('secrets/mcp_token', 'token-q4x1\n');
    assert.equal(environment.mask().text('token-q4x1 token-in-store token-of-shell'), '<redacted> <redacted> <redacted>');
    options.write('secrets/mcp_token', 'token-q4x2\n');
    assert.equal(environment.mask().text('token-q4x1 token-q4x2'), 'token-q4x1 <redacted>');
  });

  it('and so is what else the deployment’s store has, of its own', async t => {
    const others = 'DB_PASSWORD=opensesame # of 2024\nDATABASE_URL=postgres://app:hunter2@db/x\nVAULT_TOKEN="first-one"\nVAULT_TOKEN=second-one\n';
    const options = await given(t, {lines, files: {'operator.env': others}});
    const {environment} = configuredEnvironment(options, options);
    assert.equal(environment.mask().text('opensesame hunter2 first-one second-one'), '<redacted> <redacted> <redacted> <redacted>');
    // A gateway is sent none of these: its words stay readable.
    assert.deepEqual(environment.toggles.tokens(), []);
  });

  it('but no word of ours that a store has as a password', async t => {
    const options = await given(t, {lines, files: {'operator.env': 'POSTGRES_PASSWORD=rehearsal\nLOGIN_SECRET=legacy\nDB_PASSWORD=operator\n'}});
    const {environment} = configuredEnvironment(options, options);
    const ours = 'rehearsal-eu operator_api legacy';
    assert.equal(environment.mask().text(ours), ours);
    assert.equal(environment.mask().text('LOGIN_SECRET=legacy'), 'LOGIN_SECRET=<redacted>');
  });

  it('and what a command prints of it', async t => {
    const options = await given(t, {lines: ['toggles: {read: [./show]}'], variables: process.env});
    options.write('show', '#!/bin/sh\necho DB_PASSWORD=opensesame\n');
    chmodSync(join(dirname(options.file.path), 'show'), 0o755);
    const {environment} = await openConfigured(options, options, nobody);
    assert.equal(environment.mask().text('it is opensesame'), 'it is <redacted>');
  });

  it('is masked too when only this process knows it: typed and not yet set, or replaced', async t => {
    const {environment} = await configured(t, {});
    for (const token of ['token-typed', 'token-replaced']) {
      assert.equal(environment.mask().text(token), token);
      environment.keyring.add(new Secret(token));
      assert.equal(environment.mask().text(token), '<redacted>');
    }
  });

  it('is not in any text of the environment', async t => {
    const {environment} = await configured(t, {lines, files: {'secrets/mcp_token': 'token-q4x1\n'}});
    assert.equal(environment.toggles.variables.text('MCP_CONNECTOR_TOKEN'), undefined);
    assert.ok(!inspect(environment, {depth: 10}).includes('q4x1'));
    assert.ok(!JSON.stringify(await environment.deployment?.read('MCP_CONNECTOR_TOKEN', nobody)).includes('q4x1'));
  });
});

describe('the class of a named environment', () => {
  const rows: ReadonlyArray<[what: string, options: Given, environmentClass: string, word: string]> = [
    ['is as written with its own gateway', {}, 'rehearsal', 'rehearsal'],
    ['is live where a variable of this shell points elsewhere', {variables: {MCP_GATEWAY_URL: 'http://elsewhere:1'}}, 'live', 'elsewhere:1'],
    ['is live where a variable of this shell points to a live gateway', {others: live, variables: {MCP_GATEWAY_URL: 'https://gw.live'}}, 'live', 'gw.live'],
    ['is live where the store points elsewhere', {lines: store, files: {'operator.env': 'MCP_GATEWAY_URL=http://stored\n'}}, 'live', 'stored'],
    ['stays as written on this machine', {variables: {MCP_GATEWAY_URL: 'http://localhost:9'}}, 'rehearsal', 'rehearsal'],
    ['stays live on this machine', {lines: ['class: live'], variables: {MCP_GATEWAY_URL: 'http://localhost:9'}}, 'live', 'localhost:9'],
    ['is live without any gateway', {variables: {MCP_GATEWAY_URL: ''}}, 'live', 'no usable gateway'],
  ];
  for (const [what, options, environmentClass, word] of rows) {
    it(what, async t => {
      const {environment} = await configured(t, options);
      assert.deepEqual([environment.class, environment.confirmation.word], [environmentClass, word]);
    });
  }

  it('asks for two people and no bell where a rehearsal turns out to be live, whatever the file allows', async t => {
    const lines = ['approval: one person', 'bell: true'];
    const meant = (await configured(t, {lines})).environment.people;
    const moved = (await configured(t, {lines, variables: {MCP_GATEWAY_URL: 'http://elsewhere'}})).environment.people;
    assert.deepEqual([meant.approval, meant.bell, moved.approval, moved.bell], ['one person', true, 'two people', false]);
  });

  it('counts what a command tells of the gateway, and opens when it tells nothing', async t => {
    const says = (line: string): string[] => [`toggles: {read: [${process.execPath}, -e, "${line}"]}`];
    const moved = await given(t, {lines: says("console.log('MCP_GATEWAY_URL=http://elsewhere')")});
    assert.equal(configuredEnvironment(moved, moved).environment.class, 'rehearsal');
    const opened = await openConfigured(moved, moved, nobody);
    assert.deepEqual([opened.environment.class, opened.environment.gateway().url, opened.trouble], ['live', 'http://elsewhere', undefined]);
    const failing = await given(t, {lines: says('process.exit(3)')});
    const broken = await openConfigured(failing, failing, nobody);
    assert.equal(broken.environment.class, 'rehearsal');
    assert.match(broken.trouble?.problem ?? '', /ended with exit code 3/);
  });

  it('does not change while it is open: a gateway that was moved meanwhile is none', async t => {
    const options = await given(t, {lines: store, others: live, files: {'operator.env': ''}});
    const {environment} = configuredEnvironment(options, options);
    assert.equal(environment.gateway().url, 'http://gw.rehearsal:8001');
    for (const [url, host] of [['https://gw.live', 'gw.live'], ['http://elsewhere:1', 'elsewhere:1'], ['', 'no usable gateway']] as const) {
      options.write('operator.env', `MCP_GATEWAY_URL=${url}\n`);
      assert.deepEqual(environment.gateway(), {url: '', source: {kind: 'deployment', label: `operator.env, moved to ${host} (live): open rehearsal again`}, proxy: {kind: 'direct'}});
      assert.deepEqual([environment.class, environment.confirmation.word], ['rehearsal', 'rehearsal']);
    }
    options.write('operator.env', 'MCP_GATEWAY_URL=http://localhost:9\n');
    assert.equal(environment.gateway().url, 'http://localhost:9');
  });
});

describe('a named environment', () => {
  it('keeps its things in the working folder, in its own root, or below the root of a flag', async t => {
    const options = await given(t, {});
    assert.equal(configuredEnvironment(options, options).environment.places.root, options.folder);
    assert.equal(configuredEnvironment(options, options).environment.documents, shippedDocuments);
    const rooted = await given(t, {lines: ['root: ../checkout']});
    assert.equal(configuredEnvironment(rooted, rooted).environment.places.root, join(rooted.folder, 'checkout'));
    assert.equal(configuredEnvironment(rooted, rooted).environment.documents.componentIndex.path, join(rooted.folder, 'checkout', 'component_index.json'));
    assert.equal(configuredEnvironment({...rooted, root: 'flag'}, rooted).environment.places.root, join(rooted.folder, 'flag'));
  });

  it('has no hands, no route and no smoke command that nobody described', async t => {
    const {environment} = await configured(t, {});
    assert.deepEqual([environment.deployment, environment.route, environment.smoke, await environment.refresh(nobody)], [undefined, undefined, undefined, undefined]);
  });

  it('reads and changes its toggles in the folder of the file', async t => {
    const {environment} = await configured(t, {lines: store, files: {'operator.env': 'ABZU_USE_MCP=1\n'}});
    assert.deepEqual(await environment.deployment?.read('ABZU_USE_MCP', nobody), {kind: 'text', value: '1', source: 'operator.env'});
    const planned = await environment.deployment?.plan('ABZU_USE_MCP', '0', nobody);
    assert.ok(planned?.ok);
    assert.equal((await environment.deployment?.set(planned.change, '0', () => {}, nobody))?.outcome, 'done');
    assert.equal(environment.toggles.read('ABZU_USE_MCP').value, '0');
  });

  it('asks its route and runs its smoke command in the folder of the file, or in its root', async t => {
    const lines = ['route: {command: [cat, route.txt], mcp: to mcp, legacy: to legacy}', 'smoke: {command: [make, smoke]}'];
    const options = await given(t, {lines, files: {'route.txt': 'to legacy\n'}});
    const {environment} = configuredEnvironment(options, options);
    assert.equal((await environment.route?.(nobody))?.route, 'legacy');
    assert.deepEqual(environment.smoke, {command: ['make', 'smoke'], limit: 300_000, folder: join(options.folder, 'ops'), pass: []});
    const rooted = await given(t, {lines: [...lines, 'root: ../checkout']});
    assert.equal(configuredEnvironment(rooted, rooted).environment.smoke?.folder, join(rooted.folder, 'checkout'));
  });

  it('passes on the variables that it names, and masks the secrets among them', async t => {
    const apply = `apply: [sh, -c, 'echo "$VAULT_ADDR $VAULT_TOKEN $OTHER_TOKEN."']`;
    const variables = {PATH: process.env.PATH, VAULT_ADDR: 'https://vault:8200', VAULT_TOKEN: 's.vault-q4x1', OTHER_TOKEN: 'other-q4x2'};
    const lines = [`toggles: {file: operator.env, ${apply}}`, 'pass: [VAULT_ADDR, VAULT_TOKEN]'];
    const options = await given(t, {lines, files: {'operator.env': 'ABZU_USE_MCP=1\n'}, variables});
    const {environment: {deployment}} = configuredEnvironment(options, options);
    const planned = await deployment?.plan('ABZU_USE_MCP', '0', nobody);
    assert.ok(planned?.ok, JSON.stringify(planned));
    const outcome = await deployment?.set(planned.change, '0', () => {}, nobody);
    assert.deepEqual(outcome?.output.map(({text}) => text), ['https://vault:8200 <redacted> .']);
  });

  it('tells in one sentence when a file cannot be read any more', async t => {
    const options = await given(t, {lines: store, files: {'operator.env': 'ABZU_USE_MCP=1\n'}});
    const {environment} = configuredEnvironment(options, options);
    assert.equal(await environment.refresh(nobody), undefined);
    const path = join(options.folder, 'ops', 'operator.env');
    rmSync(path);
    mkdirSync(path);
    chmodSync(path, 0o700);
    assert.match((await environment.refresh(nobody))?.problem ?? '', /operator\.env/);
    assert.equal(environment.toggles.read('ABZU_USE_MCP').value, undefined);
  });
});
