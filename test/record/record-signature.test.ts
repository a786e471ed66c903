import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import type {SigningKey} from '../../source/record/export/signing-key.ts';
import {byHand, closing, contents, exported, exporting, refused, shellBlock, writtenSession} from '../worlds/recorded.ts';

const keygen = (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, 'ssh-keygen')));

const variables = {PATH: process.env.PATH, HOME: '/nowhere'};

async function newKey(t: TestContext, passphrase = ''): Promise<string> {
  const key = join(await temporaryFolder(t), 'key');
  const made = await byHand('/', 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'mara', '-f', key]);
  assert.equal(made.code, 0, made.out);
  return key;
}

const named = (path: string): SigningKey => ({path, by: 'flag', named: 'which --sign names'});

const withoutSignature = (folder: string) => ({...contents(folder), 'MANIFEST.sig': undefined});

describe('a signed record', () => {
  it('is checked with stock OpenSSH as the page says', async t => {
    if (!keygen) return;
    const options = await exporting(t, closing(writtenSession()));
    const key = await newKey(t);
    const {folder, files, remarks, read, signed} = await exported({...options, signing: named(key), variables});
    assert.deepEqual([files.includes('MANIFEST.sig'), remarks, signed], [true, [], named(key)]);
    const commands = shellBlock(read('timeline.md'), 6).replace('PERSON', 'mara').split('\n');
    assert.match(commands.join('\n'), /check-novalidate.*\n.*-Y verify/);
    writeFileSync(join(folder, '..', 'allowed_signers'), `mara namespaces="mcp-runbook" ${readFileSync(`${key}.pub`, 'utf8')}`);
    const check = async (command = '') => byHand(folder, 'sh', ['-c', command.replace('allowed_signers', '../allowed_signers')]);
    for (const command of commands) assert.deepEqual((await check(command)).code, 0, command);
    assert.match((await check(commands[1])).out, /^Good "mcp-runbook" signature for mara with ED25519 key/);
    appendFileSync(join(folder, 'MANIFEST'), '\n');
    for (const command of commands) assert.notEqual((await check(command)).code, 0, command);
  });

  it('has the bytes of one that is not signed, and a later signature is added', async t => {
    const options = await exporting(t, closing(writtenSession()));
    const plain = await exported(options);
    const before = contents(plain.folder);
    if (!keygen) return;
    const key = await newKey(t);
    const signed = await exported({...options, signing: named(key), variables});
    assert.deepEqual([plain.signed, signed.signed, signed.already, signed.files.includes('MANIFEST.sig')], [undefined, named(key), true, true]);
    assert.deepEqual(withoutSignature(signed.folder), {...before, 'MANIFEST.sig': undefined});
    const signature = readFileSync(join(signed.folder, 'MANIFEST.sig'));
    const later = await exported({...options, signing: named(await newKey(t)), variables});
    assert.deepEqual([later.signed, later.remarks], [undefined, ['It was signed before; that signature stays, and no other was made.']]);
    assert.deepEqual(readFileSync(join(signed.folder, 'MANIFEST.sig')), signature);
  });
});

describe('a record whose key does not sign is not exported, and says whose key it is', () => {
  const rows: ReadonlyArray<{because: string; key: (t: TestContext) => Promise<string>; path?: string; why: RegExp; then?: RegExp}> = [
    {because: 'there is no ssh-keygen', key: async () => '/keys/mara', path: '/nowhere', why: /there is no ssh-keygen here$/, then: /Install OpenSSH/},
    {because: 'the key is missing', key: async t => join(await temporaryFolder(t), 'no-key'), why: keygen ? /No such file or directory$/ : /no ssh-keygen/},
    {because: 'the key asks for a passphrase', key: t => (keygen ? newKey(t, 'long passphrase') : Promise.resolve('key')), why: keygen ? /locked with a passphrase/ : /no ssh-keygen/, then: keygen ? /agent first \(ssh-add/ : /OpenSSH/},
    {
      because: 'other users may read the key',
      key: async t => {
        const key = keygen ? await newKey(t) : 'key';
        if (keygen) chmodSync(key, 0o644);
        return key;
      },
      why: keygen ? /other users may read the key file/ : /no ssh-keygen/,
      then: keygen ? /mode 0600/ : /OpenSSH/,
    },
    {
      because: 'the key is a pipe',
      key: async t => {
        const path = join(await temporaryFolder(t), 'pipe');
        execFileSync('mkfifo', [path]);
        return path;
      },
      why: /it is no regular file$/,
    },
  ];
  for (const {because, key, path, why, then} of rows) {
    it(`because ${because}`, async t => {
      const options = await exporting(t, closing(writtenSession()));
      const signing = named(await key(t));
      const {code, exit, problem, next} = await refused({...options, signing, variables: {...variables, ...(path && {PATH: path})}});
      assert.deepEqual([code, exit], ['not-signed', 2]);
      assert.match(next, /^Nothing was written\. .*--no-sign\.$/);
      assert.match(next, then ?? /Correct the key, name another with --sign/);
      assert.ok(problem.startsWith(`the manifest cannot be signed with ${signing.path}, which --sign names: `), problem);
      assert.match(problem, why);
      assert.ok(!existsSync(options.out));
    });
  }

  it('leaves a record alone that was there before', async t => {
    const options = await exporting(t, closing(writtenSession()));
    const {folder} = await exported(options);
    const before = contents(folder);
    await refused({...options, signing: named('/nowhere/key'), variables});
    assert.deepEqual([contents(folder), readdirSync(options.out)], [before, [options.id]]);
  });
});
