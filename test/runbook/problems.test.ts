import assert from 'node:assert/strict';
import {test} from 'node:test';
import {frontmatter, note, page, problems, read} from '../worlds/registry.ts';

type Case = [name: string, text: string, line: number, field: string | undefined, expected: RegExp, nearest?: string];

const id = '- **Id:** `one`';
const reads = '- **Effect:** reads';
const changes = '- **Effect:** changes: a toggle';
const proof = '- **Proof:** stated: seen';
const undo = '- **Undo:** none';
const confirm = '- **Confirm:** the name';
const action = '- **Kind:** action';
const check = '- **Kind:** check';
const set = '- **Action:** `toggle.set` `A` = `0`';
const review = '- **Action:** `ledger.review`';

/** One step from line 8 on: heading, blank line, then these bullets from line 10 on. */
const step = (...bullets: string[]): string => page(['## 1. Step', '', ...bullets, ''].join('\n'));
/** A right check in lines 10 to 13, and then these lines. */
const and = (...lines: string[]): string => step(id, check, reads, proof, ...lines);
/** A check of the ledger whose only proof, in line 14, is this. */
const proves = (text: string): string => step(id, check, reads, review, `- **Proof:** ${text}`);
/** A note in lines 8 to 13, and then these branches. */
const forks = (...branches: string[]): string => page(note(1, 'one', ...branches.map(branch => `- **If:** ${branch}`)));
/** A right page of one note up to line 14, and then this text. */
const below = (text: string): string => page(note(1, 'one'), text);
/** A right page with one change in its frontmatter. */
const head = (from: string, to: string): string => page(note(1, 'one')).replace(from, to);

