import assert from 'node:assert/strict';
import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {awayText} from '../../source/team/away.ts';
import {connectionTo} from '../../source/team/connection.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const shell = {PGUSER: 'mara'};

describe('The way to the database', () => {
  it('is the one of the file, as the user of the shell', () => {
    const {host, port, database, user, password, application_name} = connectionTo('postgres://db.example.org:6432/runbook', {PGUSER: 'mara', PGPASSWORD: 'secret'}, 'mcp-runbook here');
    assert.deepEqual({host, port, database, user, password, application_name}, {host: 'db.example.org', port: 6432, database: 'runbook', user: 'mara', password: 'secret', application_name: 'mcp-runbook here'});
    assert.equal('password' in connectionTo('postgres://db/runbook', shell, ''), false, 'left to ~/.pgpass');
  });

  for (const [database, verified] of [
    ['postgres://db.example.org/runbook', true],
    ['postgres://10.0.0.7/runbook', true],
    ['postgres://127.0.0.1.example.org/runbook', true],
    ['postgres://localhost/runbook', false],
    ['postgres://127.0.0.1:5433/runbook', false],
    ['postgres://[::1]/runbook', false],
  ] as const) {
    it(`${verified ? 'verifies the certificate of' : 'needs no TLS to'} ${database}, whatever PGSSLMODE says`, () => {
      const {ssl} = connectionTo(database, {...shell, PGSSLMODE: 'disable'}, '');
      assert.deepEqual(ssl, verified ? {rejectUnauthorized: true} : false);
    });
  }

  it('takes authority, certificate and key, and user and password of a service, from the files that are named', async t => {
    const folder = await temporaryFolder(t);
    const at = (name: string): string => join(folder, name);
    for (const name of ['ca', 'cert', 'key']) await writeFile(at(name), `-- ${name} --`);
    await writeFile(at('services'), '[other]\nuser=jonas\n[team]\nuser = ada\npassword=from the file\n');
    const {ssl, user, password} = connectionTo('postgres://db/runbook', {PGSERVICE: 'team', PGSERVICEFILE: at('services'), PGSSLROOTCERT: at('ca'), PGSSLCERT: at('cert'), PGSSLKEY: at('key')}, '');
    assert.deepEqual(ssl, {rejectUnauthorized: true, ca: '-- ca --', cert: '-- cert --', key: '-- key --'});
    assert.deepEqual([user, password], ['ada', 'from the file']);
    assert.throws(() => connectionTo('postgres://db/runbook', {...shell, PGSSLROOTCERT: at('gone')}, ''), /PGSSLROOTCERT: .*gone cannot be read/);
  });
});

describe('The password file', () => {
  it('is refused where its name is one that no shell has filled in', () => {
    assert.throws(() => connectionTo('postgres://db/runbook', {...shell, PGPASSFILE: '~/.pgpass'}, ''), /PGPASSFILE ~\/\.pgpass: nobody has filled in the ~/);
  });

  for (const [mode, is] of [[0o600, 'taken'], [0o400, 'taken'], [0o644, 'refused'], [0o640, 'refused'], [0o602, 'refused']] as const) {
    it(`of mode ${mode.toString(8)} is ${is}, without a word past the screen`, async t => {
      const file = join(await temporaryFolder(t), 'pgpass');
      await writeFile(file, '*:*:*:*:secret\n');
      await chmod(file, mode);
      const connect = (more: NodeJS.ProcessEnv): unknown => connectionTo('postgres://db/runbook', {...shell, PGPASSFILE: file, ...more}, '');
      if (is === 'taken') assert.ok(connect({}));
      else assert.throws(() => connect({}), {message: `${file} can be read by others, so no password is taken from it`});
      assert.ok(connect({PGPASSWORD: 'secret'}), 'nobody looks into it then');
    });
  }

  it('may be missing, and is no folder', async t => {
    const folder = await temporaryFolder(t);
    assert.ok(connectionTo('postgres://db/runbook', {...shell, PGPASSFILE: join(folder, 'none')}, ''));
    assert.throws(() => connectionTo('postgres://db/runbook', {...shell, PGPASSFILE: folder}, ''), /is no regular file/);
  });
});

describe('A database that is away', () => {
  it('is told by what a person has to mend, where that is known', () => {
    assert.equal(awayText(new OperatorError('PGSSLROOTCERT: ca cannot be read', {code: 'team-file', next: 'Correct it.', exit: 2})), 'PGSSLROOTCERT: ca cannot be read');
  });

  for (const [code, words] of [
    ['ECONNREFUSED', 'nothing listens there (ECONNREFUSED)'],
    ['28P01', 'it does not take this user or password: PGUSER and PGPASSWORD, or ~/.pgpass (28P01)'],
    ['42P01', 'nobody has set it up: the command team init does (42P01)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted here: PGSSLROOTCERT names the authority (SELF_SIGNED_CERT_IN_CHAIN)'],
  ] as const) {
    it(`with ${code} is told as: ${words}`, () => assert.equal(awayText(Object.assign(new Error('x'), {code})), words));
  }

  it('without a code too', () => {
    assert.equal(awayText(new Error('Query read timeout')), 'it does not answer');
    assert.equal(awayText(new Error('Connection terminated unexpectedly')), 'it does not answer');
  });
});
