import assert from 'node:assert/strict';
import {existsSync, mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {run} from '../people/program.ts';
import {oddFiles} from '../worlds/odd-files.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

/** Every option that takes a path, and every file that a command looks for by itself; `odd` is what lies there. */
const paths: ReadonlyArray<{path: string; typed: string[]}> = [
  {path: 'odd.yaml', typed: ['toggles', '--config', 'odd.yaml']},
  {path: 'mcp-runbook.yaml', typed: ['toggles', '--env', 'lab']},
  {path: 'rb', typed: ['lint', '--runbooks', 'rb']},
  {path: 'rb/odd.md', typed: ['lint', 'rb/odd.md']},
  {path: 'rb/odd.md', typed: ['run', 'odd', '--runbooks', 'rb', '--auto']},
  {path: 'tokens', typed: ['gateway', '--port', '0', '--tokens', 'tokens']},
  {path: 'checkout/docs/connectors/CONNECTOR_INDEX.md', typed: ['doctrine', '--root', 'checkout']},
  {path: 'checkout/component_index.json', typed: ['doctrine', '--root', 'checkout']},
  {path: 'logs/stage_b_rotation_drills.jsonl', typed: ['ledger', 'check']},
  {path: 'logs/sessions', typed: ['sessions', 'list']},
  {path: 'logs/sessions/20251120T085500Z-drill-ab12/journal.jsonl', typed: ['sessions', 'list']},
  {path: 'logs/sessions/20251120T085500Z-drill-ab12/journal.jsonl', typed: ['sessions', 'show', '20251120T085500Z-drill-ab12']},
  {path: 'logs/sessions/20251120T085500Z-drill-ab12/journal.jsonl', typed: ['sessions', 'verify', '20251120T085500Z-drill-ab12']},
  {path: 'logs/practice/results.jsonl', typed: ['drills', 'report']},
];

/** A folder where a folder is wanted is none of these; what is only long is read by parts. */
const isOrdinary = (path: string, what: string): boolean =>
  (what === 'a folder' && /(?:rb|sessions)$/.test(path)) || (what === 'a file of 300 MB' && path.endsWith('.jsonl'));

describe('a path that leads to something else', () => {
  for (const {path, typed} of paths) {
    it(`is told in words, at once: ${typed.join(' ')}, ${path}`, async t => {
      for (const {what, put} of oddFiles.filter(odd => !isOrdinary(path, odd.what))) {
        const cwd = await temporaryFolder(t);
        mkdirSync(dirname(join(cwd, path)), {recursive: true});
        await put(join(cwd, path), t);
        const {code, stdout, stderr} = await run(t, typed, {cwd});
        assert.ok([1, 2, 3, 4, 5].includes(code ?? 70) || typed[0] === 'drills', `${what}: exit ${code}: ${stdout}${stderr}`);
        assert.doesNotMatch(stdout + stderr, /\n {4}at |This is a bug/, what);
        assert.notEqual(stdout + stderr, '', what);
      }
    });
  }
});

describe('a ~ that no shell filled in', () => {
  for (const typed of [
    ['run', 'learn-the-keys', '--auto', '--root=~/ops'], ['packet', '--out=~/packet.json'], ['toggles', '--config=~/x.yaml'], ['lint', '--runbooks=~mara/rb'], ['gateway', '--port', '0', '--tokens=~/tokens'],
    ['sessions', 'record', 'x', '--out=~/records'], ['sessions', 'record', 'x', '--sign=~/.ssh/key'], ['doctrine', '--root=~'],
  ]) {
    it(`is refused: ${typed.join(' ')}`, async t => {
      const {code, stderr, cwd} = await run(t, typed);
      assert.equal(code, 2);
      assert.match(stderr, /: nobody has filled in the ~\nWrite the path in full/);
      assert.ok(!existsSync(join(cwd, '~')));
    });
  }
});
