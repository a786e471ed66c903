import assert from 'node:assert/strict';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {exitCode, OperatorError} from '../../source/errors.ts';
import {openSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';
import {segmentsIn} from './aftermath.ts';
import {rehearsal} from './continuing.ts';

const nearby = {ABZU_USE_MCP: '1', MCP_GATEWAY_URL: 'http://127.0.0.1:9'};

type Left = {root: string; session: string; folder: string; page: string};

/** A session of the console, left before its first step. */
async function leftSession(t: AfterTest): Promise<Left> {
  const root = await temporaryFolder(t);
  const {conductor, close} = await openSession(workplace(root, {variables: nearby}), {...rehearsal, environment: 'console'});
  conductor.record({kind: 'leave', reason: 'left by the operator'});
  await close();
  const {session, folder} = conductor;
  return {root, session: session.id, folder, page: join(folder, 'evidence', session.opened.runbook.sha256)};
}

async function resumes({root, session}: Left, variables: Readonly<Record<string, string>> = nearby): Promise<void> {
  const open = await resumeSession(workplace(root, {variables}), {session, operator: rehearsal.operator});
  open.conductor.record({kind: 'leave', reason: 'seen'});
  await open.close();
}

describe('A session is not continued', () => {
  const troubles: ReadonlyArray<readonly [what: string, says: RegExp, breaks: (left: Left) => Partial<Left> & {variables?: Readonly<Record<string, string>>}]> = [
    ['that is not there', /^there is no session "20200101T000000Z-x-0000" here$/, () => ({session: '20200101T000000Z-x-0000'})],
    ['against a gateway of another class', /is of class rehearsal, and console is live now$/, () => ({variables: {...nearby, MCP_GATEWAY_URL: 'http://gw.example:8001'}})],
    ['by a page that was changed', /is not what its name says: it was changed$/, ({page}) => {
      writeFileSync(page, readFileSync(page, 'utf8').replace('## 1.', '## 1. '));
      return {};
    }],
    ['without its page', /^the runbook's pinned text .* cannot be read: /, ({page}) => {
      rmSync(page);
      return {};
    }],
    ['that was killed as it was opened', /its first line never came to be whole, so nothing of it ran$/, ({folder}) => {
      for (const name of ['.lock', '.holder']) rmSync(join(folder, name));
      writeFileSync(join(folder, 'journal.jsonl'), '');
      return {};
    }],
    ['whose journal was changed', /^the journal of .* cannot be continued: /, ({folder}) => {
      const path = join(folder, 'journal.jsonl');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"mode":"auto"', '"mode":"plain"'));
      return {};
    }],
  ];
  for (const [what, says, breaks] of troubles) {
    it(`${what}: it says so, writes nothing, and keeps nobody out`, async t => {
      const left = await leftSession(t);
      const files = [join(left.folder, 'journal.jsonl'), left.page].map(path => [path, readFileSync(path)] as const);
      const {variables = nearby, ...changed} = breaks(left);
      const before = segmentsIn(left.folder);
      await assert.rejects(resumes({...left, ...changed}, variables), (error: unknown) => {
        assert.ok(error instanceof OperatorError, String(error));
        assert.match(error.message, says);
        assert.equal(error.exit, exitCode.usage);
        return true;
      });
      assert.deepEqual(segmentsIn(left.folder), before);
      for (const [path, bytes] of files) writeFileSync(path, bytes);
      await resumes(left);
    });
  }

  it('that was closed', async t => {
    const left = await leftSession(t);
    const open = await resumeSession(workplace(left.root, {variables: nearby}), {session: left.session, operator: rehearsal.operator});
    open.conductor.record({kind: 'end', reason: 'enough'});
    await open.close();
    const before = segmentsIn(left.folder);
    await assert.rejects(resumes(left), /^OperatorError: the session .* is closed$/);
    assert.deepEqual(segmentsIn(left.folder), before);
  });
});
