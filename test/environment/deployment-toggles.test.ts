import assert from 'node:assert/strict';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {openDeployment} from '../../source/environment/deployment/open-deployment.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {apply, at, atWork, byCommands, inFile, script, setting, signal, type Setting} from '../worlds/deployment-at-work.ts';

const toggle = 'ABZU_USE_MCP';

describe('a toggle that is kept in a dotenv file', () => {
  const file: Setting = {toggles: folder => ({...inFile(folder), apply})};

  it('is planned: where, from, to, what is done, and nothing is touched', async t => {
    const {planned, folder, text, deployment} = await atWork(t, file);
    const change = await planned(toggle, '0');
    assert.deepEqual({...change, does: [change.does[0]], basis: ''}, {
      name: toggle,
      where: 'deploy/store.env, line 2',
      from: '1',
      to: '0',
      does: ['in deploy/store.env, line 2: ABZU_USE_MCP=1 becomes ABZU_USE_MCP=0'],
      basis: '',
    });
    assert.match(change.basis, /^[0-9a-f]{64}$/);
    assert.match(change.does[1] ?? '', /^sh -c 'grep ABZU_USE_MCP store\.env >> applied\.txt; echo restarted' script$/);
    assert.deepEqual([readdirSync(folder), text()], [['store.env'], 'A=1\nABZU_USE_MCP=1\n']);
    assert.equal(deployment.label, 'deploy/store.env');
  });

  it('is written, brought into force and read back', async t => {
    const {change, text, reports, deployment, layer} = await atWork(t, file);
    const outcome = await change(toggle, '0');
    assert.equal(outcome.outcome, 'done', JSON.stringify(outcome));
    assert.equal(outcome.problem, undefined);
    assert.deepEqual([text(), text('store.env.20251120T090000Z.old'), text('applied.txt')], ['A=1\nABZU_USE_MCP=0\n', 'A=1\nABZU_USE_MCP=1\n', 'ABZU_USE_MCP=0\n']);
    assert.deepEqual(outcome.output.map(({exit, text: said}) => [exit, said]), [[0, 'restarted']]);
    assert.deepEqual(reports.map(({stage, state}) => `${stage} ${state}`), ['edit ok', 'apply running', 'apply ok']);
    assert.equal(reports[0]?.text, 'deploy/store.env, line 2 was changed; the old copy is store.env.20251120T090000Z.old beside it');
    assert.equal(reports[1]?.text, 'restarted');
    assert.deepEqual(await deployment.read(toggle, signal), {kind: 'text', value: '0', source: 'deploy/store.env'});
    assert.deepEqual([layer.kind, layer.label, layer.now().read(toggle), layer.now().read('NOT_THERE')], ['deployment', 'deploy/store.env', '0', undefined]);
  });

  it('is told where it is new, and in which quotation marks', async t => {
    const {planned, write} = await atWork(t, file);
    write('A=1\n');
    const {where, from, does} = await planned(toggle, 'a b');
    assert.deepEqual([where, from, does[0]], ['deploy/store.env, line 2 (new)', null, "in deploy/store.env, add line 2: ABZU_USE_MCP='a b' (docker run --env-file would take the quotation marks as part of the value)"]);
  });

  it('is brought into force also where the file says so already', async t => {
    const {change, folder, text, reports} = await atWork(t, file);
    assert.equal((await change(toggle, '1')).outcome, 'done');
    assert.equal(reports[0]?.text, 'deploy/store.env says so already');
    assert.deepEqual([readdirSync(folder).sort(), text('applied.txt')], [['applied.txt', 'store.env'], 'ABZU_USE_MCP=1\n']);
  });

  it('is not changed where the file was changed since it was looked at', async t => {
    const {planned, deployment, write, text, folder} = await atWork(t, file);
    const change = await planned(toggle, '0');
    write('A=2\nABZU_USE_MCP=1\n');
    const {outcome, problem: message, next} = await deployment.set(change, '0', () => {}, signal);
    assert.equal(outcome, 'failed');
    assert.equal(message, 'deploy/store.env was changed since this was planned; nothing was changed now');
    assert.match(next ?? '', /Look again/);
    assert.deepEqual([text(), readdirSync(folder)], ['A=2\nABZU_USE_MCP=1\n', ['store.env']]);
    const again = await planned(toggle, '0');
    assert.notEqual(again.basis, change.basis);
    assert.equal((await planned(toggle, '0')).basis, again.basis);
  });

  it('is not changed to another value than the one that was planned', async t => {
    const {planned, deployment, text} = await atWork(t, file);
    const {outcome, problem: message} = await deployment.set(await planned(toggle, '0'), '2', () => {}, signal);
    assert.deepEqual([outcome, message, text()], ['failed', 'the change was planned for another value of ABZU_USE_MCP; nothing was changed', 'A=1\nABZU_USE_MCP=1\n']);
  });

  it('is read anew at each use', async t => {
    const {layer, write, folder} = await atWork(t, file);
    assert.equal(layer.now().read(toggle), '1');
    write('export ABZU_USE_MCP="0"\n');
    assert.equal(layer.now().read(toggle), '0');
    rmSync(join(folder, 'store.env'));
    assert.equal(layer.now().read(toggle), undefined);
  });

  it('that cannot be read or edited is a problem, with what to do', async t => {
    const {deployment, write, folder, refresh, planned} = await atWork(t, file);
    assert.equal(await refresh(signal), undefined);
    const change = await planned(toggle, '0');
    write('ABZU_USE_MCP="1\n');
    assert.deepEqual(await deployment.plan(toggle, '0', signal), {
      ok: false,
      problem: 'deploy/store.env cannot be edited: in line 1 a quotation mark is opened and never closed',
      next: 'Mend the file by hand, so that ABZU_USE_MCP=value stands alone on its line and no line is code for a shell; then look again.',
    });
    rmSync(join(folder, 'store.env'));
    const problem = 'deploy/store.env cannot be used: it does not exist (ENOENT)';
    const next = 'Check the file, and its name where the environment is described.';
    assert.equal((await refresh(signal))?.problem, problem);
    assert.deepEqual(await deployment.read(toggle, signal), {kind: 'trouble', problem, next});
    const {outcome, problem: message, output} = await deployment.set(change, '0', () => {}, signal);
    assert.deepEqual([outcome, message, output], ['failed', `${problem}; nothing was changed`, []]);
    const plan = await deployment.plan(toggle, '0', signal);
    assert.ok(!plan.ok);
    assert.equal(plan.problem, problem);
    assert.match(plan.next, /Check the file/);
  });

  for (const name of ['', 'A=B', 'A B', '1A', 'A\n', 'a', 'X;touch Y', '--all']) {
    it(`is never named ${JSON.stringify(name)}`, async t => {
      const plan = await (await atWork(t, file)).deployment.plan(name, '0', signal);
      assert.ok(!plan.ok);
      assert.match(plan.problem, /is no name of a toggle$/);
    });
  }
});

