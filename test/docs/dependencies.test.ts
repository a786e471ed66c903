import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {readTree} from '../../tools/lint/source-tree.ts';
import {pageAt, root, tableOf} from './page.ts';

const page = pageAt('docs/dependencies.md');
const rows = tableOf(page, 'Package').map(([name = '', purpose = '', replaces = '', licence = '', keeper = '']) => ({name: name.replaceAll('`', ''), purpose, replaces, licence, keeper}));

type Package = {license: string; repository: string | {url: string}; scripts?: Record<string, string>};
const own = JSON.parse(pageAt('package.json')) as {dependencies: Record<string, string>};
const manifest = (name: string): Package => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as Package;

type Locked = {license?: string; dev?: true; optional?: true; devOptional?: true; link?: true; hasInstallScript?: true};
const {packages} = JSON.parse(pageAt('package-lock.json')) as {packages: Record<string, Locked>};
const atRunTime = Object.entries(packages).filter(([path, {dev, optional, devOptional, link}]) => path.startsWith('node_modules/') && !dev && !optional && !devOptional && !link);

describe('The page of dependencies', () => {
  it('has a row for each direct one and no other, and there are at most fourteen', () => {
    assert.deepEqual(rows.map(({name}) => name), Object.keys(own.dependencies));
    assert.ok(rows.length <= 14);
    for (const version of Object.values(own.dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
  });

  for (const {name, purpose, replaces, licence, keeper} of rows) {
    it(`says of ${name} what its package says: licence and whose it is`, () => {
      const {license, repository, scripts = {}} = manifest(name);
      assert.equal(licence, license);
      const address = typeof repository === 'string' ? repository : repository.url;
      assert.equal(keeper.split(',', 1)[0], /([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(address)?.[1]);
      assert.ok(purpose !== '' && replaces !== '' && keeper.includes(', '));
      assert.deepEqual(['preinstall', 'install', 'postinstall'].filter(script => Object.hasOwn(scripts, script)), []);
    });
  }

  it('names only what our code imports, and the one that the build takes apart', () => {
    const imported = new Set([...readTree(root).files.values()].filter(({path}) => path.startsWith('source/')).flatMap(({imports}) => imports.map(({from}) => from.split('/')[0] ?? '')));
    assert.deepEqual(rows.map(({name}) => name).filter(name => !imported.has(name)), ['yoga-layout']);
    assert.match(pageAt('tools/build.ts'), /yoga-at-once/);
  });

  it('counts what they need in turn, and names every licence of it', () => {
    const [, count = '', licences = ''] = /they are (\d+) packages, under ([^:]+):/.exec(page) ?? [];
    assert.equal(Number(count), atRunTime.length);
    const named = licences.replaceAll('`', '').split(/,\s+|\s+and\s+/).sort();
    assert.deepEqual(named, [...new Set(atRunTime.map(([, {license}]) => license))].sort());
    assert.deepEqual(atRunTime.filter(([, {hasInstallScript}]) => hasInstallScript), []);
  });
});
