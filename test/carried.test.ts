import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {it} from 'node:test';
import {carriedNames, carriedPaths, carriedText, isCarried, tool} from '../source/carried.ts';

const root = resolve(import.meta.dirname, '..');

it('the tool is called and numbered as its package', () => {
  const {name, version} = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  assert.deepEqual(tool(), {name, version});
  assert.match(version, /^\d+\.\d+\.\d+/);
});

it('a page that comes along is read by its path from the root, and one that does not is missing', () => {
  const page = carriedText('runbooks/stage-b-rehearsal.md');
  assert.ok(page.ok && page.bytes.equals(readFileSync(join(root, 'runbooks/stage-b-rehearsal.md'))));
  assert.deepEqual(carriedText('runbooks/none.md'), {ok: false, missing: true, reason: 'it does not exist (ENOENT)'});
});

it('a folder that comes along is listed', () => {
  const names = carriedNames('source/team/schema');
  assert.ok(names.ok && names.names.includes('0001-record.sql') && names.names.includes('roles.sql'));
});

it('a page may lead to another one, wherever it begins', () => {
  assert.deepEqual(['runbooks/../docs/on-call.md', 'docs', 'runbooks/../README.md', 'docs/none.md'].map(path => isCarried(path)), [true, true, true, false]);
});

it('what comes along is what is for readers, and no program, test or tool', () => {
  const paths = carriedPaths();
  for (const path of ['CHANGELOG.md', 'LICENSE', 'README.md', 'docs/on-call.md', 'docs/man/mcp-runbook.1', 'package.json', 'runbooks/stage-b-rehearsal.md', 'source/team/schema/roles.sql']) assert.ok(paths.includes(path), path);
  assert.deepEqual(paths.filter(path => !/^(?:docs|runbooks|source\/team\/schema)\/|^[^/]+$/.test(path)), []);
  assert.deepEqual(paths, paths.toSorted());
});
