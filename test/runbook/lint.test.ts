import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {parseRunbook} from '../../source/runbook/document.ts';
import {readPageFile} from '../../source/runbook/page-files.ts';
import {lintRunbook, lintScenarios} from '../../source/runbook/lint/lint-page.ts';
import {ruleText, type Problem} from '../../source/runbook/problem.ts';
import {rules} from '../../source/runbook/rules.ts';
import {findLookalikes} from '../../source/secret-shapes.ts';
import {fc} from '../worlds/fast-check.ts';
import {actions, note, page} from '../worlds/registry.ts';

const folder = resolve(import.meta.dirname, '../fixtures/lint');
const faults = ['5xx-once', 'ledger-torn'];

const surroundings = {exists: (path: string) => existsSync(join(folder, path)), lookalikes: (text: string) => findLookalikes(text, new Set())};

function lintFile(name: string): Problem[] {
  const file = `runbooks/${name}`;
  const read = readPageFile(folder, name);
  if (!read.ok) return [{file, line: 1, rule: 'file-unreadable', message: read.reason}];
  if (!name.endsWith('.scenarios.md')) return lintRunbook(read.text, {file, actions, ...surroundings});
  return lintScenarios(read.text, {file, faults, ...surroundings, runbookOf: id => runbookOf(id)});
}

function runbookOf(id: string) {
  const read = readPageFile(folder, `${id}.md`);
  const parsed = read.ok ? parseRunbook(read.text, {file: `${id}.md`, actions}) : undefined;
  return parsed?.ok ? parsed.runbook : undefined;
}

const names = readdirSync(folder).sort();

/** The page that breaks a rule: that of scenarios where there is one, since a runbook must be beside it. */
const fixtureOf = (rule: string): string => (names.includes(`${rule}.scenarios.md`) ? `${rule}.scenarios.md` : `${rule}.md`);

for (const {id} of rules) {
  test(`the page ${fixtureOf(id)} breaks the rule ${id}, once, and no other`, () => {
    assert.deepEqual(lintFile(fixtureOf(id)).map(({rule}) => rule), [id]);
  });
}

test('there is no page for a rule that is none, and nothing is wrong with the runbooks beside scenarios', () => {
  const known = rules.map(({id}) => id as string);
  assert.equal(new Set(known).size, known.length);
  assert.deepEqual(names.map(name => name.replace(/(\.scenarios)?\.md$/, '')).filter(name => !known.includes(name)), []);
  const beside = names.filter(name => name !== fixtureOf(name.replace(/(\.scenarios)?\.md$/, '')));
  assert.ok(beside.length >= 10);
  assert.deepEqual(beside.flatMap(lintFile), []);
});

test('a rule that keeps a page from being walked is an error, any other a warning', () => {
  for (const {id, level} of rules.filter(({id}) => !names.includes(`${id}.scenarios.md`) && id !== 'file-unreadable')) {
    assert.equal(runbookOf(id) === undefined ? 'error' : 'warning', level, id);
  }
});

test('a prompt is told by the line that it stands in', () => {
  const text = readFileSync(join(folder, 'fence-prompt.md'), 'utf8');
  // In a fence it stands one line further down than in text that is only indented.
  const both = text.replace('Say what was odd.\n', 'Say what was odd.\n\n    mcp-runbook packet\n    $ ls logs\n');
  const prompts = both.split('\n').flatMap((line, index) => (line.trim() === '$ ls logs' ? [index + 1] : []));
  const found = lintRunbook(both, {file: 'runbooks/fence-prompt.md', actions, ...surroundings}).filter(({rule}) => rule === 'fence-prompt');
  assert.equal(prompts.length, 2);
  assert.deepEqual(found.map(({line}) => line), prompts);
});

test('the page that we ship has nothing to be said about it', () => {
  const text = readFileSync(new URL('../../runbooks/stage-b-rehearsal.md', import.meta.url), 'utf8');
  assert.deepEqual(lintRunbook(text, {file: 'runbooks/stage-b-rehearsal.md', actions, ...surroundings}), []);
});