describe('a change that cannot be brought into force', () => {
  for (const [about, command, outcome, message, limit = 60_000] of [
    ['because the command fails', script('echo "no such unit"; exit 5'), 'failed', /^the new value of ABZU_USE_MCP is written \(deploy\/store\.env\), but not in force: sh -c .* ended with exit code 5: no such unit$/],
    ['because the command is not there', ['no-such-program'], 'failed', /is written \(deploy\/store\.env\), but not in force: no-such-program was not started: no program/],
    ['because the command hangs', ['sleep', '100'], 'unknown', /is written .*, but whether it is in force is not known: sleep 100 did not end within its limit of 300 ms/, 300],
    ['because the command was killed', script('kill -9 $$'), 'unknown', /whether it is in force is not known: .* was ended from elsewhere by SIGKILL$/],
  ] as const) {
    it(`${about}: ${outcome}, and the value is written`, async t => {
      const {change, text, reports} = await atWork(t, {toggles: {apply: command, limit}});
      const result = await change(toggle, '0');
      assert.equal(result.outcome, outcome);
      assert.match(result.problem ?? '', message);
      assert.match(result.next ?? '', /Run it by hand when its trouble is mended: .*Or set ABZU_USE_MCP back\. It gets none of this shell's variables but PATH, HOME and the like: what else it needs is named under `pass` of the environment\.$/);
      assert.equal(text(), 'A=1\nABZU_USE_MCP=0\n');
      assert.equal(reports.at(-1)?.state, 'failed');
      assert.equal(result.output.length, 1);
    });
  }

  it('because the operator cancels while it runs: unknown', async t => {
    const controller = new AbortController();
    const {planned, deployment, text} = await atWork(t, {toggles: {apply: script('echo begun; exec sleep 100')}});
    const {outcome, problem: message} = await deployment.set(await planned(toggle, '0'), '0', ({text: said}) => said === 'begun' && controller.abort(), controller.signal);
    assert.equal(outcome, 'unknown');
    assert.match(message ?? '', /was cancelled and stopped with everything it had started: begun$/);
    assert.equal(text(), 'A=1\nABZU_USE_MCP=0\n');
  });

  it('because the operator cancelled before: not in force', async t => {
    const controller = new AbortController();
    const {planned, deployment, folder} = await atWork(t, {toggles: {apply}});
    const {outcome, problem: message} = await deployment.set(await planned(toggle, '0'), '0', () => controller.abort(), controller.signal);
    assert.equal(outcome, 'failed');
    assert.match(message ?? '', /is written .* not in force: .* was cancelled before it started$/);
    assert.ok(!existsSync(join(folder, 'applied.txt')));
  });

  it('because something else sets it back: failed, with what is read', async t => {
    const {change} = await atWork(t, {toggles: {apply: script('echo ABZU_USE_MCP=1 > store.env')}});
    const {outcome, problem: message} = await change(toggle, '0');
    assert.deepEqual([outcome, message], ['failed', 'ABZU_USE_MCP was set, but deploy/store.env reads 1, not 0']);
  });

  it('because it takes the file away: unknown', async t => {
    const {change} = await atWork(t, {toggles: {apply: ['rm', 'store.env']}});
    const {outcome, problem: message} = await change(toggle, '0');
    assert.deepEqual([outcome, message], ['unknown', 'ABZU_USE_MCP was set, but cannot be read back: deploy/store.env cannot be used: it does not exist (ENOENT)']);
  });
});

describe('a toggle behind commands', () => {
  const commands: Setting = {toggles: {...byCommands(), apply}};

  it('is planned as the command lines that a person would type', async t => {
    const {planned, text, deployment} = await atWork(t, commands);
    const {where, from, to, does} = await planned(toggle, '["a"]');
    assert.deepEqual([from, to, does.length, does[0]], ['1', '["a"]', 2, where]);
    assert.ok(where.endsWith(` script ABZU_USE_MCP '["a"]'`), where);
    assert.deepEqual([text(), deployment.label], ['A=1\nABZU_USE_MCP=1\n', 'cat store.env']);
  });

  it('is set, brought into force and read back', async t => {
    const {change, text, reports, deployment} = await atWork(t, commands);
    const outcome = await change(toggle, '0');
    assert.equal(outcome.outcome, 'done', JSON.stringify(outcome));
    assert.deepEqual([text(), text('applied.txt')], ['A=1\nABZU_USE_MCP=0\n', 'ABZU_USE_MCP=0\n']);
    assert.deepEqual(reports.map(({stage, state}) => `${stage} ${state}`), ['set ok', 'apply running', 'apply ok']);
    assert.equal(outcome.output.length, 2);
    assert.deepEqual(await deployment.read(toggle, signal), {kind: 'text', value: '0', source: 'cat store.env'});
  });

  it('fills in name and value once, inside arguments', async t => {
    const {planned} = await atWork(t, {toggles: byCommands({set: ['true', '{name}={value}', '--{value}-{value}', '{other}', '{na{value}me}']})});
    assert.equal((await planned(toggle, '["{name}"]')).where, `true 'ABZU_USE_MCP=["{name}"]' '--["{name}"]-["{name}"]' '{other}' '{na["{name}"]me}'`);
  });

  for (const line of ['RELOAD_ON=ABZU_USE_MCP', 'NAMES=A,ABZU_USE_MCP,B', 'ABOUT=ABZU_USE_MCP is on', 'ABOUT=not\\ABZU_USE_MCP']) {
    it(`is read beside a variable that only speaks of it: ${line}`, async t => {
      const {layer, refresh, write} = await atWork(t, commands);
      write(`ABZU_USE_MCP=1\n${line}\n`);
      assert.equal(await refresh(signal), undefined);
      assert.deepEqual([layer.now().read(toggle), layer.now().fault?.(toggle)], ['1', undefined]);
    });
  }

  it('is known as it was last refreshed', async t => {
    const {layer, write, refresh, change} = await atWork(t, commands);
    assert.equal(layer.now().read(toggle), undefined);
    write('# remark\nABZU_USE_MCP=0\nnot a toggle\nB="quoted" # kept\r\n C=1\nABZU_USE_MCP=0\n');
    assert.equal(await refresh(signal), undefined);
    assert.deepEqual([toggle, 'B', 'C', 'toString'].map(layer.now().read), ['0', '"quoted" # kept', undefined, undefined]);
    write('ABZU_USE_MCP=1\n');
    assert.equal(layer.now().read(toggle), '0');
    assert.equal((await change(toggle, '2')).outcome, 'done');
    assert.equal(layer.now().read(toggle), '2');
  });

  for (const [about, printed, problem] of [
    ['with other values for two containers', '# app\nABZU_USE_MCP=1\n# sidecar\nABZU_USE_MCP=0\n', 'prints ABZU_USE_MCP twice with different values, in lines 2 and 4'],
    ['with other values below a value of several lines', 'ABZU_USE_MCP=1\nRELEASE_NOTE=first\nABZU_USE_MCP=0\n', 'prints ABZU_USE_MCP twice with different values, in lines 1 and 3'],
    ['with other values above it', 'RELEASE_NOTE=first\nABZU_USE_MCP=0\nABZU_USE_MCP=1\nABZU_USE_MCP=1\n', 'prints ABZU_USE_MCP twice with different values, in lines 2 and 3'],
    ['with other values, nothing among them', 'ABZU_USE_MCP=\nABZU_USE_MCP=1\n', 'prints ABZU_USE_MCP twice with different values, in lines 1 and 2'],
    ...[
      'Environment=ABZU_USE_MCP=1 MCP_ROTATION_HINT=vault', 'A=2 ABZU_USE_MCP=1', 'A=2\\nABZU_USE_MCP=1', 'export ABZU_USE_MCP=1', 'declare -x ABZU_USE_MCP="1"', ' ABZU_USE_MCP=1',
      'ABZU_USE_MCP: 1', '"ABZU_USE_MCP=1",', "'ABZU_USE_MCP': '1'", 'ABZU_USE_MCP =1', 'ABZU_USE_MCP', '-e ABZU_USE_MCP=1', 'ABZU_USE_MCP=0 ABZU_USE_MCP=1', 'unit.ABZU_USE_MCP=1', '\tABZU_USE_MCP\t1',
    ].map(line => [`as ${JSON.stringify(line)}`, `# one\nA=1\n${line}\n`, 'names ABZU_USE_MCP in line 3 otherwise than in front of it as ABZU_USE_MCP=value'] as const),
    ['as another line names it too', 'ABZU_USE_MCP=0\nexport ABZU_USE_MCP=1\n', 'names ABZU_USE_MCP in line 2 otherwise than in front of it as ABZU_USE_MCP=value'],
    ['in quotation marks', 'A=1\nABZU_USE_MCP="1"\n', 'prints ABZU_USE_MCP in line 2 between quotation marks, which the service may have or not'],
    ['in single ones', "ABZU_USE_MCP='1'\n", 'prints ABZU_USE_MCP in line 1 between quotation marks, which the service may have or not'],
  ] as const) {
    it(`that is printed ${about} is a problem and no answer`, async t => {
      const {deployment, layer, refresh, write, planned, text} = await atWork(t, commands);
      const change = await planned(toggle, '0');
      write(printed);
      await refresh(signal);
      const told = `cat store.env ${problem}`;
      assert.deepEqual(await deployment.read(toggle, signal), {kind: 'trouble', problem: told, next: 'Let it print the variables of one container, one line each, such as with `printenv NAME` behind the name.'});
      assert.equal(layer.now().fault?.(toggle), `cannot be told: ${told}`);
      assert.equal(layer.now().fault?.('OTHER'), undefined);
      assert.equal((await deployment.plan(toggle, '0', signal)).ok, false);
      assert.equal((await deployment.set(change, '0', () => {}, signal)).outcome, 'failed');
      assert.equal(text(), printed);
    });
  }

  for (const printed of ['Error: container not ready\n', '["ABZU_USE_MCP=1", "A=1"]\n', 'declare -x ABZU_USE_MCP="1"\n', '1\n', 'ABZU_USE_MCP\n', '\n# none\nno resources found\n', '{}']) {
    it(`is not unset where nothing that is printed is a variable: ${JSON.stringify(printed)}`, async t => {
      const {deployment, layer, refresh, write} = await atWork(t, commands);
      write(printed);
      const line = printed.split('\n').findIndex(row => /^[^#]/.test(row)) + 1;
      const problem = `cat store.env printed no line of the form NAME=value: line ${line} is none`;
      const next = 'Let it print the variables of one container, one line each, such as with `printenv NAME` behind the name.';
      assert.deepEqual(await refresh(signal), {problem: `${problem}; its toggles are not known`, next});
      assert.deepEqual(await deployment.read(toggle, signal), {kind: 'trouble', problem, next});
      assert.deepEqual([toggle, 'MCP_CONNECTOR_TOKEN', 'MCP_GATEWAY_URL'].map(name => layer.now().fault?.(name)), [`cannot be told: ${problem}`, `cannot be told: ${problem}`, undefined]);
    });
  }

  for (const printed of ['', '\n', '# nothing yet\n', 'A=1\n', 'A=1\nnot ready\n', '# ABZU_USE_MCP=1\nA=1\n', 'ABZU_USE_MCP_2=1\nX_ABZU_USE_MCP=1\n']) {
    it(`is unset where nothing, or other variables alone, are printed: ${JSON.stringify(printed)}`, async t => {
      const {deployment, layer, refresh, write} = await atWork(t, commands);
      write(printed);
      assert.equal(await refresh(signal), undefined);
      assert.deepEqual(await deployment.read(toggle, signal), {kind: 'text', value: undefined, source: 'cat store.env'});
      assert.equal(layer.now().fault?.(toggle), undefined);
    });
  }

  it('that is read otherwise after it was set is not done', async t => {
    const {change} = await atWork(t, {toggles: byCommands({set: script('echo "$1=$2" >> store.env', '{name}', '{value}')})});
    const {outcome, problem} = await change(toggle, '0');
    assert.equal(outcome, 'unknown');
    assert.match(problem ?? '', /cannot be read back: cat store\.env prints ABZU_USE_MCP twice with different values, in lines 2 and 3$/);
  });

  it('is never set to what the command would read as an option', async t => {
    const plan = await (await atWork(t, commands)).deployment.plan(toggle, '--help', signal);
    assert.ok(!plan.ok);
    assert.match(plan.problem, /begins with -, which the command would read as an option$/);
  });

  for (const value of ['`a; touch X; true`', 'rotated by hand', '$(touch X)', '@f', '["a", "b"]']) {
    it(`is never set to ${value}, which a script behind the command could read as code`, async t => {
      const {deployment, folder} = await atWork(t, {toggles: byCommands({set: script('echo "export $1=$2" | sh; eval "$1=$2"', '{name}', '{value}')})});
      const plan = await deployment.plan(toggle, value, signal);
      assert.ok(!plan.ok);
      assert.match(plan.problem, /^the value of ABZU_USE_MCP (?:has .+ in it, which a shell behind the command could read as code|begins with @, .*)$/);
      assert.equal(plan.next, 'Give one word, or JSON without blanks; or set ABZU_USE_MCP by hand.');
      const {outcome} = await deployment.set({name: toggle, where: '', from: null, to: value, does: [], basis: ''}, value, () => {}, signal);
      assert.equal(outcome, 'failed');
      assert.ok(!existsSync(join(folder, 'X')));
    });
  }

  it('that cannot be read is a problem, and what was known stays', async t => {
    const {layer, refresh, deployment, write} = await atWork(t, {toggles: byCommands({read: script('. ./go.sh; cat store.env')})});
    write('echo "cannot reach it" >&2; exit 1', 'go.sh');
    assert.match((await refresh(signal))?.problem ?? '', /ended with exit code 1: cannot reach it; its toggles are not known$/);
    assert.match(layer.now().fault?.(toggle) ?? '', /^cannot be told: .* ended with exit code 1: cannot reach it$/);
    write('true', 'go.sh');
    assert.equal(await refresh(signal), undefined);
    write('exit 7', 'go.sh');
    assert.match((await refresh(signal))?.problem ?? '', /ended with exit code 7; its toggles are shown as they were at 2025-11-20T09:00:00Z$/);
    assert.equal(layer.now().read(toggle), '1');
    const reading = await deployment.read(toggle, signal);
    assert.ok(reading.kind === 'trouble');
    assert.match(reading.problem, /ended with exit code 7$/);
    const plan = await deployment.plan(toggle, '0', signal);
    assert.ok(!plan.ok);
    assert.match(plan.problem, /ended with exit code 7$/);
  });

  it('is not set where it was changed since it was looked at; others may have been', async t => {
    const {planned, deployment, write, text} = await atWork(t, commands);
    const change = await planned(toggle, '0');
    write('A=1\nABZU_USE_MCP=true\n');
    const stale = await deployment.set(change, '0', () => {}, signal);
    assert.deepEqual([stale.outcome, stale.problem, text()], ['failed', 'cat store.env was changed since this was planned; nothing was changed now', 'A=1\nABZU_USE_MCP=true\n']);
    write('A=2\nABZU_USE_MCP=1\n');
    assert.equal((await deployment.set(change, '0', () => {}, signal)).outcome, 'done');
  });

  for (const [about, how, outcome, message, after, limit = 60_000] of [
    ['that refuses', 'echo denied >&2; exit 1', 'failed', / ended with exit code 1: denied; ABZU_USE_MCP reads as before, 1$/, '1'],
    ['that fails after it has set', `${setting}; exit 3`, 'unknown', / ended with exit code 3; ABZU_USE_MCP reads 0 now$/, '0'],
    ['that hangs after it has set', `${setting}; exec sleep 100`, 'unknown', / did not end within its limit of 3\.0 s and was stopped .*; ABZU_USE_MCP reads 0 now$/, '0', 3000],
    ['that hangs before', 'exec sleep 100', 'unknown', / did not end within its limit .*; ABZU_USE_MCP reads 1 now$/, '1', 3000],
    ['that does nothing and is content', 'true', 'failed', /^ABZU_USE_MCP was set, but cat store\.env reads 1, not 0$/, '1'],
    ['that sets something else', setting.replace('"$2"', '"$2x"'), 'failed', /^ABZU_USE_MCP was set, but cat store\.env reads 0x, not 0$/, '0x'],
    ['that breaks what reads', 'rm store.env', 'unknown', /^ABZU_USE_MCP was set, but cannot be read back: cat store\.env ended with exit code 1/, undefined],
  ] as const) {
    it(`by a command ${about}: ${outcome}, with what is seen`, async t => {
      const {change, layer} = await atWork(t, {toggles: {...byCommands({set: script(how, '{name}', '{value}')}), limit}});
      const result = await change(toggle, '0');
      assert.equal(result.outcome, outcome);
      assert.match(result.problem ?? '', message);
      assert.ok(result.next);
      if (after !== undefined) assert.equal(layer.now().read(toggle), after);
    });
  }

  it('to what it reads already, by a command that fails: unknown, for it is not seen whether it did', async t => {
    const {change} = await atWork(t, {toggles: byCommands({set: script('exit 1', '{name}', '{value}')}), content: 'ABZU_USE_MCP=0\n'});
    const {outcome, problem: message} = await change(toggle, '0');
    assert.equal(outcome, 'unknown');
    assert.match(message ?? '', / ended with exit code 1; ABZU_USE_MCP reads 0 now$/);
  });

  it('by a command that is not there: failed, nothing was changed', async t => {
    const {change} = await atWork(t, {toggles: byCommands({set: ['./no-such-file', '{value}']})});
    const {outcome, problem: message, next} = await change(toggle, '0');
    assert.equal(outcome, 'failed');
    assert.match(message ?? '', /there is no such file \(ENOENT\); nothing was changed$/);
    assert.match(next ?? '', /Check the spelling/);
  });

  for (const [about, terms, value, problem] of [
    ['without a command that sets', {set: undefined}, '0', /^no command that sets toggles is described for this deployment$/],
    ['to a value of two lines', {}, '0\n1', /^the value of ABZU_USE_MCP has a line break in it$/],
    ['to a value with NUL', {}, '\0', /has a NUL character in it$/],
  ] as const) {
    it(`cannot be set ${about}`, async t => {
      const plan = await (await atWork(t, {toggles: byCommands(terms)})).deployment.plan(toggle, value, signal);
      assert.ok(!plan.ok);
      assert.match(plan.problem, problem);
      assert.ok(plan.next);
    });
  }

  it('shows nothing of what the reading command prints, and masks what the others print', async t => {
    const {change, reports} = await atWork(t, {
      toggles: {...byCommands({read: script('cat store.env; echo DB_PASSWORD=hunter2')}), apply: script('echo login with token-q4x1-secret')},
      known: ['token-q4x1-secret'],
    });
    const {outcome, output} = await change(toggle, '0');
    assert.equal(outcome, 'done');
    assert.doesNotMatch(JSON.stringify([output, reports]).replaceAll(/"command":"[^"]*"/g, ''), /hunter2|q4x1/);
    assert.deepEqual(output.map(({text}) => text), ['', 'login with <redacted>']);
  });
});

it('a deployment that nobody described is none', () => {
  const opened = openDeployment({
    toggles: undefined, token: undefined, folder: '/', variables: {}, mask: () => new SecretMask([]), fingerprint: () => undefined, now: () => at,
  });
  assert.equal(opened, undefined);
});
