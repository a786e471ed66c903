import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {StorageError, type FileCalls} from '../../source/durable-file.ts';
import {Secret} from '../../source/secret.ts';
import {SecretMask} from '../../source/secret-mask.ts';
import type {Body, EventType, JournalEvent} from '../../source/journal/event.ts';
import {createJournal, type Journal} from '../../source/journal/journal.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {testClock} from '../worlds/test-clock.ts';
import {bodies, eventTypes} from '../worlds/bodies.ts';
import {diskWith, goodDisk, troubles} from '../worlds/disk.ts';
import {linesOf} from '../worlds/practice-session.ts';

type Setting = {calls?: FileCalls; tokens?: string[]; folder?: string};

async function open(t: AfterTest, {calls, tokens = [], folder}: Setting = {}): Promise<Journal> {
  const mask = new SecretMask(tokens.map(token => new Secret(token)));
  const place = folder ?? join(await temporaryFolder(t), 'logs', 'sessions', '20251120T090000Z-drill-0001');
  const journal = createJournal(
    place,
    {session: '20251120T090000Z-drill-0001', class: 'rehearsal'},
    {clock: testClock(), mask: () => mask, ...(calls && {calls})},
  );
  t.after(() => journal.close());
  return journal;
}

function write<Type extends EventType>(
  journal: Journal,
  type: Type,
  body: Body<Type> = bodies[type],
  operator = 'mara',
) {
  return journal.append(type, operator, body);
}

/** The digest of the closing line is its own affair. */
const withoutDigest = (body: unknown): unknown => ({...(body as object), digest: undefined});

const note = (text: string): Body<'note.added'> => ({step: null, text});

describe('a line of the journal', () => {
  it('has its members in the fixed order, whatever it tells', async t => {
    const journal = await open(t);
    for (const type of eventTypes) assert.ok(write(journal, type).ok, type);
    const lines = linesOf(journal.path);
    assert.equal(lines.length, eventTypes.length);
    for (const [index, line] of lines.entries()) {
      const event = JSON.parse(line) as JournalEvent;
      assert.deepEqual(Object.keys(event), ['v', 'session', 'seq', 'prev', 'at', 'operator', 'class', 'type', 'body']);
      assert.deepEqual(
        [event.v, event.session, event.seq, event.at, event.operator, event.class, event.type],
        [1, '20251120T090000Z-drill-0001', index, '2025-11-20T09:00:00Z', 'mara', 'rehearsal', eventTypes[index]],
      );
      assert.deepEqual(withoutDigest(event.body), withoutDigest(bodies[event.type]));
    }
  });

  it('is ASCII with one LF at its end, whatever a person types', async t => {
    const journal = await open(t);
    const typed = 'd\u00e9j\u00e0 vu \u202e\u2028 line\nbreak \u{1f6f0} \ud800 \u007f';
    assert.ok(write(journal, 'note.added', note(typed), 'M\u00e1ra').ok);
    const bytes = readFileSync(journal.path);
    assert.ok(bytes.every(byte => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a));
    assert.equal(bytes.indexOf(0x0a), bytes.length - 1);
    const event = JSON.parse(bytes.toString()) as JournalEvent;
    assert.deepEqual([event.operator, event.body], ['M\u00e1ra', {step: null, text: typed}]);
  });

  it('is what the writer gets back', async t => {
    const journal = await open(t);
    const written = write(journal, 'step.started');
    assert.ok(written.ok);
    assert.deepEqual(written.event, JSON.parse(linesOf(journal.path)[0] ?? ''));
  });
});