const intro = '# The page\n\nFor tests.\n';
const prose = (text: string): string => text.replaceAll(/^(## .*)\n/gm, '$1\n\nLook at it.\n');
const lint = (text: string): string[] => lintRunbook(text, {file: 'runbooks/x.md', actions, ...surroundings}).map(({line, rule}) => `${line} ${rule}`);

test('what keeps a page from being walked and what could be better are said in one go, by line', () => {
  const text = prose(page(intro, note(1, 'one', '- **Undoo:** nothing', '- **Confirm:** the name'), note(2, 'two', '- **Confirm:** the name ')));
  assert.deepEqual(lint(text), ['20 unknown-key', '31 confirm-on-reads', '31 stray-space']);
});

test('a problem says file, line and rule as editors read them', () => {
  const [problem] = lintRunbook(prose(page(intro, note(1, 'one', '- **Undoo:** x'))), {file: 'runbooks/x.md', actions, ...surroundings});
  assert.ok(problem);
  assert.equal(
    ruleText(problem),
    'runbooks/x.md:20: unknown-key: Undoo: unknown key "Undoo"; ' +
      'expected one of Id, Kind, Effect, Before, Ask, Confirm, Action, Every, Proof, Undo, Budget, If; did you mean Undo?',
  );
  assert.equal(ruleText({file: 'x.md', line: 1, rule: 'html', message: 'a\u001b'}), 'x.md:1: html: a<U+001B>');
});

/** A check of the ledger with these proofs, and a closing note. */
const proved = (...proofs: string[]): string[] => lint(prose(page(
  intro,
  ['## 1. Look', '', '- **Id:** `look`', '- **Kind:** check', '- **Effect:** reads', '- **Action:** `ledger.review`', ...proofs.map(proof => `- **Proof:** ${proof}`), ''].join('\n'),
  note(2, 'close'),
))).map(text => text.split(' ')[1] ?? '');

const pairs: Array<[one: string, other: string, said: string[]]> = [
  ['`a` = `1`', '`a` = `1`', ['proof-twice']],
  ['`a` = `1`', '`b` = `1`', []],
  ['`a` = `1`', '`a` = `2`', ['proof-contradicts']],
  ['`a` = `1`', '`a` is not `1`', ['proof-contradicts']],
  ['`a` = `1`', '`a` is not `2`', []],
  ['`a` = `1`', '`a` present', []],
  ['`a` = `1`', '`a` absent', ['proof-contradicts']],
  ['`a` = `1`', '`a` count = 1', ['proof-contradicts']],
  ['`a` present', '`a` absent', ['proof-contradicts']],
  ['`a` present', '`a` count = 0', []],
  ['`a` age at most 2h', '`a` absent', ['proof-contradicts']],
  ['`a` age at most 2h', '`a` age at most 3h', []],
  ['`a` count = 3', '`a` count at least 3', []],
  ['`a` count at most 2', '`a` count at least 3', ['proof-contradicts']],
  ['`a` count at most 2', '`a` count = 3', ['proof-contradicts']],
  ['`a` is not `1`', '`a` is not `2`', []],
  ['`toggle.read` `A` = `1`', '`toggle.read` `B` = `0`', []],
  ['`toggle.read` `A` = `1`', '`toggle.read` `A` = `0`', ['proof-contradicts']],
  ['stated: it is so', '`a` = `1`', []],
];

for (const [one, other, said] of pairs) {
  test(`of the proofs ${one} and ${other}, in either order, lint says ${said.join() || 'nothing'}`, () => {
    assert.deepEqual([proved(one, other), proved(other, one)], [said, said]);
  });
}

const setting = (proof: string): string[] => lint(prose(page(
  intro,
  [
    '## 1. Set', '', '- **Id:** `set`', '- **Kind:** action', '- **Effect:** changes: a toggle', '- **Confirm:** the name', '- **Action:** `toggle.set` `A` = `0`',
    `- **Proof:** ${proof}`, '- **Undo:** none: there is none', '- **Budget:** 1m', '- **If:** failed -> stop', '',
  ].join('\n'),
  note(2, 'close'),
))).map(text => text.split(' ')[1] ?? '');

test('a toggle that is set is read back as what it was set to', () => {
  for (const proof of ['`value` = `0`', '`toggle.read` `A` is not `1`', '`deployment.read` `A` = `0`', '`toggle.read` `B` = `1`', '`route.probe` = `legacy`', '`deployment.read` `A` `source` = `x`']) {
    assert.deepEqual(setting(proof), [], proof);
  }
  for (const proof of ['`value` = `1`', '`value` is not `0`', '`toggle.read` `A` absent', '`deployment.read` `A` = `1`', '`toggle.read` `A` `value` = `1`']) {
    assert.deepEqual(setting(proof), ['set-contradicted'], proof);
  }
});

test('no text at all makes lint fall over, and a page that it finds no error in can be walked', () => {
  const base = readFileSync(join(folder, 'file-name.md'), 'utf8');
  const scenarios = readFileSync(join(folder, 'hint-order.scenarios.md'), 'utf8');
  const scraps = ['\n', '---\n', '## 1. ', '- **Id:** ', '- **Proof:** ', '`', '**', '```', '[a](b)', '%', '\t', ' ', 'fails', ':', 'step `look`', 'up to 2', ','];
  const cuts = fc.array(fc.tuple(fc.nat(base.length), fc.nat(30), fc.constantFrom('', ...scraps)), {maxLength: 4});
  const levels = new Map(rules.map(({id, level}) => [id as string, level]));
  fc.assert(fc.property(fc.constantFrom(base, scenarios), cuts, (whole, changes) => {
    const text = changes.reduce((changed, [at, length, scrap]) => changed.slice(0, at) + scrap + changed.slice(at + length), whole);
    const found = lintRunbook(text, {file: 'runbooks/x.md', actions, ...surroundings});
    const lines = text.split(/\r\n|\r|\n/).length;
    for (const {line, rule} of found) assert.ok(line >= 1 && line <= lines && levels.has(rule), `${line} ${rule}`);
    assert.equal(found.some(({rule}) => levels.get(rule) === 'error'), !parseRunbook(text, {file: 'runbooks/x.md', actions}).ok);
    lintScenarios(text, {file: 'x.scenarios.md', faults, ...surroundings, runbookOf});
  }), {numRuns: 200});
});
