import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {findConfig} from '../../source/environment/config/find-config.ts';
import {loadConfig} from '../../source/environment/config/load-config.ts';
import {configProblemText} from '../../source/environment/config/config-problem.ts';
import {OperatorError} from '../../source/errors.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const good = 'environments:\n  a:\n    class: rehearsal\n    gateway: http://localhost:8001\n    root: logs-here\n';

describe('the file that names environments', () => {
  it('is mcp-runbook.yaml of the working folder, and need not be there', async t => {
    const folder = await temporaryFolder(t);
    assert.equal(findConfig({folder}), undefined);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), good);
    assert.deepEqual(findConfig({folder}), {path: join(folder, 'mcp-runbook.yaml'), shown: 'mcp-runbook.yaml'});
  });

  it('is told where it has nearly its name, unless the right one lies beside it', async t => {
    const folder = await temporaryFolder(t);
    for (const name of ['mcp-runbook.example.yaml', 'mcp-runbook.yaml.bak', 'runbook.yaml']) writeFileSync(join(folder, name), good);
    assert.equal(findConfig({folder}), undefined);
    writeFileSync(join(folder, 'mcp-runbook.yml'), good);
    assert.deepEqual(findConfig({folder}), {path: join(folder, 'mcp-runbook.yml'), shown: 'mcp-runbook.yml', misnamed: true});
    writeFileSync(join(folder, 'mcp-runbook.yaml'), good);
    assert.equal(findConfig({folder})?.misnamed, undefined);
  });

  it('is another one where it is asked for, by a path from the working folder', async t => {
    const folder = await temporaryFolder(t);
    mkdirSync(join(folder, 'ops'));
    writeFileSync(join(folder, 'ops', 'europe.yaml'), good);
    const file = findConfig({folder, config: 'ops/europe.yaml'});
    assert.deepEqual(file, {path: join(folder, 'ops', 'europe.yaml'), shown: 'ops/europe.yaml'});
    assert.ok(file);
    const reading = loadConfig(file);
    assert.equal(reading.ok && reading.environments[0]?.root, join(folder, 'ops', 'logs-here'));
  });

  it('that cannot even be looked for is there, to be told as what cannot be read', async t => {
    const folder = join(await temporaryFolder(t), 'no-folder');
    writeFileSync(folder, '');
    assert.deepEqual(findConfig({folder}), {path: join(folder, 'mcp-runbook.yaml'), shown: 'mcp-runbook.yaml'});
  });

  it('must be there where it is asked for', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), good);
    assert.throws(
      () => findConfig({folder, config: 'europe.yaml'}),
      (error: unknown) => error instanceof OperatorError && error.exit === 2 && error.code === 'config-missing' && /--config europe\.yaml: there is no such file/.test(error.message),
    );
  });
});

describe('a file that cannot be read', () => {
  const told = (path: string): string[] => {
    const reading = loadConfig({path, shown: 'mcp-runbook.yaml'});
    return reading.ok ? [] : reading.problems.map(configProblemText);
  };

  it('is told as a problem like any other', async t => {
    const folder = await temporaryFolder(t);
    const at = (name: string): string => join(folder, name);
    mkdirSync(at('folder'));
    writeFileSync(at('latin'), Buffer.from('a: \xE9\n', 'latin1'));
    writeFileSync(at('large'), `${good}#${'x'.repeat(256 * 1024)}`);
    execFileSync('mkfifo', [at('pipe')]);
    assert.deepEqual(
      [at('folder'), at('latin'), at('large'), at('pipe'), at('none'), '/dev/zero'].map(path => told(path)),
      [
        'it is a folder', 'it is not UTF-8 text', 'it is longer than 256 KiB', 'it is no regular file', 'it does not exist (ENOENT)', 'it is no regular file',
      ].map(reason => [`mcp-runbook.yaml:1 cannot be read: ${reason}; expected a text file in UTF-8 of at most 256 KiB that names environments`]),
    );
  });

  it('may be as long as the limit', async t => {
    const path = join(await temporaryFolder(t), 'mcp-runbook.yaml');
    writeFileSync(path, `${good}#${'x'.repeat(256 * 1024 - good.length - 1)}`);
    assert.deepEqual(told(path), []);
  });

  it('is not missed where a link leads nowhere', async t => {
    const folder = await temporaryFolder(t);
    symlinkSync('nowhere', join(folder, 'mcp-runbook.yaml'));
    const file = findConfig({folder});
    assert.deepEqual(file && told(file.path), ['mcp-runbook.yaml:1 cannot be read: it is a symbolic link that leads nowhere; expected a text file in UTF-8 of at most 256 KiB that names environments']);
  });
});