describe('the chain', () => {
  it('begins with 64 zeros, and each line names the SHA-256 of the bytes before it', async t => {
    const journal = await open(t);
    for (const type of eventTypes) write(journal, type);
    const lines = linesOf(journal.path);
    const expected = ['0'.repeat(64), ...lines.map(line => createHash('sha256').update(line).digest('hex'))];
    assert.deepEqual(
      lines.map(line => (JSON.parse(line) as JournalEvent).prev),
      expected.slice(0, -1),
    );
    assert.equal(journal.head, expected.at(-1));
  });

  it('ends in a line that pins itself: its digest is of the same line with zeros in its place', async t => {
    const journal = await open(t);
    const reason = `somebody typed ${'0'.repeat(64)}`;
    write(journal, 'session.closed', {...bodies['session.closed'], reason});
    const line = linesOf(journal.path)[0] ?? '';
    const {digest} = (JSON.parse(line) as {body: Body<'session.closed'>}).body;
    assert.match(line, new RegExp(`"digest":"${digest}"}}$`));
    assert.equal(
      createHash('sha256')
        .update(line.replace(digest, '0'.repeat(64)))
        .digest('hex'),
      digest,
    );
  });

  it('can be checked with sha256sum alone', async t => {
    const journal = await open(t);
    for (const text of ['first', 'caf\u00e9', '\u{1f6f0}']) write(journal, 'note.added', note(text));
    // Line by line with ordinary programs, as an auditor without our code would.
    const script = 'while IFS= read -r line; do printf %s "$line" | sha256sum | cut -c1-64; done < "$1"';
    const sums = execFileSync('sh', ['-c', script, 'sh', journal.path], {encoding: 'utf8'}).trim().split('\n');
    assert.equal(sums.length, 3);
    assert.deepEqual(
      linesOf(journal.path).map(line => (JSON.parse(line) as JournalEvent).prev),
      ['0'.repeat(64), sums[0], sums[1]],
    );
    assert.equal(journal.head, sums[2]);
  });

  it('has a head before anything is written', async t => {
    assert.equal((await open(t)).head, '0'.repeat(64));
  });
});

describe('the file', () => {
  it('and its folder belong to the operator alone', async t => {
    const umask = process.umask(0);
    t.after(() => process.umask(umask));
    const journal = await open(t);
    write(journal, 'note.added');
    assert.equal(statSync(journal.path).mode & 0o777, 0o600);
    assert.equal(statSync(join(journal.path, '..')).mode & 0o777, 0o700);
    assert.equal(statSync(join(journal.path, '../..')).mode & 0o777, 0o755);
  });

  it('of another session is never opened again', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'journal.jsonl'), 'theirs\n');
    await assert.rejects(
      open(t, {folder}),
      (error: Error) => error instanceof StorageError && /EEXIST/.test(error.message),
    );
    assert.equal(readFileSync(join(folder, 'journal.jsonl'), 'utf8'), 'theirs\n');
  });

  it('is not made where a link stands in its place', async t => {
    const folder = await temporaryFolder(t);
    mkdirSync(join(folder, 'session'));
    execFileSync('ln', ['-s', join(folder, 'elsewhere'), join(folder, 'session', 'journal.jsonl')]);
    await assert.rejects(open(t, {folder: join(folder, 'session')}), {name: 'StorageError'});
    assert.ok(!existsSync(join(folder, 'elsewhere')));
  });

  it('keeps its mode when somebody loosened the folder', async t => {
    const folder = await temporaryFolder(t);
    chmodSync(folder, 0o777);
    const journal = await open(t, {folder});
    assert.equal(statSync(journal.path).mode & 0o777, 0o600);
  });

  it('gets one write and one sync for each line', async t => {
    const {calls, log} = goodDisk();
    const journal = await open(t, {calls});
    for (const type of eventTypes) {
      log.length = 0;
      write(journal, type);
      assert.deepEqual(log, ['write', 'sync'], type);
    }
  });
});

