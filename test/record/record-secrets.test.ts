import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import {scanFiles} from '../../source/record/export/secret-scan.ts';
import {findLookalikes} from '../../source/secret-shapes.ts';
import {closing, exported, exporting, noSecrets, refused, walkedSession, writtenSession} from '../worlds/recorded.ts';
import {sha256} from '../worlds/scribe.ts';

const hex = sha256('a secret of 32 bytes');

const lookalikes: ReadonlyArray<readonly [string, string]> = [
  ['Authorization: Bearer abc123def456ghi', 'a bearer token'],
  ['"authorization": "bearer 0a1b2c3d4e5f6a7b"', 'a bearer token'],
  ['Authorization: Basic bWFyYTpodW50ZXIy', 'basic credentials'],
  [`${['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJtYXJhIn0', 'c2lnbmF0dXJl'].join('.')}`, 'a JSON web token'],
  [`x ghp_${'a1B2'.repeat(9)} y`, 'a GitHub token'],
  [`github_pat_${'a1B2_'.repeat(5)}`, 'a GitHub token'],
  [`glpat-${'x'.repeat(20)}`, 'a GitLab token'],
  [`sk-proj-${'a1b2'.repeat(5)}`, 'an API key'],
  ['AKIAIOSFODNN7EXAMPLE', 'an AWS access key'],
  [`AIza${'Sy0-'.repeat(9)}`, 'a Google API key'],
  ['xoxb-1234567890-abc', 'a Slack token'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'a private key'],
  ['https://mara:hunter2@gateway.example/', 'credentials in an address'],
  [`token=${hex}`, 'a long hexadecimal value'],
  [hex.slice(0, 40).toUpperCase(), 'a long hexadecimal value'],
  ['wJalrXUtnFEMI/K7MDENG/bPxRfiCY3zEXAMPL3KEY', 'a long random value'],
  ['q8ZkT3vWm1Yx7RbN5cHs9LdPf2JgKa4E', 'a long random value'],
];

const harmless = [
  'Bearer authentication is used', '{"type": "bearer", "token": "<redacted>"}', 'Authorization: Bearer <redacted>', 'basic understanding of things', 'task-force-of-the-operators-1',
  'logs/practice/20251120T090000Z-stage-b-rehearsal-9c1f/stage_b/20251120T090000Z-stage_b3_connector_rotation/stage_b_smoke.json', 'https://gateway.example:8001/handshake',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'd41d8cd98f00b204e9800998ecf8427e', '20250925T095833Z-PT48H', '-'.repeat(80), '0'.repeat(39), '1'.repeat(32), 'SupercalifragilisticexpialidociousWords',
  `"prev":"${hex}"`, `"sha256": "${hex}"`, `"prefix_sha256": "${hex}"`, `"parity_checksum": "${hex}"`, `"torn":"eyJ2IjoxLCJzZXNzaW9uIjoiMjAyNVFxWmszdlcx"`, `{"seq":4,"prev":"${hex.slice(0, 50)}`, 'sha256sum -c MANIFEST',
];

describe('what looks like a token', () => {
  for (const [text, shape] of lookalikes) {
    it(`${shape}: ${text.slice(0, 20)}`, () => {
      const found = findLookalikes(`one\ntwo\n${text}\n`, new Set());
      assert.deepEqual([...new Set(found.map(({line}) => line))], [3], text);
      assert.ok(found.some(hit => hit.shape === shape), JSON.stringify(found));
      for (const {mark} of found) assert.match(mark, /^[0-9a-f]{8}$/);
    });
  }

  for (const text of harmless) {
    it(`and what does not: ${text.slice(0, 40)}`, () => assert.deepEqual(findLookalikes(text, new Set()), []));
  }

  it('is none when it is a digest of the record itself', () => {
    assert.deepEqual(findLookalikes(`head ${hex}`, new Set([hex])), []);
    assert.equal(findLookalikes(`head ${hex}`, new Set()).length, 1);
  });

  it('is not in the ledgers and receipts of years', () => {
    for (const name of ['ledger/stage_b_rotation_drills.a2830490.jsonl', 'stage_b/20251001T093529Z-stage_b3_connector_rotation/stage_b_smoke.json', 'packet/stage_b_rehearsal_packet.a2830490.json']) {
      assert.deepEqual(findLookalikes(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8'), new Set()), [], name);
    }
  });
});

describe('a secret that is in use', () => {
  const mask = new SecretMask([new Secret('s3cret-token'), new Secret('t\u00f6ken')]);
  const scan = (text: string) => scanFiles(new Map([['file', Buffer.from(text)]]), {mask, known: new Set(), vouched: new Set()}).hits;

  it('is found on its line in every spelling', () => {
    for (const text of ['one\ns3cret-token', 'one\nx t\\u00f6ken', `one\n${Buffer.from('s3cret-token').toString('base64')}`, 'one\nt%C3%B6ken']) {
      assert.deepEqual(scan(text), [{file: 'file', line: 2, shape: 'a secret that is in use', mark: null}], text);
    }
    assert.deepEqual(scan('s3cret tokens'), []);
  });

  it('is found in bytes that are no text', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x0a, 0x80]), Buffer.from('s3cret-token'), Buffer.from([0xc3])]);
    assert.deepEqual(scanFiles(new Map([['blob', bytes]]), {mask, known: new Set(), vouched: new Set()}).hits.map(({file, line}) => [file, line]), [['blob', 2]]);
  });
});