const cases: Case[] = [
  // Fields
  ['an unknown key', and('- **Prof:** stated: x'), 14, 'Prof', /^one of Id, /, 'Proof'],
  ['a key in small letters', and('- **proof:** stated: x'), 14, 'proof', /^one of Id, /, 'Proof'],
  ['a key without bold', and('- Undo: none'), 14, 'Undo', /^\*\*Undo:\*\*/],
  ['a key with its value in bold', and('- **Undo: none**'), 14, 'Undo', /^\*\*Undo:\*\*/],
  ['a key without colon', and('- **Undo** none'), 14, 'Undo', /^\*\*Undo:\*\*$/],
  ['a key in a paragraph', and('', '**Undo:** none'), 15, 'Undo', /^a bullet/],
  ['a key in a numbered list', and('', '1. **Undo:** none'), 15, 'Undo', /^a bullet/],
  ['a key above the steps', page('- **Undo:** none\n', note(1, 'one')), 8, 'Undo', /^a bullet/],
  ['a field of two paragraphs', and('', '  and more'), 15, 'Proof', /^one paragraph/],
  ['a field given twice', and(reads), 14, 'Effect', /^one Effect/],
  ['no Id', step(check, reads, proof), 8, 'Id', /\*\*Id:\*\*/],
  ['no Kind', step(id, reads, proof), 8, 'Kind', /\*\*Kind:\*\*/],
  ['no Effect', step(id, check, proof), 8, 'Effect', /\*\*Effect:\*\*/],
  ['an id without back-quotes', step('- **Id:** one', check, reads, proof), 10, 'Id', /back-quotes/],
  ['an id with capitals', step('- **Id:** `One`', check, reads, proof), 10, 'Id', /^lower-case/],
  ['an unknown kind', step(id, '- **Kind:** chek', reads, proof), 11, 'Kind', /^one of check, /, 'check'],
  ['an unknown effect', step(id, check, '- **Effect:** raeds', proof), 12, 'Effect', /^reads, or/, 'reads'],
  ['a change of nothing', step(id, check, '- **Effect:** changes:', proof), 12, 'Effect', /what it changes/, 'changes'],
  ['an empty text', and('- **Undo:**'), 14, 'Undo', /^a few words/],
  ['a budget in other words', and('- **Budget:** 5 min'), 14, 'Budget', /^90s, 5m or 48h$/],
  ['a budget of nothing', and('- **Budget:** 0s'), 14, 'Budget', /^90s, 5m or 48h$/],
  ['a budget of two days', and('- **Budget:** 48h'), 14, 'Budget', /^at most 24h$/],
  // Actions
  ['an unknown action', and('- **Action:** `ledger.reveiw`'), 14, 'Action', /registry/, 'ledger.review'],
  ['an action without back-quotes', and('- **Action:** ledger.review'), 14, 'Action', /back-quotes/],
  ['words after an action', and('- **Action:** `ledger.review` now'), 14, 'Action', /back-quotes/],
  ['too few parameters', step(id, action, changes, proof, undo, confirm, '- **Action:** `toggle.set` `A`'),
    16, 'Action', /`name` `value`/],
  ['too many parameters', and('- **Action:** `ledger.review` `A`'), 14, 'Action', /^no parameters$/],
  ['an action that changes in a step that reads', step(id, action, reads, proof, set), 12, 'Effect', /^changes:/],
  ['an action that reads in a step that changes', step(id, action, changes, proof, undo, confirm, review),
    12, 'Effect', /^reads$/],
  ['a change without Undo', step(id, action, changes, proof, confirm, set), 8, 'Undo', /\*\*Undo:\*\*/],
  ['a change without Proof', step(id, action, changes, undo, confirm, set), 8, 'Proof', /\*\*Proof:\*\*/],
  ['a change without Confirm', step(id, action, changes, undo, proof, set), 8, 'Confirm', /\*\*Confirm:\*\*/],
  ['a fence that shows another command', and(review, '', '```', 'mcp-runbook ledger', '```'),
    8, 'Action', /"mcp-runbook ledger review"/],
  // Kinds
  ['a check that changes', step(id, check, changes, proof, undo, confirm),
    12, 'Effect', /^one of the kinds action, manual$/],
  ['a check without proof', step(id, check, reads, review), 8, 'Proof', /\*\*Proof:\*\*/],
  ['an action without action', step(id, action, reads, proof), 8, 'Action', /\*\*Action:\*\*/],
  ['a manual step that runs something', step(id, '- **Kind:** manual', reads, review),
    13, 'Action', /^one of the kinds check, action, wait$/],
  ['a note without question', step(id, '- **Kind:** note', reads), 8, 'Ask', /\*\*Ask:\*\*/],
  ['an approval without question', step(id, '- **Kind:** approve', reads), 8, 'Ask', /\*\*Ask:\*\*/],
  // Proofs
  ['a proof of plain words', proves('all is well'), 14, 'Proof', /^a path or an action/],
  ['a statement of nothing', proves('stated:'), 14, 'Proof', /^stated:/],
  ['a proof without test', proves('`route.probe`'), 14, 'Proof', /^= `value`/],
  ['an unknown test', proves('`route.probe` presnt'), 14, 'Proof', /^= `value`/, 'present'],
  ['is instead of =', proves('`route.probe` is `legacy`'), 14, 'Proof', /^= `value`/, '= `value`'],
  ['a value without back-quotes', proves('`route.probe` = legacy'), 14, 'Proof', /^= `value`$/],
  ['a count of words', proves('`a` count = three'), 14, 'Proof', /count = n/],
  ['a mistyped count', proves('`a` count at lest 3'), 14, 'Proof', /count = n/, 'count at least n'],
  ['an age without unit', proves('`a` age at most 48'), 14, 'Proof', /^90s, 5m or 48h$/],
  ['a mistyped action in a proof', proves('`toggle.raed` `A` = `1`'), 14, 'Proof', /registry/, 'toggle.read'],
  ['an action mistyped as a path', proves('`route.prob` = `x`'), 14, 'Proof', /registry/, 'route.probe'],
  ['a proof that changes something', proves('`toggle.set` `A` `0` present'), 14, 'Proof', /^an action that reads$/],
  ['a proof without its parameter', proves('`toggle.read` = `1`'), 14, 'Proof', /^`name`$/],
  ['a path with spaces', proves('`a b` present'), 14, 'Proof', /^names joined by dots/],
  ['a path without an action', step(id, check, reads, '- **Proof:** `a.b` present'),
    13, 'Proof', /^an action that reads, or stated:$/],
  ['a path before the action', and(review, '- **Before:** `a.b` present'),
    15, 'Before', /^an action that reads, or stated:$/],
  // Branches and order
  ['a branch without arrow', forks('late, stop'), 14, 'If', /^an outcome, ->/],
  ['a branch under a condition that no walk knows', forks('late, while it rains -> stop'), 14, 'If', /^nothing was changed, something was changed or step `id` is not done$/],
  ['a branch under a condition on no step', forks('late, while step `onn` is not done -> stop'), 14, 'If', /^one of one$/, 'one'],
  ['an unknown turn', forks('late -> escalat'), 14, 'If', /^step `id`/, 'escalate'],
  ['a step named without the word step', forks('late -> `one`'), 14, 'If', /^step `id`/],
  ['retries without count', forks('late -> retry, stop'), 14, 'If', /from 1 to 9/],
  ['retries without end', forks('late -> retry 2'), 14, 'If', /^retry 2, stop$/],
  ['retries twice', forks('late -> retry 2, retry 3, stop'), 14, 'If', /^one retry/],
  ['a turn after the end', forks('late -> stop, escalate'), 14, 'If', /^nothing after the stop$/],
  ['an outcome in capitals', forks('Done -> step `one`'), 14, 'If', /^done$/],
  ['a failure in capitals', forks('FAILED -> stop'), 14, 'If', /^failed$/],
  ['a step without the number of times', forks('late -> step `one` up to, stop'), 14, 'If', /up to and a number from 1 to 9$/],
  ['a step up to ten times', forks('late -> step `one` up to 10, stop'), 14, 'If', /from 1 to 9$/],
  ['a step with a count and no end', forks('late -> step `one` up to 2'), 14, 'If', /^step one up to 2, stop$/],
  ['a retry after a step with a count', forks('late -> step `one` up to 2, retry 2, stop'), 14, 'If', /^the retry first$/],
  ['two steps with a count', forks('late -> step `one` up to 2, step `one` up to 3, stop'), 14, 'If', /^one step with a count/],
  ['a count on the way of going well', page(note(1, 'one', '- **If:** done -> step `two` up to 2, step `two`'), note(2, 'two')), 14, 'If', /arrives at two$/],
  ['two branches for one outcome', forks('a -> stop', 'a -> escalate'), 15, 'If', /^one branch/],
  ['a branch to no step', forks('late -> step `onn`'), 14, 'If', /^one of one$/, 'one'],
  ['an undo in no step', page(note(1, 'start', '- **Undo:** step `strat`')), 14, 'Undo', /^one of start$/, 'start'],
  ['an id used twice', page(note(1, 'one'), note(2, 'one')), 17, 'Id', /used once/],
  ['a gap in the numbers', page(note(1, 'one'), note(3, 'two')), 15, undefined, /^number 2$/],
  ['a step that nothing leads to', forks('done -> step `three`') + note(2, 'two') + note(3, 'three'),
    15, undefined, /without If: done/],
  ['an end before the closing step', forks('done -> stop', 'odd -> step `two`') + note(2, 'two'),
    14, 'If', /arrives at two$/],
  ['a walk in a circle', forks('done -> step `one`', 'odd -> step `end`') + note(2, 'end'),
    14, 'If', /arrives at end$/],
  ['a closing step that goes on', page(note(1, 'one'), note(2, 'two', '- **If:** done -> step `one`')),
    21, 'If', /last step$/],
  // The page
  ['a heading without number', page(note(1, 'one').replace('1. ', '')), 8, undefined, /^## 1\. Title$/],
  ['a heading below a step', page(`${note(1, 'one')}\n### More\n`), 15, undefined, /^only # and ##/],
  ['a second title', page('# The page\n', '# The page\n', note(1, 'one')), 10, undefined, /^one # heading/],
  ['another title than the frontmatter', page('# The pages\n', note(1, 'one')), 8, undefined, /title$/],
  ['an HTML comment', below('<!-- run: x -->'), 15, undefined, /^Markdown$/],
  ['HTML in a sentence', below('press <kbd>'), 15, undefined, /^Markdown$/],
  ['an image', below('![frame](frame.png)'), 15, undefined, /^a link/],
  ['struck text', below('~~not~~ this'), 15, undefined, /^bold, code/],
  ['a table', below('| a |\n| --- |\n'), 15, undefined, /^paragraphs/],
  ['a quotation', below('> so they say'), 15, undefined, /^paragraphs/],
  ['a list inside a list', below('1. a\n   - b'), 16, undefined, /^paragraphs/],
  ['a fence without end', below('```\nx'), 15, undefined, /^```$/],
  ['a bidi mark', page(note(1, 'one', '- plain \u202etext')), 14, undefined, /can be seen/],
  ['a zero-width space in a fence', below('```\nx\u200b\n```'), 16, undefined, /can be seen/],
  ['a bidi mark written as an entity', below('a &#8238; b'), 15, undefined, /can be seen/],
  ['no steps', frontmatter, 1, undefined, /^## 1\. Title/],
  // Frontmatter
  ['no frontmatter', `${'\n'.repeat(7)}${note(1, 'one')}`, 1, undefined, /^--- around id, title/],
  ['a frontmatter without end', head('summary: A page for tests.\n---', 'summary: A page.'),
    1, undefined, /^--- around/],
  ['an unknown frontmatter key', head('id: x', 'id: x\nsumary: a'), 3, 'sumary', /^one of id/, 'summary'],
  ['a missing frontmatter key', head('version: 1\n', ''), 1, 'version', /^a number/],
  ['an age of the practice ledger in days', head('version: 1', 'version: 1\npractice-ledger: 2d'), 5, 'practice-ledger', /^how old/],
  ['an id with spaces', head('id: x', 'id: x y'), 2, 'id', /^lower-case/],
  ['a list as title', head('The page', '[a, b]'), 3, 'title', /^a title/],
  ['a summary of two sentences', head('A page', 'A. page'), 5, 'summary', /^one sentence/],
  ['a bidi mark as a YAML escape', head('The page', String.raw`"a\u202e"`), 3, 'title', /^a title/],
];

for (const [name, text, line, field, expected, nearest] of cases) {
  test(`the author is told the line of ${name} and what is expected there`, () => {
    const found = problems(text);
    const [problem] = found.filter(({line: at, field: of}) => at === line && of === field);
    assert.ok(problem, `found instead: ${JSON.stringify(found, undefined, 2)}`);
    assert.match(problem.expected ?? '', expected);
    assert.equal(problem.nearest, nearest);
  });
}

test('a mistake in one place is one problem', () => {
  // Missing fields, mistyped keys and the end of the frontmatter rightly have consequences elsewhere.
  const consequential = /^(no frontmatter|a frontmatter without end|an end before|a change of nothing)/;
  const noisy = cases.filter(([name, text]) => !consequential.test(name) && problems(text).length > 1);
  assert.deepEqual(noisy.map(([name, text]) => [name, problems(text).map(({message}) => message)]), []);
});

test('YAML that cannot be read is said with its line', () => {
  const [first] = problems(head('title: The page', 'title: "The page')).filter(p => p.line > 1);
  assert.match(first?.message ?? '', /^the frontmatter is not YAML/);
  assert.deepEqual(problems(head('version: 1', 'version: 1\nid: y')).map(p => p.line), [5]);
});

test('the age of the practice ledger is read where a page has one', () => {
  assert.equal(read(head('version: 1', 'version: 1\npractice-ledger: 20h')).practiceLedger, 72_000_000);
  assert.ok(!('practiceLedger' in read(head('version: 1', 'version: 2'))));
});

test('whoever has no frontmatter is told the keys that it needs, and only those', () => {
  assert.deepEqual(problems(note(1, 'one')).map(({expected}) => expected), ['--- around id, title, version, summary']);
});
