import assert from 'node:assert/strict';
import {readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {build} from '../../tools/build.ts';
import {withCheapEmojiTest, withNarrowSigns} from '../../tools/bundle-plugins.ts';
import {run} from '../people/program.ts';
import {temporaryFolder} from '../worlds/temp-folder.ts';

const entry = resolve(import.meta.dirname, '../fixtures/programs/bundled.ts');

/** Every kind of sequence that UTS 51 knows, and neighbours that are none. */
const texts = [
  'plain', '7 │ ✓', '▶ ▸ ◆ ✔', '©®™', '1️⃣', '#️⃣*️⃣', '1⃣', '👍', '👍🏽', '❤️', '❤', '🇩🇪🇩',
  '👨‍👩‍👧', '👩🏽‍🚀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '☝🏿', '⌚', '한글', 'カﾞ', 'é',
];

test('the bundle runs alone, keeps what is late apart and measures text as before', async t => {
  const folder = await temporaryFolder(t);
  const {files, packages, warnings} = await build({entry, folder, levels: []});
  assert.deepEqual(warnings, []);
  assert.ok(files.includes('bundled.js') && files.length >= 3, files.join());
  assert.ok(packages.includes('node_modules/yaml') && packages.includes('node_modules/string-width') && !packages.includes('node_modules/ink'), packages.join());
  const {stdout, stderr} = await run(t, texts, {program: join(folder, 'bundled.js')});
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {
    yaml: {a: [1, 'no']},
    widths: texts.map(text => stringWidth(text)),
    late: 'loaded when wanted',
    mode: 'production',
  });
});

test('the entry starts with node and may be executed; old files go', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'part-OLD.js'), '');
  const {files} = await build({entry, folder});
  assert.match(await readFile(join(folder, 'bundled.js'), 'utf8'), /^#!\/usr\/bin\/env node\n(?!#!)/);
  assert.equal((await stat(join(folder, 'bundled.js'))).mode & 0o777, 0o755);
  assert.deepEqual((await readdir(folder)).sort(), files.toSorted());
});

test('the same sources make the same bytes, what was compiled of them included', async t => {
  const folders = [await temporaryFolder(t), await temporaryFolder(t)];
  const bytes = [];
  for (const folder of folders) {
    const {files} = await build({entry, folder, levels: []});
    assert.ok(files.some(file => file.endsWith(`.${process.platform}-${process.arch}.compiled`)), files.join());
    bytes.push(Object.fromEntries(await Promise.all(files.map(async file => [file, (await readFile(join(folder, file))).toString('base64')] as const))));
  }
  assert.deepEqual(bytes[0], bytes[1]);
});

test('an entry that cannot be built leaves the old files alone', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'cli.js'), 'old');
  await assert.rejects(build({entry: join(folder, 'nothing.ts'), folder}), /Could not resolve/);
  assert.equal(await readFile(join(folder, 'cli.js'), 'utf8'), 'old');
});

test('the cheap emoji test is put in where its place is found, once, and nowhere else', () => {
  assert.equal(withCheapEmojiTest('a'), undefined);
  assert.equal(withCheapEmojiTest('rgiEmojiRegex.test(segment) rgiEmojiRegex.test(segment)'), undefined);
  const cheap = withCheapEmojiTest('if (rgiEmojiRegex.test(segment) || x)') ?? '';
  assert.match(cheap, /^let fullEmoji;\nif \(\(\/.+\/v\.test\(segment\) && \(fullEmoji \?\?= new RegExp\("\^\\\\p\{RGI_Emoji\}\$", "v"\)\)\.test\(segment\)\) \|\| x\)$/);
});

test('no emoji fails the cheap test', () => {
  const cheap = /[\p{Emoji_Presentation}\u{FE0F}]/v;
  const emoji = /^\p{RGI_Emoji}$/v;
  const selector = '\u{FE0F}';
  const marks = ['', selector, `${selector}\u{20E3}`, '\u{20E3}', '\u{1F3FB}', '\u{1F3FF}', `\u{200D}\u{2642}${selector}`, '\u{1F1E9}'];
  const missed: string[] = [];
  for (let point = 0x20; point < 0x20000; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    for (const mark of marks) {
      const text = String.fromCodePoint(point) + mark;
      if (!cheap.test(text) && emoji.test(text)) missed.push(text);
    }
  }
  assert.deepEqual(missed, []);
});

test('a sign that takes the short cut is one column wide, alone and among others', () => {
  const [, range = ''] = /ambiguousIsNarrow \? (.+?)\.?\$\/ :/.exec(withNarrowSigns(String.raw`/^[\u0020-\u007E]*$/.test(string)`) ?? '') ?? [];
  const short = new RegExp(`${range.slice(1)}$`);
  const signs = Array.from({length: 0x10000}, (_, code) => String.fromCharCode(code)).filter(sign => short.test(sign));
  assert.ok(signs.includes('─') && signs.includes('█') && signs.includes('a'), 'the short cut is there');
  assert.deepEqual(signs.filter(sign => stringWidth(sign) !== 1 || stringWidth(`${sign}─${sign}`) !== 3), []);
  assert.equal(withNarrowSigns('a'), undefined);
});
