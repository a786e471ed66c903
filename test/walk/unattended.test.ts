import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {alone} from '../../source/environment/undescribed.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {obstaclesIn, strands} from '../../source/walk/unattended.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf, filesIn, readJournal, theOne} from '../worlds/working-folder.ts';

const two = {...alone, approval: 'two people'} as const;

/** A page that ships, who is asked there, what is said beforehand; the steps that need somebody, and whether something changes before. */
const pages: ReadonlyArray<[runbook: string, people: typeof alone, reason: string | undefined, steps: string[], strands: boolean]> = [
  ['mcp-gateway-rollback', alone, undefined, ['gap'], true],
  ['mcp-gateway-rollback', alone, 'the gateway is down', [], false],
  ['mcp-gateway-rollback', two, 'the gateway is down', ['freeze', 'restore'], false],
  ['mcp-gateway-rollback', two, undefined, ['freeze', 'gap', 'restore'], false],
  ['credential-rotation', alone, undefined, ['agree', 'update'], false],
  ['nightly-recovery', alone, undefined, ['correct'], false],
  ['rehearsal-packet', alone, undefined, ['keep', 'review'], false],
  ['ledger-review', alone, undefined, [], false],
  ['stage-b-rehearsal', alone, undefined, [], false],
  ['learn-the-keys', alone, undefined, [], false],
];

describe('before an unattended walk', () => {
  for (const [id, people, reason, steps, stranded] of pages) {
    it(`${id}, ${people.approval}, ${reason === undefined ? 'no reason' : 'with a reason'}: ${steps.join(', ') || 'nobody'} is needed`, () => {
      const {runbook} = loadWalkable(id);
      const found = obstaclesIn(runbook, {people}, {reason});
      assert.deepEqual(found.map(({step}) => step.id), steps);
      assert.equal(strands(runbook, found), stranded);
    });
  }
});

describe('an unattended walk', () => {
  it('that would leave MCP off is refused with all that is missing, and nothing is changed', async t => {
    const {code, stderr, cwd} = await run(t, ['run', 'mcp-gateway-rollback', '--auto']);
    assert.equal(code, 2);
    assert.match(stderr, /changes something and cannot end with nobody there:\n {2}step 4, Note the ledger gap: it asks: Why does the ledger record no drills\? Answer it with --reason\n[^]*Add --reason 'WHY'/);
    assert.deepEqual(filesIn(cwd), [], 'a refused walk leaves something');
  });

  it('that was told the reason writes it where it is asked for, and nowhere else', async t => {
    const {cwd, stdout, stderr} = await run(t, ['run', 'mcp-gateway-rollback', '--auto', '--reason', 'the gateway is down']);
    const {lines} = readJournal(theOne(cwd, 'journal.jsonl'));
    assert.deepEqual(lines.filter(({type, body}) => type === 'step.finished' && body.step === 'gap').map(({body}) => body.outcome), ['done'], stdout + stderr);
    assert.deepEqual(lines.filter(({type}) => type === 'note.added').map(({body}) => body.text), []);
  });

  it('with a file of answers is refused for everything that is missing in it, at once', async t => {
    const cwd = await temporaryFolder(t);
    writeFileSync(join(cwd, 'answers.yaml'), 'gap: The gateway refused handshakes.\npause: {stated: yes}\n');
    const {code, stderr} = await run(t, ['run', 'mcp-gateway-rollback', '--auto', '--answers', 'answers.yaml'], {cwd});
    assert.equal(code, 2);
    assert.deepEqual(stderr.match(/^ {2}step \d+/gm), ['  step 3', '  step 5', '  step 11', '  step 11', '  step 12'], stderr);
    assert.match(stderr, /Nothing was run\. Add what is missing to the file of answers\.\n$/);
    assert.deepEqual(filesIn(cwd), ['answers.yaml']);
  });

  it('that is answered by a file is stated by file, never by the operator', async t => {
    const cwd = await temporaryFolder(t);
    const answers = 'gap: The gateway refused handshakes.\npause: {stated: yes}\nimpact: {stated: yes}\nrecovery: {stated: [yes]}\nclose: {text: Nothing is left., stated: yes}\nrecord: {stated: yes}\n';
    writeFileSync(join(cwd, 'answers.yaml'), answers);
    const {code, stdout, stderr} = await run(t, ['run', 'mcp-gateway-rollback', '--auto', '--answers', 'answers.yaml', '--json'], {cwd});
    const {mcp, next, session} = documentOf(stdout) as Record<string, unknown>;
    assert.deepEqual([code, mcp, next], [0, 'on', null], stderr);
    const {lines} = readJournal(theOne(cwd, 'journal.jsonl'));
    const stated = lines.flatMap(({type, body}) => (type === 'step.finished' ? (body.proofs as Array<{state: string; found: string; by?: string}>) : [])).filter(({state}) => state === 'stated');
    assert.deepEqual(stated.map(({found, by}) => [found, by]), Array.from({length: 5}, () => ['stated by file, not by a person', 'answers']));
    assert.deepEqual(lines.filter(({type}) => type === 'note.added').map(({body}) => [body.text, body.by]), [['Nothing is left.', 'answers']]);
    const {stdout: record} = await run(t, ['sessions', 'show', String(session)], {cwd});
    assert.match(record, /stated by file, not by a person/);
  });

  it('ends at a step that a person does by hand, and does not count it', async t => {
    const {code, cwd} = await run(t, ['run', 'nightly-recovery', '--auto']);
    const {lines} = readJournal(theOne(cwd, 'journal.jsonl'));
    assert.notEqual(code, 0);
    assert.deepEqual(lines.filter(({type, body}) => type === 'step.finished' && body.step === 'correct'), []);
    assert.equal(lines.at(-1)?.body.verdict, 'stopped');
  });

  for (const environment of ['console', 'practice']) {
    it(`of a page that is for practice only ${environment === 'practice' ? 'is walked to its end there' : 'is refused elsewhere'}`, async t => {
      const {code, stderr} = await run(t, ['run', 'learn-the-keys', '--auto', '--env', environment, '--confirm', environment], {env: {MCP_GATEWAY_URL: 'http://127.0.0.1:9'}});
      assert.equal(code, environment === 'practice' ? 0 : 2, stderr);
      if (environment !== 'practice') assert.match(stderr, /learn-the-keys is for practice only/);
    });
  }
});
