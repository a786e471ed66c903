import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {buildProgram} from '../build.ts';
import {lint, verdictText} from '../lint.ts';

export type StageResult = {name: string; ok: boolean; text: string; milliseconds: number};

type Stage = {name: string; run: (root: string) => Promise<{ok: boolean; text: string}>};

/** What must hold before a test is worth running. They do not need each other. */
const stages: readonly Stage[] = [
  {name: 'type check', run: root => runTool(root, 'tsc')},
  {name: 'oxlint', run: root => runTool(root, 'oxlint')},
  {name: 'knip', run: root => runTool(root, 'knip')},
  {
    name: 'build',
    run: async () => {
      const said: string[] = [];
      const ok = await buildProgram(text => said.push(text));
      return {ok, text: said.join('\n')};
    },
  },
  {
    name: 'lint',
    run: async root => {
      const verdict = lint(root);
      return {ok: verdict.problems.length === 0, text: verdictText(verdict)};
    },
  },
];

export function runStages(root: string): Promise<StageResult[]> {
  return Promise.all(
    stages.map(async ({name, run}) => {
      const started = performance.now();
      const result = await run(root);
      return {name, ...result, milliseconds: performance.now() - started};
    }),
  );
}

function runTool(root: string, name: string): Promise<{ok: boolean; text: string}> {
  const child = spawn(join(root, 'node_modules/.bin', name), [], {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
  let text = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ok: code === 0, text: text.trimEnd()}));
  });
}
