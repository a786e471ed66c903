import assert from 'node:assert/strict';
import {chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {openPreferences} from '../source/preferences.ts';
import {oddFiles} from './worlds/odd-files.ts';
import {temporaryFolder} from './worlds/temp-folder.ts';

const kept = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;

describe('preferences', () => {
  it('are none at first, and reading makes no file', async t => {
    const folder = await temporaryFolder(t);
    assert.deepEqual(openPreferences(folder).read(), {});
    assert.ok(!existsSync(join(folder, 'config.json')));
  });

  it('are there the next time', async t => {
    const folder = await temporaryFolder(t);
    openPreferences(folder).remember({operator: 'M\u00e1ra', environment: 'console', ascii: true, motion: false});
    assert.deepEqual(openPreferences(folder).read(), {
      operator: 'M\u00e1ra',
      environment: 'console',
      ascii: true,
      motion: false,
    });
  });

  it('belong to the operator alone, also after a change and where the file was open to others', async t => {
    const umask = process.umask(0);
    t.after(() => process.umask(umask));
    const folder = await temporaryFolder(t);
    const mode = (): number => statSync(join(folder, 'config.json')).mode & 0o777;
    openPreferences(folder).remember({operator: 'mara'});
    assert.equal(mode(), 0o600);
    chmodSync(join(folder, 'config.json'), 0o644);
    openPreferences(folder).remember({operator: 'ines'});
    assert.equal(mode(), 0o600);
  });

  it('keep what is not being changed, and what a later version wrote', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'config.json'), JSON.stringify({operator: 'mara', ascii: true, colours: {live: 'red'}}));
    openPreferences(folder).remember({environment: 'console'});
    assert.deepEqual(kept(folder), {operator: 'mara', ascii: true, colours: {live: 'red'}, environment: 'console'});
  });

  it('leave alone what was not chosen this time', async t => {
    const folder = await temporaryFolder(t);
    openPreferences(folder).remember({operator: 'mara', environment: 'practice'});
    openPreferences(folder).remember({operator: 'ines', environment: undefined, ascii: undefined});
    assert.deepEqual(kept(folder), {operator: 'ines', environment: 'practice'});
  });

  for (const [what, content, flaw] of [
    ['nothing', '', 'it is empty'],
    ['white space', ' \n', 'it is empty'],
    ['zeros, as after a power cut', '\0'.repeat(64), 'it is empty'],
    ['no JSON', '{"operator": "mara"', 'it is no JSON object'],
    ['text before the JSON', 'operator = mara', 'it is no JSON object'],
    ['a byte order mark', '\uFEFF{"operator": "mara"}', 'it is no JSON object'],
    ['a list', '["mara"]', 'it is no JSON object'],
    ['null', 'null', 'it is no JSON object'],
  ] as const) {
    it(`that hold ${what} are none, told as damaged, and kept beside what is remembered next`, async t => {
      const folder = await temporaryFolder(t);
      const file = join(folder, 'config.json');
      writeFileSync(file, content);
      const store = openPreferences(folder);
      assert.deepEqual(store.trouble, {
        problem: `your preferences are not known, defaults count: ${file}: ${flaw}`,
        next: `Correct that file: it holds names and choices only. Once something is remembered, it is kept as ${file}.damaged.`,
      });
      assert.deepEqual([store.read(), readFileSync(file, 'utf8')], [{}, content]);
      store.remember({operator: 'mara'});
      assert.deepEqual([store.read(), kept(folder), readFileSync(`${file}.damaged`, 'utf8')], [{operator: 'mara'}, {operator: 'mara'}, content]);
      assert.equal(openPreferences(folder).trouble, undefined);
    });
  }

  it('that are damaged once more stay as they are: what was kept before is not lost for them', async t => {
    const folder = await temporaryFolder(t);
    for (const name of ['config.json', 'config.json.damaged']) writeFileSync(join(folder, name), name);
    const store = openPreferences(folder);
    store.remember({operator: 'mara'});
    assert.match(store.trouble?.problem ?? '', /config\.json: it is no JSON object, and \S+config\.json\.damaged has been kept before$/);
    assert.deepEqual([store.read(), ...['config.json', 'config.json.damaged'].map(name => readFileSync(join(folder, name), 'utf8'))], [{}, 'config.json', 'config.json.damaged']);
  });

  it('of a wrong type are none, told by name, and the others count', async t => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'config.json');
    writeFileSync(file, '{"operator": 4711, "ascii": "yes", "environment": null, "motion": false, "signingKey": "/keys/mara"}');
    const store = openPreferences(folder);
    assert.deepEqual(store.trouble, {problem: `some of your preferences are not known, defaults count: ${file}: operator, environment, ascii`, next: 'Correct or remove them there: it holds names and choices only.'});
    assert.deepEqual(store.read(), {motion: false, signingKey: '/keys/mara'});
    store.remember({operator: 'mara'});
    assert.deepEqual(kept(folder), {operator: 'mara', ascii: 'yes', environment: null, motion: false, signingKey: '/keys/mara'});
  });

  it('that cannot be read at all are none, and nothing stops for it', async t => {
    const folder = await temporaryFolder(t);
    mkdirSync(join(folder, 'config.json'));
    const store = openPreferences(folder);
    store.remember({operator: 'mara'});
    store.forget('operator');
    assert.deepEqual([store.read(), store.file], [{}, undefined]);
    assert.deepEqual(store.trouble, {problem: `your preferences are not known, defaults count: ${join(folder, 'config.json')}: it is a folder`, next: 'Correct or remove that file: it holds names and choices only.'});
  });

  for (const {what, put} of oddFiles.filter(odd => odd.what !== 'a link that leads nowhere')) {
    it(`that lie in ${what} are said to be unread, and stay as they are`, async t => {
      const folder = await temporaryFolder(t);
      const file = join(folder, 'config.json');
      await put(file, t);
      const before = lstatSync(file);
      const store = openPreferences(folder);
      store.remember({operator: 'mara'});
      assert.match(store.trouble?.problem ?? '', /config\.json: its? /);
      assert.deepEqual([store.read(), lstatSync(file).ino, lstatSync(file).mode], [{}, before.ino, before.mode]);
    });
  }

  it('that cannot be written are forgotten, and nothing stops for it', async t => {
    const folder = await temporaryFolder(t);
    writeFileSync(join(folder, 'home'), 'a file where a folder should be');
    const store = openPreferences(join(folder, 'home'));
    store.remember({operator: 'mara'});
    assert.deepEqual([store.read(), store.trouble], [{}, undefined]);
  });

  it('forget one of them and keep the others', async t => {
    const folder = await temporaryFolder(t);
    const store = openPreferences(folder);
    store.remember({operator: 'mara', signingKey: '/keys/mara'});
    assert.deepEqual([store.file, store.read().signingKey], [join(folder, 'config.json'), '/keys/mara']);
    store.forget('signingKey');
    assert.deepEqual(openPreferences(folder).read(), {operator: 'mara'});
  });

  it('never hold a secret: only names, choices and the place of a key can be given', async t => {
    const folder = await temporaryFolder(t);
    const store = openPreferences(folder);
    // @ts-expect-error: the type has no place for a token
    store.remember({token: 'token-q4x1'});
    assert.ok(
      !existsSync(join(folder, 'config.json')) || !readFileSync(join(folder, 'config.json'), 'utf8').includes('q4x1'),
    );
  });
});