describe('when the disk fails', () => {
  for (const trouble of troubles) {
    for (const line of [1, 2, 3, 4]) {
      it(`with ${trouble} at line ${line}, it is not acknowledged, and nothing is appended after it`, async t => {
        const {calls, log} = diskWith(trouble, line);
        const journal = await open(t, {calls});
        const texts = ['one', 'two', 'three', 'four', 'five', 'six'];
        let before = {bytes: Buffer.alloc(0), head: journal.head};
        for (const [index, text] of texts.entries()) {
          const written = write(journal, 'note.added', note(text));
          assert.equal(written.ok, index < line - 1, text);
          if (written.ok) before = {bytes: readFileSync(journal.path), head: journal.head};
        }
        const after = readFileSync(journal.path);
        assert.deepEqual(after.subarray(0, before.bytes.length), before.bytes);
        assert.equal(
          after.toString().split('\n').filter(Boolean).length,
          trouble.startsWith('E') && trouble.endsWith('write') ? line - 1 : line,
        );
        assert.equal(journal.head, before.head);
        assert.ok(journal.failure instanceof StorageError);
        assert.match(journal.failure.message, /could not append to .*journal\.jsonl: /);
        assert.equal(log.filter(call => call === 'write').length, line);
      });
    }
  }

  it('and somebody else says so, nothing more is appended either', async t => {
    const {calls, log} = goodDisk();
    const journal = await open(t, {calls});
    write(journal, 'note.added');
    const failure = new StorageError('evidence/abcd', 'write', new Error('no room'));
    journal.fail(failure);
    journal.fail(new StorageError('evidence/later', 'write', new Error('still no room')));
    assert.deepEqual(write(journal, 'note.added'), {ok: false, failure});
    assert.equal(log.filter(call => call === 'write').length, 1);
  });
});

describe('a token', () => {
  const token = 'tok/"\u00e9-q4x1';

  /** Every text of a body with the token in it. */
  function withToken(value: unknown, spoil: (text: string) => string): unknown {
    if (typeof value === 'string') return spoil(value);
    if (Array.isArray(value)) return value.map(item => withToken(item, spoil));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, ours.has(name) ? member : withToken(member, spoil)]),
    );
  }
  /** Words of ours and of the page; a token cannot get into them. */
  const ours = new Set([
    'step',
    'next',
    'id',
    'sha256',
    'head',
    'effect',
    'outcome',
    'state',
    'settlement',
    'turn',
    'choice',
    'digits',
    'until',
    'verdict',
    'mode',
    'session',
    'digest',
    'receipt',
  ]);

  for (const type of eventTypes) {
    it(`is masked in every text of ${type}`, async t => {
      const journal = await open(t, {tokens: [token]});
      const spoilt = withToken(bodies[type], text => `${text} Bearer ${token}.`) as Body<typeof type>;
      const written = write(journal, type, spoilt, `mara ${token}`);
      assert.ok(written.ok);
      const file = readFileSync(journal.path, 'utf8');
      for (const spelling of [token, JSON.stringify(token).slice(1, -1), 'q4x1', Buffer.from(token).toString('base64')])
        assert.ok(!file.includes(spelling), file);
      assert.deepEqual(
        withoutDigest(written.event.body),
        withoutDigest(withToken(bodies[type], text => `${text} Bearer <redacted>.`)),
      );
      assert.equal(written.event.operator, 'mara <redacted>');
    });
  }

  for (const word of [
    'smoke',
    'done',
    'holds',
    'changes',
    'step',
    'text',
    'proofs',
    'abab',
    'plain',
    '2025',
    '0000',
    'stage',
    'stopped',
    'redacted',
    'acte',
  ]) {
    it(`spelled ${word} like a word of ours leaves the journal readable`, async t => {
      const journal = await open(t, {tokens: [word]});
      for (const type of eventTypes) {
        const written = write(journal, type);
        assert.ok(written.ok);
        assert.deepEqual(Object.keys(written.event.body), Object.keys(bodies[type]));
        if ('step' in written.event.body) assert.equal(written.event.body.step, (bodies[type] as {step: string}).step);
      }
    });
  }
});
