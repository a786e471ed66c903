import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {it} from 'node:test';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';
import {documentOf} from '../worlds/working-folder.ts';
import {fencesIn, pageAt} from './page.ts';

it('the file of answers that the page shows has all that the rollback asks', async t => {
  const [answers = '', ...more] = fencesIn(pageAt('docs/operating.md'), 'yaml');
  assert.deepEqual(more, []);
  const cwd = await temporaryFolder(t);
  writeFileSync(join(cwd, 'answers.yaml'), answers);
  const {code, stdout, stderr} = await run(t, ['run', 'mcp-gateway-rollback', '--env', 'practice', '--auto', '--answers', 'answers.yaml', '--json'], {cwd});
  assert.deepEqual([code, documentOf(stdout).verdict], [0, 'completed'], stderr);
});
