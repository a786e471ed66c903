import assert from 'node:assert/strict';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {environmentChoices} from '../../source/session/environment-choices.ts';
import {openSession} from '../../source/session/open-session.ts';
import {openTarget, type WantedTarget, type Target} from '../../source/session/open-target.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';
import type {Workplace} from '../../source/workplace.ts';

const twoEnvironments = `environments:
  rehearsal:
    class: rehearsal
    gateway: http://gw.rehearsal:8001
    toggles: {file: operator.env}
    token: {file: mcp_token}
  live:
    class: live
    gateway: https://gw.live
`;

const broken = twoEnvironments.replace('class: rehearsal', 'class: rehersal').replace('gateway: https', 'gatway: https');

async function folderWith(t: AfterTest, files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function open(t: AfterTest, options: WantedTarget & {folder: string} & Partial<Workplace>): Promise<Target> {
  const target = await openTarget(workplace(options.folder, options), options);
  t.after(() => target.close());
  return target;
}

/** What the operator is told when it does not open. */
async function refusal(t: AfterTest, options: Parameters<typeof open>[1]): Promise<{code: string; exit: number; message: string; next: string}> {
  const error: unknown = await open(t, options).then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof OperatorError, String(error));
  const {code, exit, message, next} = error;
  return {code, exit, message, next};
}

