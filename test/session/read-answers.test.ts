import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {OperatorError} from '../../source/errors.ts';
import {readAnswers} from '../../source/session/read-answers.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';

const {runbook} = loadWalkable('mcp-gateway-rollback');

async function fileOf(t: AfterTest, text: string): Promise<string> {
  const path = join(await temporaryFolder(t), 'answers.yaml');
  writeFileSync(path, text);
  return path;
}

const wrong: ReadonlyArray<[text: string, ...told: RegExp[]]> = [
  ['gaps: because\n', /^answers\.yaml:1 gaps: the runbook has no such step; expected one of freeze, .*; did you mean gap\?$/],
  ['freeze: now\n', /:1 freeze: the step asks for no text; expected no answer$/],
  ['pause: all of them\n', /:1 pause: the step asks for no text; expected stated: yes$/],
  ['pause: {stated: true}\n', /:1 pause\.stated: true or false; expected yes or no$/],
  ['close:\n  text: mended\n  stated: [yes, no]\n', /:3 close\.stated: a list of 2; expected one answer for each statement of the step, in their order: 1$/],
  ['recovery: {way: it stays down}\n', /:1 recovery\.way: "it stays down"; expected the gateway stays down or a window ends before the gateway is back/],
  ['gap: {reason: x}\n', /:1 gap\.reason: unknown key; expected one of text, stated, way$/],
  ['gap: ""\nfreeze: {stated: yes}\n', /:1 gap: an empty text; expected what is answered/, /:2 freeze\.stated: the step has nothing to be stated/],
  ['- gap\n', /:1 a list; expected ids of steps, each with its answer$/],
];

describe('a file of answers', () => {
  it('answers by the ids of steps: in words, with statements, with a way', async t => {
    const path = await fileOf(t, 'gap: The gateway refused handshakes, INC-204.\npause: {stated: yes}\nclose: {text: Restarted by its owner., stated: [yes]}\nrecovery: {stated: yes, way: the gateway stays down}\n');
    assert.deepEqual([...readAnswers(path, 'answers.yaml', runbook)], [
      ['gap', {text: 'The gateway refused handshakes, INC-204.'}],
      ['pause', {text: undefined, stated: true, way: undefined}],
      ['close', {text: 'Restarted by its owner.', stated: [true], way: undefined}],
      ['recovery', {text: undefined, stated: true, way: 'the gateway stays down'}],
    ]);
  });

  it('answers several statements of a step in their order', async t => {
    const rotation = loadWalkable('credential-rotation').runbook;
    const path = await fileOf(t, 'log: {text: Rotated., stated: [yes, no]}\n');
    assert.deepEqual(readAnswers(path, 'answers.yaml', rotation).get('log')?.stated, [true, false]);
  });

  it('answers what an action asks for only where it finds something', async t => {
    const path = await fileOf(t, 'packet: The index was restored.\n');
    assert.deepEqual([...readAnswers(path, 'answers.yaml', loadWalkable('stage-b-rehearsal').runbook)], [['packet', {text: 'The index was restored.'}]]);
  });

  for (const [text, ...told] of wrong) {
    it(`${JSON.stringify(text)} is refused with what is wrong in which line`, async t => {
      const path = await fileOf(t, text);
      assert.throws(() => readAnswers(path, 'answers.yaml', runbook), (error: unknown) => {
        assert.ok(error instanceof OperatorError);
        const lines = error.message.split('\n');
        assert.equal(lines.length, told.length, error.message);
        for (const [index, line] of lines.entries()) assert.match(line, told[index] ?? /$^/);
        return error.exit === 2;
      });
    });
  }
});
