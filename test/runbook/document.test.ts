import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {parseRunbook} from '../../source/runbook/document.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {actions, file, note, page, problems, problemTexts, read} from '../worlds/registry.ts';

const freeze = `## 1. Freeze MCP traffic

Turn the toggle off **in the affected deployment** (not in this shell), so that
operators are served by the legacy handlers.

- **Id:** \`freeze\`
- **Kind:** action
- **Effect:** changes: operators leave MCP for the legacy handlers
- **Before:** stated: the incident channel knows
- **Confirm:** the environment's name
- **Action:** \`toggle.set\` \`ABZU_USE_MCP\` = \`0\`
- **Proof:** \`toggle.read\` \`ABZU_USE_MCP\` is not \`1\`
- **Proof:** \`route.probe\` = \`legacy\`
- **Undo:** step \`restore\`
- **Budget:** 5m
- **If:** still routed through MCP -> retry 2, escalate
`;

test('a step is read with everything a person sees in it', () => {
  const {steps: [step]} = read(page(freeze, note(2, 'restore')));
  assert.deepEqual(step, {
    number: 1,
    id: 'freeze',
    title: 'Freeze MCP traffic',
    line: 8,
    kind: 'action',
    effect: {kind: 'changes', what: 'operators leave MCP for the legacy handlers'},
    before: [{kind: 'stated', line: 16, text: 'the incident channel knows'}],
    confirm: "the environment's name",
    action: {name: 'toggle.set', parameters: ['ABZU_USE_MCP', '0']},
    proofs: [
      {
        kind: 'observed',
        line: 19,
        text: 'toggle.read ABZU_USE_MCP is not 1',
        subject: {action: {name: 'toggle.read', parameters: ['ABZU_USE_MCP']}},
        test: {kind: 'differs', value: '1'},
      },
      {
        kind: 'observed',
        line: 20,
        text: 'route.probe = legacy',
        subject: {action: {name: 'route.probe', parameters: []}},
        test: {kind: 'equals', value: 'legacy'},
      },
    ],
    undo: 'step restore',
    budget: 300_000,
    branches: [
      {line: 23, when: 'still routed through MCP', then: [{kind: 'retry', times: 2}, {kind: 'escalate'}]},
    ],
    prose: [
      {
        kind: 'paragraph',
        spans: [
          {text: 'Turn the toggle off ', style: 'plain'},
          {text: 'in the affected deployment', style: 'strong'},
          {
            text: ' (not in this shell), so that operators are served by the legacy handlers.',
            style: 'plain',
          },
        ],
      },
    ],
  });
});

test('the frontmatter, the intro and the last step describe the whole page', () => {
  const runbook = read(page('# The page\n\nFor *everyone*.\n', note(1, 'start'), note(2, 'close')));
  assert.equal(runbook.id, 'x');
  assert.equal(runbook.title, 'The page');
  assert.equal(runbook.version, '1');
  assert.equal(runbook.summary, 'A page for tests.');
  assert.equal(runbook.file, file);
  assert.deepEqual(runbook.intro, [{kind: 'paragraph', spans: [{text: 'For everyone.', style: 'plain'}]}]);
  assert.deepEqual(runbook.steps.map(step => step.id), ['start', 'close']);
  assert.equal(runbook.closing, 'close');
});

test('prose keeps lists, numbers, link addresses and the lines of a fence', () => {
  const prose = `
3. first \`code\`
4. second

- see [the audit](audit.md)
- <https://example.org>

\`\`\`sh
one
  two
\`\`\`
`;
  const texts = read(page(note(1, 'only') + prose)).steps[0]?.prose.map(block => [
    block.kind,
    ...block.spans.map(span => span.text),
  ]);
  assert.deepEqual(texts, [
    ['item', '3. ', 'first ', 'code'],
    ['item', '4. ', 'second'],
    ['item', 'see the audit (audit.md)'],
    ['item', 'https://example.org'],
    ['code', 'one', '  two'],
  ]);
});

test('a bold lead-in is prose in a paragraph and above the steps', () => {
  const runbook = read(page('- **Note:** read all of it\n', `${note(1, 'only')}\n**Careful:** slowly.\n`));
  assert.equal(runbook.intro.length, 1);
  assert.equal(runbook.steps[0]?.prose.length, 1);
});

