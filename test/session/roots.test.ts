import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {openSession} from '../../source/session/open-session.ts';
import {resumeSession} from '../../source/session/resume-session.ts';
import {rootsOf} from '../../source/session/roots.ts';
import {run} from '../people/program.ts';
import {temporaryFolder, type AfterTest} from '../worlds/temp-folder.ts';
import {workplace} from '../worlds/workplace.ts';

const named = (root: string, name = 'lab'): string => `  ${name}:\n    class: rehearsal\n    gateway: http://127.0.0.1:8001\n    root: ${root}\n`;

async function folderWith(t: AfterTest, ...roots: string[]): Promise<string> {
  const folder = await temporaryFolder(t);
  mkdirSync(join(folder, 'checkout'));
  symlinkSync('checkout', join(folder, 'linked'));
  writeFileSync(join(folder, 'mcp-runbook.yaml'), `environments:\n${roots.map((root, index) => named(root, index === 0 ? 'lab' : `lab${index}`)).join('')}`);
  return folder;
}

describe('whoever looks for a session', () => {
  const rows: ReadonlyArray<[what: string, roots: string[], found: string[]]> = [
    ['the root that the file names', ['checkout'], ['.', 'checkout']],
    ['each of several', ['checkout', 'other'], ['.', 'checkout', 'other']],
    ['one that is named twice once', ['checkout', './checkout/'], ['.', 'checkout']],
    ['one that is named by a link once', ['checkout', 'linked'], ['.', 'checkout']],
    ['the working folder once', ['.'], ['.']],
  ];
  for (const [what, roots, found] of rows) {
    it(`looks under ${what}`, async t => {
      const folder = await folderWith(t, ...roots);
      assert.deepEqual((await rootsOf(workplace(folder))).roots, found.map(root => join(folder, root)));
    });
  }

  it('looks under a root of the command line alone', async t => {
    const folder = await folderWith(t, 'checkout');
    assert.deepEqual((await rootsOf(workplace(folder, {root: 'other'}))).roots, [join(folder, 'other')]);
  });

  it('is told when the file cannot say its roots', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments: 7\n');
    const {roots, trouble} = await rootsOf(workplace(folder));
    assert.deepEqual(roots, [folder]);
    assert.match(trouble?.problem ?? '', /^mcp-runbook\.yaml cannot be used, so nobody looked under the roots that it names: /);
    const refusal = await resumeSession(workplace(folder), {session: '20251120T090000Z', operator: 'mara'}).catch(String);
    assert.match(String(refusal), /there is no session "20251120T090000Z" here; mcp-runbook\.yaml cannot be used/);
  });

  for (const typed of [['sessions', 'list'], ['watch']]) {
    it(`is not told that there is none, and by the exit code that it is not known, when the file cannot say its roots: ${typed.join(' ')}`, async t => {
      const folder = await temporaryFolder(t);
      writeFileSync(join(folder, 'mcp-runbook.yaml'), 'environments: 7\n');
      const {code, stdout, stderr} = await run(t, typed, {cwd: folder});
      assert.equal(code, 4);
      assert.doesNotMatch(stdout, /No session was|No walk is open/);
      assert.match(stderr, /^mcp-runbook\.yaml cannot be used, so nobody looked under the roots that it names: /);
    });
  }

  it('goes on with, lists and shows what was walked under a root of the file', async t => {
    const folder = await folderWith(t, 'checkout');
    const {conductor, close} = await openSession(workplace(folder), {runbook: 'stage-b-rehearsal', environment: 'lab', operator: 'mara', mode: 'plain'});
    await close();
    const {id} = conductor.session;
    const again = await resumeSession(workplace(folder), {session: id, operator: 'mara'});
    assert.equal(again.conductor.folder, join(folder, 'checkout', 'logs', 'sessions', id));
    await again.close();
    for (const words of [['list'], ['show', id], ['verify', id], ['record', id, '--no-sign']]) {
      const {stdout, stderr} = await run(t, ['sessions', ...words], {cwd: folder});
      assert.match(stdout, words[0] === 'verify' ? /^unfinished: / : words[0] === 'record' ? /^unfinished: \d+ files in / : new RegExp(id), stderr);
    }
    assert.match((await run(t, ['resume'], {cwd: folder})).stderr, new RegExp(`resume ${id} needs somebody at a terminal`));
  });
});
