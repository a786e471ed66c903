import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {togglesIn, togglesOf} from '../../source/runbook/named-toggles.ts';
import {paperColumns, wrapped} from '../../source/runbook/text-columns.ts';
import {printRunbook, type PrintValues} from '../../source/runbook/print.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';
import {read} from '../worlds/registry.ts';

const runbook = read(readFileSync(new URL('../fixtures/scenarios/drill.md', import.meta.url), 'utf8'));

const values: PrintValues = {
  at: '2025-09-25T10:00:00Z',
  sha256: 'a'.repeat(64),
  environment: 'rehearsal-eu',
  class: 'rehearsal',
  gateway: {url: 'http://gw.rehearsal:8001', source: 'deploy/operator.env'},
  ledger: '/srv/operator/logs/stage_b_rotation_drills.jsonl',
  escalate: 'the gateway team, +49 30 1234',
  trouble: undefined,
  toggles: new Map([
    ['ABZU_USE_MCP', [{source: 'this shell', value: '1'}, {source: 'deploy/operator.env', value: undefined}]],
    ['MCP_CONNECTOR_TOKEN', [{source: 'vault', kept: 'secret'}]],
  ]),
  plans: new Map([['freeze', {does: ['edit deploy/operator.env, line 3: ABZU_USE_MCP=0', 'systemctl restart operator-api']}], ['restore', {trouble: {problem: 'nobody has hands here', next: 'Set it by hand.'}}]]),
};

const printed = printRunbook(runbook, values);

function section(number: number): string[] {
  const at = printed.findIndex(line => line.startsWith(`[ ] ${number}  `));
  const next = printed.findIndex((line, index) => index > at + 1 && /^[=-]{80}$/.test(line));
  return printed.slice(at, next);
}

test('the head of a printed page says what it is, where it points, and of which moment', () => {
  assert.deepEqual(printed.slice(0, 13), [
    '='.repeat(80),
    'The drill',
    'drill, version 2.1, 4 steps',
    `sha256 ${'a'.repeat(64)}`,
    'Printed 2025-09-25T10:00:00Z to be done by hand. Values are those of that',
    'moment: look again before you change anything.',
    '',
    'Class      REHEARSAL, environment rehearsal-eu',
    'Gateway    http://gw.rehearsal:8001 (deploy/operator.env)',
    'Ledger     /srv/operator/logs/stage_b_rotation_drills.jsonl',
    'Call       the gateway team, +49 30 1234',
    '',
    'Operator ____________________  Incident ________________  Date ________________',
  ]);
  assert.equal(printed.at(-1), 'End of drill.');
});

test('a step that changes something has all that is needed to do it by hand', () => {
  assert.deepEqual(section(2), [
    '[ ] 2  Freeze the traffic (freeze)',
    '-'.repeat(80),
    '',
    'Operators are served by the legacy handlers from here on. ABZU_USE_MCP is read',
    'anew at each request.',
    '',
    'Now        ABZU_USE_MCP = 1 (this shell)',
    '           ABZU_USE_MCP is not set (deploy/operator.env)',
    'First      [ ] you vouch for it: the incident channel knows',
    'Changes    operators leave MCP for the legacy handlers',
    'Undo       step 3, Restore the traffic',
    'Action     toggle.set ABZU_USE_MCP 0',
    'By hand',
    '    edit deploy/operator.env, line 3: ABZU_USE_MCP=0',
    '    systemctl restart operator-api',
    'Proof      [ ] toggle.read ABZU_USE_MCP = 0',
    'If         failed: try again, once at most, then go to step 1, Look at the',
    '           gateway, 2 times at most, then call the gateway team, +49 30 1234',
    '           still routed through MCP: go to step 1, Look at the gateway',
    'Time       at most 5m',
    '',
    'Begun at __________  Ended at __________  By ____________________',
    '',
  ]);
});

test('a way that is there on a condition names its step by number and title', () => {
  const steps = runbook.steps.map(step => (step.id === 'freeze' ? {...step, branches: [{line: 1, when: 'late', while: {kind: 'step is not done' as const, id: 'look'}, then: [{kind: 'stop' as const}]}]} : step));
  assert.match(printRunbook({...runbook, steps}, values).join('\n'), /^If {9}late, while step 1, Look at the gateway is not done: /m);
});