describe('opening an environment', () => {
  it('works for the two that are built in, with a file and without', async t => {
    for (const folder of [await folderWith(t, {}), await folderWith(t, {'mcp-runbook.yaml': twoEnvironments})]) {
      const practice = await open(t, {name: 'practice', folder});
      const console = await open(t, {name: 'console', folder});
      assert.deepEqual([practice.environment.class, console.environment.class, console.trouble], ['practice', 'rehearsal', undefined]);
    }
  });

  it('works for each of the file, by its name', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments, 'operator.env': 'ABZU_USE_MCP=1\n'});
    const {environment, trouble} = await open(t, {name: 'rehearsal', folder});
    assert.deepEqual([environment.name, environment.class, environment.toggles.read('ABZU_USE_MCP').value, trouble], ['rehearsal', 'rehearsal', '1', undefined]);
    assert.equal((await open(t, {name: 'live', folder})).environment.confirmation.word, 'live');
  });

  it('takes the file that was asked for', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': broken, 'europe.yaml': twoEnvironments.replace('  live:', '  europe:')});
    assert.equal((await open(t, {name: 'europe', folder, config: 'europe.yaml'})).environment.name, 'europe');
    for (const name of ['practice', 'console', 'rehearsal']) {
      const {code, exit, message} = await refusal(t, {name, folder, config: 'asia.yaml'});
      assert.deepEqual([code, exit, message], ['config-missing', 2, '--config asia.yaml: there is no such file']);
    }
  });

  it('of an unknown name says the known ones and the nearest', async t => {
    const withFile = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
    assert.deepEqual(await refusal(t, {name: 'rehersal', folder: withFile}), {
      code: 'unknown-environment',
      exit: 2,
      message: 'there is no environment "rehersal"; did you mean rehearsal?',
      next: 'Choose one of: practice, console, rehearsal, live.',
    });
    const empty = await folderWith(t, {});
    const {message, next} = await refusal(t, {name: 'rehearsal', folder: empty});
    assert.deepEqual([message, next], [`there is no environment "rehearsal"; there is no mcp-runbook.yaml in ${empty}`, 'Choose one of: practice, console.']);
  });

  it('names the file that was meant and has another name', async t => {
    for (const name of ['mcp-runbook.yml', '.mcp-runbook.yaml', 'mcp_runbook.yaml', 'mcp-runbooks.yml', 'MCP-Runbook.yaml', 'mcp-runbook.json', 'mcp-runbook.yaml.txt']) {
      const folder = await folderWith(t, {[name]: twoEnvironments});
      const [message, remedy] = [`${name}:1 is not read under this name; expected the name mcp-runbook.yaml`, `Rename ${name} to mcp-runbook.yaml, or name it with --config ${name}.`];
      const next = `${remedy} Until then practice and console can be used.`;
      assert.deepEqual(await refusal(t, {name: 'rehearsal', folder}), {code: 'config-invalid', exit: 2, message, next});
      assert.deepEqual((await open(t, {name: 'console', folder})).trouble, {problem: message, next: remedy});
    }
  });

  it('of a broken file says everything that is wrong with it', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': broken});
    for (const name of ['rehearsal', 'whatever']) {
      const {code, exit, message, next} = await refusal(t, {name, folder});
      assert.deepEqual([code, exit], ['config-invalid', 2]);
      assert.deepEqual(
        message.split('\n'),
        [
          'mcp-runbook.yaml:3 environments.rehearsal.class: "rehersal"; expected rehearsal or live; did you mean rehearsal?',
          'mcp-runbook.yaml:7 environments.live.gateway: missing; expected the base URL of the gateway, such as http://localhost:8001',
          'mcp-runbook.yaml:9 environments.live.gatway: unknown key; expected one of class, gateway, toggles, variables, token, route, root, smoke, heartbeat, pass, approval, escalate, notify, bell, rehearse-within; did you mean gateway?',
        ],
      );
      assert.equal(next, 'Correct mcp-runbook.yaml. Until then practice and console can be used.');
    }
  });

  it('stops after fifty problems and says how many there are', async t => {
    const many = `environments:\n${Array.from({length: 40}, (_, index) => `  e${index}: {}\n`).join('')}`;
    const {message} = await refusal(t, {name: 'e1', folder: await folderWith(t, {'mcp-runbook.yaml': many})});
    assert.equal(message.split('\n').length, 51);
    assert.match(message, /\nand 30 more$/);
  });

  it('of console works with a broken file too, and says that the file was left aside', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': broken});
    const {environment, trouble} = await open(t, {name: 'console', folder});
    assert.deepEqual([environment.name, trouble], ['console', {problem: 'mcp-runbook.yaml is left aside, 3 problems', next: 'See them with: mcp-runbook toggles --env NAME'}]);
  });

  it('of console asks the file what its gateway is', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
    const at = async (url: string): Promise<unknown[]> => {
      const {environment} = await open(t, {name: 'console', folder, variables: {MCP_GATEWAY_URL: url}});
      return [environment.class, environment.confirmation.word, environment.people.approval];
    };
    assert.deepEqual(await at('http://gw.rehearsal:8001'), ['rehearsal', 'console', 'one person']);
    assert.deepEqual(await at('https://gw.live'), ['live', 'gw.live', 'two people']);
    assert.deepEqual(await at('https://gw.nobody'), ['live', 'gw.nobody', 'two people']);
  });

  it('ends with the signal that ended the reading of its toggles', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
    const reason = new Error('ctrl-c');
    await assert.rejects(open(t, {name: 'rehearsal', folder, signal: AbortSignal.abort(reason)}), reason);
  });

  it('of a session opens the one of the file', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments, 'operator.env': 'ABZU_USE_MCP=1\n'});
    const session = await openSession(workplace(folder), {runbook: 'stage-b-rehearsal', environment: 'rehearsal', operator: 'mara', mode: 'plain'});
    t.after(() => session.close());
    const {name, gateway, gateway_source} = session.conductor.session.opened.environment;
    assert.deepEqual({name, gateway, gateway_source}, {name: 'rehearsal', gateway: 'http://gw.rehearsal:8001', gateway_source: 'mcp-runbook.yaml'});
    assert.ok(existsSync(join(folder, 'logs', 'sessions', session.conductor.session.id)));
  });
});

