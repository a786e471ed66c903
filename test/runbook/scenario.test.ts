import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {problemText} from '../../source/runbook/problem.ts';
import {parseScenarios, type ScenariosReading} from '../../source/runbook/scenario/scenario-document.ts';
import type {Scenario} from '../../source/runbook/scenario.ts';
import {fc} from '../worlds/fast-check.ts';
import {read} from '../worlds/registry.ts';

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/scenarios/${name}`, import.meta.url), 'utf8');

const runbook = read(fixture('drill.md'));
const text = fixture('drill.scenarios.md');
const faults = ['5xx-once', 'toggle-ignored', 'token-not-accepted', 'ledger-torn'];
const options = {file: 'drill.scenarios.md', runbook, faults, onlyAtStart: ['ledger-torn']};

function scenariosIn(page: string): Scenario[] {
  const reading = parseScenarios(page, options);
  if (!reading.ok) throw new Error(reading.problems.map(problemText).join('\n'));
  return reading.scenarios;
}

const textsOf = (reading: ScenariosReading): string[] => (reading.ok ? [] : reading.problems.map(problemText));

test('a plain walk is a scenario without a fault', () => {
  const [quiet] = scenariosIn(text);
  assert.deepEqual(quiet, {
    runbook: 'drill',
    file: 'drill.scenarios.md',
    number: 1,
    id: 'quiet',
    title: 'A quiet day',
    line: 9,
    level: 'easy',
    teaches: 'A page is walked from top to bottom.',
    story: [{kind: 'paragraph', spans: [{text: 'Nothing is wrong today. Walk the page as it stands.', style: 'plain'}]}],
    strikes: [],
    overrides: [],
    path: ['look', 'freeze', 'restore', 'close'].map(step => ({step, fails: false})),
    wrong: [],
    hints: [],
    answers: [{line: 17, step: 'close', kind: 'text', text: 'nothing unusual'}],
    ends: {line: 18, kind: 'completed'},
    world: [],
    read: [],
  });
});

test('everything that a scenario can say is read', () => {
  const [, deaf] = scenariosIn(text);
  assert.ok(deaf);
  assert.deepEqual(deaf.strikes.map(({fault, when}) => [fault, when]), [
    ['5xx-once', {kind: 'start'}],
    ['toggle-ignored', {kind: 'at', step: 'freeze'}],
    ['token-not-accepted', {kind: 'after', step: 'freeze'}],
  ]);
  assert.deepEqual(deaf.kill, {line: 31, step: 'restore'});
  assert.deepEqual(deaf.overrides.map(({name, value}) => [name, value]), [['MCP_LAST_ROTATED', '2025-09-25T09:58:33Z'], ['MCP_ROTATION_WINDOW', 'PT24H']]);
  const shown = (passes: Scenario['path']): string => passes.map(({step, fails}) => (fails ? `${step}!` : step)).join(' ');
  assert.equal(shown(deaf.path), 'look! look freeze! freeze! look freeze restore close');
  assert.deepEqual(deaf.wrong.map(({passes, means}) => [shown(passes), means]), [
    ['look! freeze close', 'it was closed while operators still went through mcp'],
    ['look!', 'nobody tried once more'],
  ]);
  assert.deepEqual(deaf.hints.map(({after, text: hint}) => [after, hint]), [[90_000, 'Look at the route, not at the toggle.'], [300_000, 'Go back to look.']]);
  assert.deepEqual(deaf.answers.map(({line: _, ...answer}) => answer), [
    {step: 'look', kind: 'way', way: 'no answer'},
    {step: 'freeze', kind: 'says no'},
    {step: 'freeze', kind: 'secret'},
    {step: 'freeze', kind: 'otherwise', reason: 'the on-call engineer did it by hand'},
    {step: 'restore', kind: 'skip', reason: 'nobody is there'},
    {step: 'restore', kind: 'settle', settlement: 'not done', note: 'the console died before enter'},
    {step: 'restore', kind: 'settle', settlement: 'cannot tell', note: 'nobody looked'},
    {step: 'close', kind: 'text', text: 'the deployment is deaf'},
  ]);
  assert.deepEqual(deaf.ends, {line: 47, kind: 'stopped', step: 'close', means: 'nobody could say which route was served'});
  assert.deepEqual(deaf.world.map(({line: _, ...fact}) => fact), [
    {kind: 'route', route: 'legacy'},
    {kind: 'ledger lines', count: 6},
    {kind: 'ledger lines unchanged'},
    {kind: 'handshakes', count: 2},
    {kind: 'old token refused'},
  ]);
  assert.deepEqual(deaf.read, ['the drill (drill.md), step 2']);
});

type Slip = [name: string, from: string, to: string, says: RegExp, below?: number];

const slips: Slip[] = [
  ['a mistyped fault', '`toggle-ignored`', '`toggle-ingored`', /one of 5xx-once, .*; did you mean toggle-ignored\?$/],
  ['a fault at no time', '`5xx-once` at start', '`5xx-once`', /at start, `fault` at step/],
  ['a fault at two places', 'at step `freeze`', 'at step `freeze`, `look`', /does not say when it begins/],
  ['a fault that cannot come later', '`toggle-ignored` at', '`ledger-torn` at', /expected `ledger-torn` at start$/],
  ['a fault at no step', 'at step `freeze`', 'at step `freez`', /there is no step "freez"; .*; did you mean freeze\?$/],
  ['a kill somewhere', 'in step `restore`', 'in step restore', /in step `id`$/],
  ['a toggle in small letters', '`MCP_LAST_ROTATED`', '`last`', /is no name of a toggle/],
  ['an override of a token', '`MCP_LAST_ROTATED`', '`MCP_CONNECTOR_TOKEN`', /a page holds none/],
  ['an override without value', '= `PT24H`', '', /is not an override/],
  ['a word between two steps', '`look`, `freeze`, `restore`, `close`\n- **Answer', '`look`, then `freeze`, `restore`, `close`\n- **Answer', /", then" has no place in a path/],
  ['a path that ends in a comma', '`restore`, `close`\n- **Answer', '`restore`, `close`,\n- **Answer', /"," has no place/],
  ['a path of nothing', '`look`, `freeze`, `restore`, `close`\n- **Answer', 'the usual\n- **Answer', /"the usual" has no place/],
  ['a path that skips what nothing leads past', '`look`, `freeze`, `restore`, `close`\n- **Answer', '`look`, `restore`, `close`\n- **Answer', /no way leads from look to restore; expected after look one of freeze, look$/],
  ['a wrong path that means nothing', ': nobody tried once more', '', /a path, a colon and a sentence/],
  ['a wrong path with an empty meaning', ': nobody tried once more', ':', /nothing is said about what this path means/],
  ['a hint at no time', 'after 90s: Look', 'Look', /after 2m: and the hint$/],
  ['a hint in other units', 'after 90s', 'after soon', /expected 90s, 5m or 48h$/],
  ['hints in the wrong order', 'after 5m', 'after 1m', /order of their times/],
  ['two hints for one time', 'after 5m', 'after 90s', /order of their times/],
  ['an answer to nobody', '`freeze` says no', 'says no', /is not an answer/],
  ['a secret on the page', 'secret: generated', 'secret: hunter2', /is not an answer/],
  ['a settlement that is none', 'settle: not done:', 'settle: maybe:', /is not an answer/],
  ['a judgement that the page does not have', 'way: no answer', 'way: no anwser', /"no anwser" is no judgement of look; expected one of no answer; did you mean no answer\?$/],
  ['a judgement where there is none', '`close`: the deployment', '`close` way: the deployment', /a step with an If that an operator judges/],
  ['an end in other words', 'stopped at `close`', 'abandoned at `close`', /is not an end/],
  ['an end at a step without back-quotes', 'stopped at `close`', 'stopped at close', /is not an end/],
  ['a route that is none', 'route = `legacy`', 'route = `left`', /nothing that is looked at/],
  ['a mistyped fact', 'old token refused', 'old tokens refused', /did you mean old token refused\?$/],
  ['a count of words', '`2` handshakes', '`two` handshakes', /nothing that is looked at/],
  ['two levels', '- **Level:** hard\n', '- **Level:** hard\n- **Level:** easy\n', /a second Level; expected one Level for each scenario/, 1],
  ['two sentences', 'proves nothing about the route.', 'proves. Nothing.', /is not one sentence/],
  ['an id used twice', '`deaf-deployment`', '`quiet`', /already the id in line 13/],
  ['a field of runbooks', '- **Read:**', '- **Undo:**', /unknown key "Undo"; expected one of Id, Level/],
  ['a heading without number', '## 2. The', '## The', /not that of a scenario; expected ## 2\. Title/],
  ['another runbook', 'runbook: drill', 'runbook: other', /these scenarios are of other/],
];

for (const [name, from, to, says, below = 0] of slips) {
  test(`whoever writes ${name} is told the line and what is right`, () => {
    const at = Math.max(text.indexOf(from), text.indexOf(from, text.indexOf('## 2.')));
    assert.ok(at >= 0, from);
    const line = text.slice(0, at).split('\n').length + below;
    const found = textsOf(parseScenarios(text.slice(0, at) + to + text.slice(at + from.length), options));
    assert.ok(found.some(problem => problem.startsWith(`drill.scenarios.md:${line} `) && says.test(problem)), found.join('\n') || 'nothing');
  });
}

test('a path that is completed does not fail at its last step', () => {
  const failing = text.replace('`restore`, `close`\n- **Answer:** `close`: nothing', '`restore`, `close` fails\n- **Answer:** `close`: nothing');
  assert.notEqual(failing, text);
  assert.match(textsOf(parseScenarios(failing, options)).join('\n'), /^drill\.scenarios\.md:18 Ends: the path ends at close, which fails; expected a path that ends at close$/);
});

test('without its runbook a page of scenarios is read, only the steps are not looked for', () => {
  const {runbook: _, ...alone} = options;
  assert.ok(parseScenarios(text.replaceAll('`freeze`', '`unheard-of`'), alone).ok);
  assert.ok(!parseScenarios(text.replaceAll('`freeze`', '`unheard-of`'), options).ok);
});

test('no text at all makes the reader of scenarios fall over', () => {
  const scraps = ['\n', '`', '**', ': ', ', ', 'fails', '->', ' at step ', '## 3. X\n', '- **Path:** ', '- **Wrong:** ', '- **Answer:** `look`', '\u202e', '```'];
  const cuts = fc.array(fc.tuple(fc.nat(text.length), fc.nat(30), fc.constantFrom('', ...scraps)), {maxLength: 4});
  fc.assert(fc.property(cuts, changes => {
    const changed = changes.reduce((page, [at, length, scrap]) => page.slice(0, at) + scrap + page.slice(at + length), text);
    const reading = parseScenarios(changed, options);
    const lines = changed.split(/\r\n|\r|\n/).length;
    if (!reading.ok) assert.ok(reading.problems.length > 0 && reading.problems.every(({line}) => line >= 1 && line <= lines));
    else for (const {path, ends} of reading.scenarios) assert.equal(path.at(-1)?.step, ends.kind === 'completed' ? runbook.closing : ends.step);
  }), {numRuns: 200});
});

test('a page of scenarios with Windows line ends says the same', () => {
  assert.deepEqual(scenariosIn(text.replaceAll('\n', '\r\n')), scenariosIn(text));
});
