import assert from 'node:assert/strict';
import {mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {carryOver, isReplaceable} from '../../source/environment/deployment/carry-over.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

test('where there is no lsattr, as on small systems, a file is replaced with its mode all the same', async t => {
  const folder = await temporaryFolder(t);
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  symlinkSync('/bin/cp', join(programs, 'cp'));
  const [old, fresh] = [join(folder, 'operator.env'), join(folder, 'draft')];
  writeFileSync(old, 'ABZU_USE_MCP=1\n', {mode: 0o640});
  writeFileSync(fresh, 'ABZU_USE_MCP=0\n', {mode: 0o600});
  const {PATH} = process.env;
  t.after(() => void (process.env.PATH = PATH));
  process.env.PATH = programs;
  assert.equal(isReplaceable({file: old, names: 1, uid: process.geteuid?.() ?? 0}), true);
  assert.equal(carryOver(old, fresh), true);
  assert.equal(statSync(fresh).mode & 0o777, 0o640);
});