describe('a process that gives secrets away', () => {
  const live = {MCP_GATEWAY_URL: 'https://gw.nobody'};
  const rows: ReadonlyArray<[name: string, variables: NodeJS.ProcessEnv, refused: RegExp | undefined]> = [
    ['live', {NODE_TLS_REJECT_UNAUTHORIZED: '0'}, /^live is live and was not opened: NODE_TLS_REJECT_UNAUTHORIZED is set: it switches the check of certificates off/],
    ['live', {NODE_TLS_REJECT_UNAUTHORIZED: ' 0 '}, /NODE_TLS_REJECT_UNAUTHORIZED/],
    ['live', {NODE_DEBUG: 'http'}, /^live is live and was not opened: NODE_DEBUG is set: it prints what is sent and received, headers and tokens/],
    ['live', {NODE_DEBUG: '*'}, /NODE_DEBUG/],
    ['live', {NODE_DEBUG: 'tls,net', NODE_TLS_REJECT_UNAUTHORIZED: '0'}, /NODE_TLS_REJECT_UNAUTHORIZED is set: .*; NODE_DEBUG is set/],
    ['live', {NODE_OPTIONS: '--inspect=127.0.0.1:0'}, /^live is live and was not opened: --inspect is set in NODE_OPTIONS: a debugger reads whatever is in memory$/],
    ['live', {NODE_OPTIONS: '--max-old-space-size=4096 --report-on-signal'}, /--report-on-signal is set in NODE_OPTIONS: it writes what is in memory/],
    ['live', {NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2'}, /--heapsnapshot-signal/],
    ['live', {NODE_OPTIONS: '--tls-keylog=/tmp/keys'}, /--tls-keylog is set in NODE_OPTIONS: it writes down what decrypts/],
    ['live', {NODE_OPTIONS: '-r ./spy.cjs'}, /-r is set in NODE_OPTIONS: it loads what can read every token/],
    ['live', {NODE_OPTIONS: '--import=./spy.mjs --inspect-brk'}, /--import is set .*; --inspect-brk is set/],
    // As Node reads them, however they are written.
    ['live', {NODE_OPTIONS: '--report_on_signal'}, /--report-on-signal is set in NODE_OPTIONS/],
    ['live', {NODE_OPTIONS: '"--inspect=127.0.0.1:0"'}, /--inspect is set in NODE_OPTIONS/],
    ['live', {NODE_OPTIONS: '--max-old-space-size=4096 "--tls_keylog=/tmp/a b"'}, /--tls-keylog is set/],
    ['live', {NODE_OPTIONS: '--heapsnapshot-near-heap-limit=1'}, /--heapsnapshot-near-heap-limit is set/],
    ['live', {NODE_OPTIONS: '--experimental-config-file=node.json'}, /--experimental-config-file is set .*: it loads/],
    ['live', {NODE_OPTIONS: '--max-old-space-size=4096 --use-system-ca'}, undefined],
    ['rehearsal', {NODE_OPTIONS: '--inspect'}, undefined],
    ['console', {...live, NODE_DEBUG: 'http'}, /^console is live/],
    ['console', {...live, NODE_TLS_REJECT_UNAUTHORIZED: '0'}, /^console is live/],
    ['rehearsal', {...live, NODE_DEBUG: 'http'}, /^rehearsal is live/],
    ['live', {NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_DEBUG: ''}, undefined],
    ['live', {NODE_TLS_REJECT_UNAUTHORIZED: '', NODE_DEBUG: ' '}, undefined],
    ['rehearsal', {NODE_DEBUG: 'http', NODE_TLS_REJECT_UNAUTHORIZED: '0'}, undefined],
    ['console', {NODE_DEBUG: 'http', NODE_TLS_REJECT_UNAUTHORIZED: '0'}, undefined],
    ['practice', {NODE_DEBUG: 'http', NODE_TLS_REJECT_UNAUTHORIZED: '0'}, undefined],
  ];
  for (const [name, variables, refused] of rows) {
    it(`${refused ? 'is refused' : 'is let in'}: ${name} with ${JSON.stringify(variables)}`, async t => {
      const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
      if (!refused) return void (await open(t, {name, folder, variables}));
      const {code, exit, message, next} = await refusal(t, {name, folder, variables});
      assert.deepEqual([code, exit], ['unsafe-process', 2]);
      assert.match(message, refused);
      const set = ['NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_DEBUG', 'NODE_OPTIONS'].filter(variable => variables[variable] !== undefined);
      assert.equal(next, `Run: unset ${set.join(' ')}; then start again. Nothing was sent.`);
    });
  }

  it('starts no session in a live environment', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
    const wanted = {runbook: 'stage-b-rehearsal', environment: 'live', operator: 'mara', mode: 'auto'} as const;
    await assert.rejects(openSession(workplace(folder, {variables: {NODE_DEBUG: 'http'}}), wanted), {code: 'unsafe-process'});
    assert.ok(!existsSync(join(folder, 'logs')));
  });
});

describe('the list of environments', () => {
  const list = (folder: string, variables: NodeJS.ProcessEnv = {}, config?: string) => environmentChoices(workplace(folder, {variables, config}));

  it('without a file is practice and console', async t => {
    const entries = await list(await folderWith(t, {}));
    assert.deepEqual(entries.map(({name, class: where, gateway, source}) => [name, where, gateway, source]), [
      ['practice', 'practice', 'a gateway of its own', 'built in'],
      ['console', 'rehearsal', 'http://localhost:8001', 'default'],
    ]);
  });

  it('has those of the file in its order between the two, and says where each is pointed', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments});
    assert.deepEqual((await list(folder)).slice(1, -1), [
      {name: 'rehearsal', class: 'rehearsal', gateway: 'http://gw.rehearsal:8001', source: 'mcp-runbook.yaml', explains: 'Its toggles are kept in operator.env.'},
      {name: 'live', class: 'live', gateway: 'https://gw.live', source: 'mcp-runbook.yaml', explains: 'Nobody described its toggles: changes are made by hand, and the steps say how.'},
    ]);
    const [, moved] = await list(folder, {MCP_GATEWAY_URL: 'http://elsewhere'});
    assert.deepEqual(moved, {
      name: 'rehearsal',
      class: 'live',
      gateway: 'http://elsewhere',
      source: 'this shell',
      explains: 'This shell points it to another gateway than its own. It is treated as live: the host must be typed before anything changes.',
    });
  });

  it('has trouble in the place of environments that a broken file does not name', async t => {
    const [, , entry, ...others] = await list(await folderWith(t, {'mcp-runbook.yaml': broken}));
    assert.deepEqual(others, []);
    assert.deepEqual([entry?.name, entry?.class], ['mcp-runbook.yaml', 'live']);
    assert.match(entry?.explains ?? '', /^Its environments cannot be used: mcp-runbook\.yaml:3 environments\.rehearsal\.class: .*, and 2 more\.$/);
    assert.equal(entry?.trouble?.problem.split('\n').length, 3);
    assert.equal(entry?.trouble?.next, 'Correct the file and start again. Until then practice and console can be used.');
  });

  it('asks for the file that was named, and fails without it', async t => {
    const folder = await folderWith(t, {'europe.yaml': twoEnvironments});
    assert.deepEqual((await list(folder, {}, 'europe.yaml')).map(({name}) => name), ['practice', 'rehearsal', 'live', 'console']);
    await assert.rejects(list(folder, {}, 'asia.yaml'), {code: 'config-missing'});
  });

  it('masks a token that somebody put into the gateway', async t => {
    const folder = await folderWith(t, {'mcp-runbook.yaml': twoEnvironments, mcp_token: 'token-q4x1\n'});
    const entries = await list(folder, {MCP_GATEWAY_URL: 'http://token-q4x1.example', MCP_CONNECTOR_TOKEN: 'token-q4x1'});
    assert.ok(!JSON.stringify(entries.slice(1)).includes('q4x1'), JSON.stringify(entries));
  });

  it('runs no command and sends nothing', async t => {
    const folder = await folderWith(t, {});
    mkdirSync(join(folder, 'ops'));
    writeFileSync(join(folder, 'ops', 'mcp-runbook.yaml'), twoEnvironments.replace('{file: operator.env}', '{read: [touch, asked]}').replace('token: {file: mcp_token}', 'bell: true'));
    const entries = await list(folder, {}, 'ops/mcp-runbook.yaml');
    assert.deepEqual([entries[1]?.name, entries[1]?.explains], ['rehearsal', 'Its toggles are kept in touch asked.']);
    assert.ok(!existsSync(join(folder, 'ops', 'asked')));
    await open(t, {name: 'rehearsal', folder, config: 'ops/mcp-runbook.yaml'});
    assert.ok(existsSync(join(folder, 'ops', 'asked')));
  });
});