test('lists stay lists, a command stays in one piece, a token stays unseen', () => {
  const lines = section(3);
  assert.deepEqual(lines.slice(3, 10), [
    'Only when the gateway answers again.',
    '',
    '  1. Read the address aloud.',
    '  2. Ask MCP_CONNECTOR_TOKEN of nobody.',
    '',
    '    export ABZU_USE_MCP=1   # in the shell of the service, wherever that may be on this day of all days',
    '',
  ]);
  for (const line of ['Now        MCP_CONNECTOR_TOKEN is set and not shown (vault)', 'Not now    nobody has hands here. Set it by hand.', 'Then       go to step 4, Close the drill', 'Time       at most 90s']) {
    assert.ok(lines.includes(line), line);
  }
});

test('a question leaves room for its answer', () => {
  const lines = section(4);
  const at = lines.indexOf('Answer     What should the next person know?');
  assert.deepEqual(lines.slice(at, at + 3), [lines[at], '', `${' '.repeat(11)}${'_'.repeat(69)}`]);
});

test('what could not be read is said in its place', () => {
  const odd: PrintValues = {
    ...values,
    escalate: undefined,
    trouble: {problem: 'kubectl was stopped after 10 s', next: 'Run it by hand.'},
    toggles: new Map([['ABZU_USE_MCP', [{source: '', value: undefined}, {source: 'kubectl', trouble: {problem: 'no answer', next: 'Ask again.'}}, {source: 'file', value: ''}]]]),
    plans: new Map([['freeze', {does: []}]]),
  };
  const lines = printRunbook(runbook, odd);
  for (const line of [
    'Not read   kubectl was stopped after 10 s. Run it by hand.',
    'Now        ABZU_USE_MCP is not set',
    '           ABZU_USE_MCP cannot be read (kubectl): no answer. Ask again.',
    '           ABZU_USE_MCP is empty (file)',
    '           no answer: call whoever answers for this',
  ]) assert.ok(lines.includes(line), line);
  assert.ok(!lines.includes('By hand'));
});

test('no line but a command is wider than the page, whatever the values are', () => {
  const anything = fc.string({unit: anyCharacter, maxLength: 300});
  fc.assert(fc.property(anything, anything, fc.string({unit: 'grapheme', maxLength: 300}), (one, two, three) => {
    const lines = printRunbook(runbook, {
      ...values,
      gateway: {url: one, source: two},
      ledger: three,
      escalate: two,
      trouble: {problem: three, next: one},
      toggles: new Map([['ABZU_USE_MCP', [{source: one, value: three}]]]),
      plans: new Map(),
    });
    for (const line of lines.filter(text => !text.startsWith('    export'))) {
      assert.ok(stringWidth(line) <= paperColumns, line);
      assert.doesNotMatch(line, /[\u0000-\u001f\u202e]/u);
    }
  }), {numRuns: 100});
});

test('wrapping loses no word and breaks only what does not fit a row', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,100}$/), {maxLength: 30}), words => {
    const rows = wrapped(words.join(' '), 'Label      ');
    assert.equal(rows.map(row => row.slice(11)).join('').replaceAll(' ', ''), words.join(''));
    assert.ok(rows.every((row, index) => row.length <= 80 && (row === '' || row.startsWith(index === 0 ? 'Label' : ' '.repeat(11)))));
  }));
});

test('the toggles of a step are those that it sets or reads, and the known ones that it speaks of', () => {
  const known = ['MCP_CONNECTOR_TOKEN', 'MCP_GATEWAY_URL'];
  assert.deepEqual(runbook.steps.map(step => togglesOf(step, known)), [[], ['ABZU_USE_MCP'], ['MCP_CONNECTOR_TOKEN'], []]);
  assert.deepEqual(togglesOf(runbook.steps[2] ?? assert.fail(), []), []);
  assert.deepEqual(togglesIn(runbook, known), ['ABZU_USE_MCP', 'MCP_CONNECTOR_TOKEN']);
});
