import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {keepEvidence} from '../../source/journal/evidence.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const nothing = new SecretMask([]);
const plain = (text: string) => ({name: 'result.json', mediaType: 'application/json', text}) as const;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('keeping evidence', () => {
  it('names the digest and the size of the bytes on disk', async t => {
    const folder = await temporaryFolder(t);
    const text = '{"found": "caf\u00e9"}\n';
    const reference = keepEvidence(folder, plain(text), nothing);
    assert.deepEqual(reference, {sha256: sha256(text), bytes: 19, name: 'result.json', media_type: 'application/json'});
    assert.equal(readFileSync(join(folder, 'evidence', reference.sha256), 'utf8'), text);
  });

  it('masks before it hashes, so that the digest says nothing about the token', async t => {
    const folder = await temporaryFolder(t);
    const kept = (token: string) =>
      keepEvidence(folder, plain(`{"echo": "${token}"}`), new SecretMask([new Secret(token)]));
    assert.deepEqual(kept('token-q4x1'), kept('token-0815'));
    assert.equal(kept('token-q4x1').sha256, sha256('{"echo": "<redacted>"}'));
    assert.deepEqual(readdirSync(join(folder, 'evidence')), [sha256('{"echo": "<redacted>"}')]);
  });

  it('leaves what is there already alone', async t => {
    const folder = await temporaryFolder(t);
    const {sha256: name} = keepEvidence(folder, plain('once'), nothing);
    const before = statSync(join(folder, 'evidence', name));
    keepEvidence(folder, {name: 'other.txt', mediaType: 'text/plain', text: 'once'}, nothing);
    const after = statSync(join(folder, 'evidence', name));
    assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
  });

  it('says where it could not be kept', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'evidence'), '');
    assert.throws(() => keepEvidence(folder, plain('lost'), nothing), {
      name: 'StorageError',
      message: /could not create .*evidence/,
    });
  });
});