test('a colon right after the bold word makes a key as well', () => {
  assert.equal(read(page(note(1, 'only', '- **Budget**: 90s'))).steps[0]?.budget, 90_000);
});

test('a page with Windows line ends is the same runbook', () => {
  const text = page(freeze, note(2, 'restore'));
  assert.deepEqual(read(text.replaceAll('\n', '\r\n')), read(text));
});

test('everything that is wrong with a page is said at once, in the order of its lines', () => {
  const text = page(
    note(1, 'first', '- **Budget:** soon', '- **Undoo:** nothing'),
    note(3, 'first', '- **If:** late -> stpo'),
  );
  assert.deepEqual(problemTexts(text), [
    'runbooks/x.md:14 Budget: "soon" is not a span of time; expected 90s, 5m or 48h',
    'runbooks/x.md:15 Undoo: unknown key "Undoo"; expected one of Id, Kind, Effect, Before, Ask, Confirm, Action, ' +
      'Every, Proof, Undo, Budget, If; did you mean Undo?',
    'runbooks/x.md:17 the step is numbered 3; expected number 2',
    'runbooks/x.md:19 Id: first is already the id in line 10; expected an id used once',
    'runbooks/x.md:23 If: "stpo" is not a turn; expected step `id`, step `id` up to 2, retry 2, stop or escalate; did you mean stop?',
  ]);
});

test('a hostile page cannot steer the terminal through a problem text', () => {
  const text = page(note(1, 'first', '- **Und\u001b[2J:** x', '- **Kind:** \u202eon'));
  assert.ok(problems(text).length >= 3);
  assert.doesNotMatch(problemTexts(text).join(''), /[\u001b\u202e]/);
});

test('no text at all makes the reader fall over', () => {
  const shipped = readFileSync(new URL('../../runbooks/stage-b-rehearsal.md', import.meta.url), 'utf8');
  const scraps = [
    '\n', '---\n', '## 1. ', '- **Id:** ', '- **Proof:** ', '- **If:** x -> ', 'step `smoke`', 'done -> ',
    '`', '**', '```', '<b>', '&#8238;', '|', '>', '- ', '[', '](', '\u202e', '\ud800', '\r',
  ];
  const anywhere = fc.array(fc.oneof(fc.constantFrom(...scraps), fc.string({unit: anyCharacter})), {maxLength: 30});
  const cuts = fc.array(fc.tuple(fc.nat(shipped.length), fc.nat(40), fc.constantFrom('', ...scraps)), {maxLength: 4});
  const pages = fc.oneof(
    anywhere.map(parts => parts.join('')),
    cuts.map(changes => changes.reduce((text, [at, length, scrap]) =>
      text.slice(0, at) + scrap + text.slice(at + length), shipped)),
  );
  fc.assert(fc.property(pages, text => {
    const reading = parseRunbook(text, {file, actions});
    const lines = text.split(/\r\n|\r|\n/).length;
    if (reading.ok) assert.ok(reading.runbook.steps.length > 0);
    else assert.ok(reading.problems.length > 0 && reading.problems.every(({line}) => line >= 1 && line <= lines));
  }), {numRuns: 300});
});

test('a fence is closed or its author is told', () => {
  const content = fc.array(fc.constantFrom('', ' ', 'x', '~~~', '- **Id:** `x`', '## 2. Two', '``'), {maxLength: 5});
  fc.assert(fc.property(content, fc.constantFrom('', '\n', '\n\n\n'), (lines, after) => {
    const open = `${note(1, 'only')}\n${['```', ...lines].join('\n')}`;
    assert.deepEqual(problemTexts(page(`${open}\n\`\`\`${after}`)), []);
    assert.deepEqual(problems(page(open + after)).map(({message}) => message), ['this fence is not closed']);
  }));
});

test('a proof that asks about a step names one that is there', () => {
  const asks = (id: string): string[] => problemTexts(page(note(1, 'look'), note(2, 'close', `- **Before:** \`step.ended\` \`${id}\` \`at\` present`)));
  assert.deepEqual(asks('look'), []);
  assert.match(asks('lock').join('\n'), /Before: there is no step "lock"; .*did you mean look/);
});
