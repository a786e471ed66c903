import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {digestWith, fingerprintWith, keyFault} from '../../source/environment/fingerprint.ts';
import {Secret} from '../../source/secret.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const token = new Secret('token-q4x1');

it('a digest under the same key is the same in each run, and there is none without a key', async t => {
  const folder = await temporaryFolder(t);
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  const digest = digestWith(here)('A=1');
  assert.match(digest ?? '', /^[0-9a-f]{64}$/);
  assert.equal(digestWith(here)('A=1'), digest);
  assert.equal(new Set([digest, digestWith(here)('A=2'), digestWith(there)('A=1')]).size, 3);
  mkdirSync(join(folder, 'folder'));
  for (const none of [undefined, join(folder, 'folder')]) assert.equal(digestWith(none)('A=1'), undefined);
});

describe('the fingerprint of a token', () => {
  it('is the same in each run under one root, and another under another', async t => {
    const [here, there] = [
      join(await temporaryFolder(t), 'logs', '.fingerprint-key'),
      join(await temporaryFolder(t), 'logs', '.fingerprint-key'),
    ];
    const digits = fingerprintWith(here)(token);
    assert.match(digits ?? '', /^[0-9a-f]{8}$/);
    assert.equal(fingerprintWith(here)(token), digits);
    assert.notEqual(fingerprintWith(there)(token), digits);
    assert.notEqual(fingerprintWith(here)(new Secret('token-q4x2')), digits);
  });

  it('is none where the key is a link, or of another user: whoever made it could try tokens out', async t => {
    const folder = await temporaryFolder(t);
    const own = join(folder, 'logs', '.fingerprint-key');
    assert.ok(fingerprintWith(own)(token));
    symlinkSync('.fingerprint-key', join(folder, 'logs', 'link'));
    assert.equal(fingerprintWith(join(folder, 'logs', 'link'))(token), undefined);
    // Only root may give a file away.
    if (process.geteuid?.() !== 0) return;
    chownSync(own, 4711, 4711);
    assert.equal(fingerprintWith(own)(token), undefined);
    assert.equal(keyFault(own), 'tokens have no fingerprints: it belongs to another user (4711)');
  });

  it('needs no key before there is a token', async t => {
    const file = join(await temporaryFolder(t), 'logs', '.fingerprint-key');
    fingerprintWith(file);
    assert.ok(!existsSync(file));
  });

  it('has a key of 32 random bytes that belongs to the operator alone', async t => {
    const umask = process.umask(0);
    t.after(() => process.umask(umask));
    const file = join(await temporaryFolder(t), 'logs', '.fingerprint-key');
    fingerprintWith(file)(token);
    assert.match(readFileSync(file, 'utf8'), /^[0-9a-f]{64}\n$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is not to be had where the key can be neither read nor made', async t => {
    const folder = await temporaryFolder(t);
    for (const [name, content] of [
      ['short', 'abcd\n'],
      ['empty', ''],
      ['no-hex', 'x'.repeat(64)],
      ['binary', '\0'.repeat(64)],
    ] as const) {
      writeFileSync(join(folder, name), content);
      assert.equal(fingerprintWith(join(folder, name))(token), undefined, name);
      assert.equal(readFileSync(join(folder, name), 'utf8'), content);
      assert.equal(keyFault(join(folder, name)), 'tokens have no fingerprints: it is no key of 64 hexadecimal digits');
    }
    assert.equal(keyFault(join(folder, 'not-yet')), undefined);
    assert.ok(!existsSync(join(folder, 'not-yet')));
    mkdirSync(join(folder, 'folder'));
    assert.equal(fingerprintWith(join(folder, 'folder'))(token), undefined);
    assert.equal(keyFault(join(folder, 'folder')), 'tokens have no fingerprints: it is a folder');
    assert.equal(fingerprintWith(join(folder, 'short', 'key'))(token), undefined);
  });

  it('is the same for programs that start at the same instant', {timeout: 60_000}, async t => {
    const program = `
      import {fingerprintWith} from ${JSON.stringify(new URL('../../source/environment/fingerprint.ts', import.meta.url).href)};
      import {Secret} from ${JSON.stringify(new URL('../../source/secret.ts', import.meta.url).href)};
      import {once} from 'node:events';
      process.stdout.write('ready ');
      const [line] = await once(process.stdin, 'data');
      const [root, ...rounds] = String(line).trim().split(' ');
      // A key of its own for each round, so that the instant comes a hundred times.
      const digits = rounds.map(round => {
        while (Date.now() < Number(round));
        return fingerprintWith(root + '/' + round + '/key')(new Secret('token-q4x1')) ?? 'none';
      });
      process.stdout.write(digits.join(' '));
      process.exit();`;
    const folder = await temporaryFolder(t);
    const children = ['mara', 'ines', 'otto'].map(() =>
      spawn(process.execPath, ['--input-type=module', '--eval', program], {stdio: ['pipe', 'pipe', 'inherit']}),
    );
    const outputs = children.map(child => {
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      return chunks;
    });
    await Promise.all(children.map(child => once(child.stdout, 'data')));
    const start = Date.now() + 50;
    const rounds = Array.from({length: 100}, (_, index) => start + index * 10);
    for (const child of children) child.stdin.write(`${[folder, ...rounds].join(' ')}\n`);
    await Promise.all(children.map(child => once(child, 'close')));
    const told = outputs.map(chunks => Buffer.concat(chunks).toString().replace('ready ', '').split(' '));
    assert.deepEqual(
      told.map(digits => digits.length),
      [100, 100, 100],
    );
    assert.deepEqual(told[1], told[0]);
    assert.deepEqual(told[2], told[0]);
    assert.match(told[0]?.join('') ?? '', /^[0-9a-f]{800}$/);
    assert.deepEqual(
      readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.tmp')),
      [],
    );
  });
});
