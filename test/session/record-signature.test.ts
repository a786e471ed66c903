import assert from 'node:assert/strict';
import {appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {temporaryFolder} from '../helpers/temp-folder.ts';
import {byHand, closing, contents, exported, exporting, shellBlock, writtenSession} from './recorded.ts';

const keygen = (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, 'ssh-keygen')));

const variables = {PATH: process.env.PATH, HOME: '/nowhere'};

async function newKey(t: TestContext, passphrase = ''): Promise<string> {
  const key = join(await temporaryFolder(t), 'key');
  const made = await byHand('/', 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'mara', '-f', key]);
  assert.equal(made.code, 0, made.out);
  return key;
}

const withoutSignature = (folder: string) => ({...contents(folder), 'MANIFEST.sig': undefined});

describe('a signed record', () => {
  it('is checked with stock OpenSSH as the page says, or is not signed and says why', async t => {
    const options = await exporting(t, closing(writtenSession()));
    if (!keygen) {
      assert.deepEqual((await exported({...options, signingKey: 'key', variables})).remarks, ['The manifest is not signed: there is no ssh-keygen here.']);
      return;
    }
    const key = await newKey(t);
    const {folder, files, remarks, read} = await exported({...options, signingKey: key, variables});
    assert.deepEqual([files.includes('MANIFEST.sig'), remarks], [true, []]);
    const commands = shellBlock(read('timeline.md'), 5).replace('PERSON', 'mara').split('\n');
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
    const signed = await exported({...options, signingKey: key, variables});
    assert.deepEqual([signed.already, signed.files.includes('MANIFEST.sig')], [true, true]);
    assert.deepEqual(withoutSignature(signed.folder), {...before, 'MANIFEST.sig': undefined});
    const signature = readFileSync(join(signed.folder, 'MANIFEST.sig'));
    await exported({...options, signingKey: await newKey(t), variables});
    assert.deepEqual(readFileSync(join(signed.folder, 'MANIFEST.sig')), signature);
  });
});

describe('a record that cannot be signed is exported without, and says why', () => {
  const rows: ReadonlyArray<{because: string; key: (t: TestContext) => Promise<string>; path?: string; says: RegExp}> = [
    {because: 'there is no ssh-keygen', key: async () => 'key', path: '/nowhere', says: /^The manifest is not signed: there is no ssh-keygen here\.$/},
    {because: 'the key is missing', key: async t => join(await temporaryFolder(t), 'no-key'), says: keygen ? /^The manifest is not signed: .*No such file or directory/ : /no ssh-keygen/},
    {because: 'the key asks for a passphrase', key: t => (keygen ? newKey(t, 'long passphrase') : Promise.resolve('key')), says: keygen ? /^The manifest is not signed: .*(?:passphrase|key)/ : /no ssh-keygen/},
  ];
  for (const {because, key, path, says} of rows) {
    it(`because ${because}`, async t => {
      const options = await exporting(t, closing(writtenSession()));
      const {ok, files, remarks} = await exported({...options, signingKey: await key(t), variables: {...variables, ...(path && {PATH: path})}});
      assert.ok(ok && !files.includes('MANIFEST.sig'));
      assert.match(remarks.join('\n'), says);
      assert.deepEqual(readdirSync(options.out), [options.id]);
    });
  }
});