describe('an export that would give a secret away', () => {
  const live = new SecretMask([new Secret('s3cret-token')]);

  for (const [where, put] of [
    ['the journal', (scribe: ReturnType<typeof writtenSession>) => scribe.note('it is s3cret-token')],
    ['a file of evidence', (scribe: ReturnType<typeof writtenSession>) => scribe.attach(scribe.keep('one\ntwo\ns3cret-token\n'))],
    ['a file that no line names', (scribe: ReturnType<typeof writtenSession>) => { scribe.keep('one\ns3cret-token\n'); return scribe; }],
    ['a torn line', (scribe: ReturnType<typeof writtenSession>) => scribe.tear(Buffer.from('{"token": "s3cret-token')).recover()],
  ] as const) {
    it(`in ${where} is refused, and nothing is left behind`, async t => {
      const options = await exporting(t, closing(put(writtenSession())), {mask: live});
      const {code, exit, hits, problem, next} = await refused(options);
      assert.deepEqual([code, exit], ['secret-found', 1]);
      assert.ok(hits.some(({shape, line}) => shape === 'a secret that is in use' && line >= 2), JSON.stringify(hits));
      assert.ok(!`${problem}${next}`.includes('s3cret-token'));
      assert.match(next, /Replace that secret first/);
      assert.ok(!existsSync(options.out));
    });
  }

  it('in the ledger by its looks is refused, naming the line of the copy; left out, the record is had and says so', async t => {
    const options = await exporting(t, closing(writtenSession()));
    mkdirSync(dirname(options.ledger), {recursive: true});
    writeFileSync(options.ledger, `{"connector_id": "a"}\n{"connector_id": "a", "digest of": "${sha256('a').slice(0, 40)}"}\n`);
    const {problem, next, hits} = await refused(options);
    assert.deepEqual(hits.map(({file, line, shape}) => [file, line, shape]), [['ledger-lines.jsonl', 2, 'a long hexadecimal value']]);
    assert.match(problem, /ledger-lines\.jsonl line 2: a long hexadecimal value \([0-9a-f]{8}\)$/);
    assert.match(next, /--leave-out ledger-lines\.jsonl$/);
    const {missing, files} = await exported({...options, leftOut: ['ledger-lines.jsonl']});
    assert.ok(missing.some(text => /The ledger lines .* left out of this record on purpose/.test(text)), missing.join('\n'));
    assert.ok(!files.includes('ledger-lines.jsonl'));
  });

  it('in a file of evidence can be left out, and the record names it', async t => {
    const scribe = writtenSession();
    const kept = scribe.keep('one\ns3cret-token\n');
    const options = await exporting(t, closing(scribe.attach(kept)), {mask: live});
    assert.match((await refused(options)).next, new RegExp(`--leave-out evidence/${kept.sha256}$`));
    const {missing, files} = await exported({...options, leftOut: [`evidence/${kept.sha256}`]});
    assert.ok(missing.some(text => text.includes(kept.sha256) && /left out of this record on purpose/.test(text)), missing.join('\n'));
    assert.ok(!files.some(file => file.includes(kept.sha256)));
  });

  it('of another writer of the ledger is masked in the copy, by its place and by its shape, and the page says so', async t => {
    const options = await exporting(t, closing(writtenSession()));
    mkdirSync(dirname(options.ledger), {recursive: true});
    const lines = ['{"connector_id": "a"}', '{"traces": {"rest": {"credentials": {"type": "bearer", "token": "opensesame"}}}}', '{"connector_id": "a", "note": "ghp_0123456789abcdefABCDEF"}'];
    writeFileSync(options.ledger, `${lines.join('\n')}\n`);
    const {read, record} = await exported(options);
    assert.deepEqual(read('ledger-lines.jsonl').split('\n'), [lines[0], lines[1]?.replace('opensesame', '<redacted>'), lines[2]?.replace('ghp_0123456789abcdefABCDEF', '<redacted>'), '']);
    assert.equal(record.ledger.copied?.masked_lines, 2);
    assert.match(read('timeline.md'), /was masked in 2 of them/);
  });

  it('by its looks goes through when somebody vouches for it, and the record says so', async t => {
    const commit = sha256('a commit').slice(0, 40);
    const options = await exporting(t, closing(writtenSession().note(`deployed ${commit}`)));
    const {hits, next} = await refused(options);
    assert.deepEqual(hits.map(({file, line}) => [file, line]), [['journal.jsonl', 2]]);
    assert.match(next, /vouch for by the digits in brackets/);
    assert.ok(!existsSync(options.out));
    const mark = hits[0]?.mark ?? '';
    const {record, read} = await exported({...options, vouched: [mark]});
    assert.deepEqual(record.vouched, [{shape: 'a long hexadecimal value', mark}]);
    assert.match(read('timeline.md'), new RegExp(`\\*\\*Somebody vouched that what looks like a token is none:\\*\\* a long hexadecimal value \\(${mark}\\)\\.`));
  });

  it('cannot be vouched for when the secret is in use', async t => {
    const options = await exporting(t, closing(writtenSession().note('ghp_0123456789abcdefABCDEF')), {mask: new SecretMask([new Secret('ghp_0123456789abcdefABCDEF')])});
    const marks = (await refused(options)).hits.flatMap(({mark}) => mark ?? []);
    assert.deepEqual((await refused({...options, vouched: marks})).hits.map(({mark}) => mark), [null]);
  });

  it('does not happen to a practice session, whose token is masked everywhere', async t => {
    const {options} = await walkedSession(t);
    assert.equal((await exported(options)).ok, true);
    assert.equal((await exported({...options, mask: noSecrets})).already, true);
  });
});
