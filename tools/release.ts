import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {commitOf} from './commit.ts';
import {complaints} from './package/readiness.ts';

const root = resolve(import.meta.dirname, '..');

/** As `npm run package` takes them: platforms, and `--key KEY`. */
async function main(given: readonly string[]): Promise<number> {
  const say = (text: string): unknown => process.stdout.write(`${text}\n`);
  const commit = commitOf(root);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const wrong = complaints({commit, manifest: read('package.json'), lock: read('package-lock.json'), changelog: read('CHANGELOG.md')});
  if (wrong.length > 0) {
    say(`Not ready to be released:\n${wrong.map(line => `  ${line}`).join('\n')}`);
    return 1;
  }
  const steps: ReadonlyArray<{says: string; words: string[]; env?: Record<string, string>}> = [
    {says: 'every check and test', words: ['tools/check.ts']},
    {says: 'what is handed out', words: ['tools/package.ts', ...given]},
    {says: 'each form of it at work', words: ['tools/test-files.ts', 'test/journeys/handed-out.test.ts'], env: {HANDED_OUT: join(root, 'release')}},
  ];
  for (const {says, words, env} of steps) {
    say(`\n== ${says}`);
    const [code] = (await once(spawn(process.execPath, words, {cwd: root, stdio: 'inherit', env: {...process.env, ...env}}), 'exit')) as [number | null];
    if (code === 0) continue;
    say(`\nNot released: ${says} failed, see above.`);
    return 1;
  }
  const {version} = JSON.parse(read('package.json')) as {version: string};
  say(`\nReady in release/. Left to do:\n  git tag -s v${version} ${commit?.id}\n  put the files of release/ where your users get them`);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
