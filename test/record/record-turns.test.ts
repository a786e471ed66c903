import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {finished, proof, rowsOf, settled, skipped, started, told, walked, type Line} from './record-lines.ts';
import type {Members, Scribe} from '../worlds/scribe.ts';

const failed = (step: string, change: Members = {}): Line => finished(step, step, {outcome: 'failed', ...change});

/** A failure after which the page itself leads elsewhere. */
const turned = (step: string, next: string, change: Members = {}): Line => finished(step, next, {outcome: 'failed', turn: 'step', ...change});

const left = (step: string, next: string, turn: string, way = turn): Line => ['step.left', {step, way, turn, next, reason: 'three refusals in a row'}];

const overrun = (choice: string, note: string | null): Line => ['budget.exceeded', {step: 'look', milliseconds: 422_000, budget: 300_000, choice, note}];

/** Nobody does anything for so many minutes. */
const later = (minutes: number) => (scribe: Scribe): void => { scribe.at = new Date(Date.parse(scribe.at) + minutes * 60_000).toISOString().replace('.000', ''); };

const again = (step: string, next: string): Line[] => [started(step, {attempt: 2}), finished(step, next, {attempt: 2})];

const looked = walked('look', 'smoke').slice(0, 2);

const smoked = [...looked, started('smoke'), finished('smoke', 'close')];

const plan = {
  sha256: 'cd'.repeat(32), digits: 'cdcd', until: '2025-11-20T09:05:00Z', by_hand: true,
  items: [{what: 'ABZU_USE_MCP', where: 'deploy/operator.env', from: '1', to: '0'}, {what: 'MCP_NOTE', where: 'deploy/operator.env', from: null, to: 'frozen'}],
};

/** What is written after the opening, and each deviation it leads to: line, kind, step, what, reason. */
const deviations: ReadonlyArray<{when: string; lines: readonly Line[]; tells: ReadonlyArray<readonly [number, string, string | null, string, string | null]>}> = [
  {
    when: 'a step is taken up out of order, and what was jumped over is walked afterwards',
    lines: [left('look', 'smoke', 'out of order'), started('smoke'), finished('smoke', 'close'), started('close'), finished('close', 'look'), started('look'), finished('look', null)],
    tells: [[2, 'out of order', 'smoke', 'taken up while step 1: The look step was due', 'three refusals in a row']],
  },
  {
    when: 'the operator goes back: what is walked again for that is neither out of order nor a retry',
    lines: [...smoked, left('close', 'look', 'out of order'), ...again('look', 'smoke'), ...again('smoke', 'close'), ...walked('close')],
    tells: [[6, 'out of order', 'look', 'gone back to from step 3: The close step', 'three refusals in a row']],
  },
  {
    when: 'a step is done otherwise, without the second person, and its proofs have nothing to look into',
    lines: [
      started('look', {otherwise: 'kubectl, by Ines', break_glass: 'nobody else is awake', effect: 'changes', changes: 'the route'}),
      finished('look', 'smoke', {proofs: [proof('not looked at'), {...proof('not looked at'), text: 'all is done'}, proof('stated')]}), ...walked('smoke', 'close'),
    ],
    tells: [
      [2, 'done otherwise', 'look', 'done by other means; the action of the page was not run', 'kubectl, by Ines'],
      [2, 'break glass', 'look', 'begun without the second person that it needs', 'nobody else is awake'],
      [3, 'stated, not verified', 'look', 'two', 'all is well'],
      [3, 'not looked at', 'look', 'no result to look for 2 proofs in', 'all is well; all is done'],
    ],
  },
  {
    when: 'a change that somebody had agreed to is made by another plan',
    lines: [
      ['approval.given', {step: 'look', of: 'smoke', approver: 'ines', digits: 'abab', sha256: 'ab'.repeat(32), until: '2025-11-20T09:06:00Z'}], ...looked,
      started('smoke', {plan}), failed('smoke'), ['approval.given', {step: 'smoke', of: 'smoke', approver: 'ines', digits: 'cdcd', sha256: plan.sha256, until: '2025-11-20T09:09:00Z'}],
      started('smoke', {attempt: 2, plan}), finished('smoke', 'close', {attempt: 2}), ...walked('close'),
    ],
    tells: [
      [5, 'another plan', 'smoke', 'ines had agreed to the plan abab, and cdcd was followed', null], [6, 'failed', 'smoke', 'attempt 1 failed', null], [8, 'retried', 'smoke', 'attempt 2', null],
    ],
  },
  {
    when: 'a step that only reads is checked otherwise',
    lines: [started('look', {otherwise: 'I looked at the console'}), finished('look', 'smoke', {proofs: [proof('not looked at')]}), ...walked('smoke', 'close')],
    tells: [[2, 'done otherwise', 'look', 'checked by other means; the action of the page was not run', 'I looked at the console'], [3, 'not looked at', 'look', 'no result to look for 1 proof in', 'all is well']],
  },
  {
    when: 'the page allows another try, and the operator one more',
    lines: [started('look'), failed('look', {turn: 'retry'}), started('look', {attempt: 2}), failed('look', {attempt: 2, turn: 'stop'}), started('look', {attempt: 3, reason: 'the cable was out'}), finished('look', 'smoke', {attempt: 3}), ...walked('smoke', 'close')],
    tells: [
      [3, 'failed', 'look', 'attempt 1 failed', null], [4, 'retried', 'look', 'attempt 2', 'the page allows it'],
      [5, 'failed', 'look', 'attempt 2 failed', null], [6, 'retried', 'look', 'attempt 3', 'the cable was out'],
    ],
  },
  {
    when: 'a failure is accepted',
    lines: [...looked, started('smoke'), failed('smoke', {proofs: [proof('fails')]}), settled('accepted'), ...walked('close')],
    tells: [
      [5, 'failed', 'smoke', 'attempt 1 failed', null], [5, 'proof failed', 'smoke', 'expected three, found two', 'all is well'],
      [6, 'proof overridden', 'smoke', 'accepted as done in spite of: all is well (looked at first: three lines more)', 'I asked Ines'],
    ],
  },
  {
    when: 'an action that failed is accepted',
    lines: [...looked, started('smoke'), failed('smoke', {failure: {code: 'x', message: 'nobody answers', next: 'Look.'}, proofs: [proof('not looked at')]}), settled('accepted'), ...walked('close')],
    tells: [
      [5, 'failed', 'smoke', 'attempt 1 failed', 'nobody answers'], [5, 'not looked at', 'smoke', 'no result to look for 1 proof in', 'all is well'],
      [6, 'proof overridden', 'smoke', 'accepted as done in spite of: nobody answers (looked at first: three lines more)', 'I asked Ines'],
    ],
  },
  {
    when: 'a step takes too long',
    lines: [started('look'), overrun('keep going', 'the last line is being written'), overrun('escalate', null), finished('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [
      [3, 'over budget', 'look', 'not over after 7m 2s, where 5m 0s are allowed; chosen: keep going', 'the last line is being written'],
      [4, 'over budget', 'look', 'not over after 7m 2s, where 5m 0s are allowed; chosen: escalate', null],
    ],
  },
  {
    when: 'a step takes too long, and nobody was asked',
    lines: [later(11), started('look'), finished('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [[3, 'over budget', 'look', '14m 0s where 10m 0s are allowed; nobody was asked', null]],
  },
  {
    when: 'a step takes too long, was asked about, and is left',
    lines: [later(11), ['budget.exceeded', {step: 'look', milliseconds: 720_000, budget: 600_000, choice: 'keep going', note: null}], left('look', 'look', 'retry'), started('look'), finished('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [
      [2, 'over budget', 'look', 'not over after 12m 0s, where 10m 0s are allowed; chosen: keep going', null],
      [3, 'left by a way of the page', 'look', 'retry: to be tried again', 'three refusals in a row'],
    ],
  },
  {
    when: 'the time of the last step is over when the session is closed',
    lines: [...smoked, left('close', 'look', 'out of order'), later(11)],
    tells: [
      [6, 'out of order', 'look', 'gone back to from step 3: The close step', 'three refusals in a row'],
      [7, 'over budget', 'look', '12m 0s where 10m 0s are allowed; nobody was asked', null],
      [7, 'not walked', 'look', 'not walked again since the walk went back before it', null],
      [7, 'not walked', 'smoke', 'not walked again since the walk went back before it', null],
      [7, 'not walked', 'close', 'neither run nor skipped when the session was closed', null],
    ],
  },
  {
    when: 'the page leads back after a failure, and the second pass needs two tries',
    lines: [
      ...looked, started('smoke'), turned('smoke', 'look'), ...again('look', 'smoke'), started('smoke', {attempt: 2}), failed('smoke', {attempt: 2, turn: 'retry'}),
      started('smoke', {attempt: 3}), finished('smoke', 'close', {attempt: 3}), ...walked('close'),
    ],
    tells: [
      [5, 'failed', 'smoke', 'attempt 1 failed', null], [5, 'led back', 'smoke', 'followed by step 1: The look step', 'the page leads there when it fails'],
      [9, 'failed', 'smoke', 'attempt 2 failed', null], [10, 'retried', 'smoke', 'attempt 3, number 2 since the walk came back here', 'the page allows it'],
    ],
  },
  {
    when: 'the page leads a failed step to itself',
    lines: [started('look'), turned('look', 'look'), ...again('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [[3, 'failed', 'look', 'attempt 1 failed', null], [4, 'retried', 'look', 'attempt 2', 'the page allows it']],
  },
  {
    when: 'the page leads on after a failure',
    lines: [started('look'), turned('look', 'close'), ...walked('close')],
    tells: [
      [3, 'failed', 'look', 'attempt 1 failed', null], [3, 'led on', 'look', 'followed by step 3: The close step', 'the page leads there when it fails'],
      [6, 'not walked', 'smoke', 'neither run nor skipped when the session was closed', null],
    ],
  },
  {
    when: 'the operator takes a way of the page on, and what lies between is passed over',
    lines: [...looked, left('smoke', 'close', 'step', 'no gap was noted'), ...walked('close')],
    tells: [[4, 'left by a way of the page', 'smoke', 'no gap was noted: on to step 3: The close step', 'three refusals in a row'], [7, 'not walked', 'smoke', 'passed over: no gap was noted', null]],
  },
  {
    when: 'the operator takes a way of the page back, and the walk ends there',
    lines: [...smoked, left('close', 'look', 'step', 'the gateway is failing again')],
    tells: [
      [6, 'left by a way of the page', 'close', 'the gateway is failing again: back to step 1: The look step', 'three refusals in a row'],
      ...['look', 'smoke'].map(step => [7, 'not walked', step, 'not walked again since the walk went back before it', null] as const),
      [7, 'not walked', 'close', 'neither run nor skipped when the session was closed', null],
    ],
  },
  ...([['stop', 'the walk stops here'], ['escalate', 'somebody is called'], ['retry', 'to be tried again']] as const).map(([turn, says]) => ({
    when: `the operator takes a way of the page that says ${turn}`,
    lines: [started('look'), failed('look'), left('look', 'look', turn, 'a connector is stale'), skipped('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [
      [3, 'failed', 'look', 'attempt 1 failed', null], [4, 'left by a way of the page', 'look', `a connector is stale: ${says}`, 'three refusals in a row'], [5, 'skipped', 'look', 'not run', 'seen an hour ago'],
    ] as const,
  })),
  {
    when: 'a line is lost and a later attempt is the first that can be read',
    lines: [scribe => { scribe.raw('garbage'); }, started('look', {attempt: 2}), finished('look', 'smoke', {attempt: 2}), ...walked('smoke', 'close')],
    tells: [[3, 'retried', 'look', 'attempt 2', null]],
  },
];

describe('ways through a page, and what they deviate: when', () => {
  for (const {when, lines, tells} of deviations) it(when, async t => assert.deepEqual(rowsOf((await told(t, lines)).record), tells));

  it('a step was done otherwise, its title and its action are struck through, not left out', async t => {
    const {page, html} = await told(t, [started('look', {otherwise: 'kubectl, by Ines', action: {name: 'toggle.set', parameters: ['A', '0']}}), finished('look', 'smoke')]);
    assert.match(page, /## Deviations\n\n- \*\*Done otherwise\*\* ~~1\. The look step~~ \(2025-11-20T09:01:00Z, mara\): checked by other means; the action of the page was not run: kubectl, by Ines\n/);
    assert.match(page, /\n- \*\*Action\*\* ~~toggle\.set A 0~~, not run\n- \*\*Done otherwise\*\* kubectl, by Ines\n/);
    assert.match(html, /<del>toggle\.set A 0<\/del>, not run/);
  });

  it('a failure was accepted, the proof that failed is struck through, and only in the attempt that was accepted', async t => {
    const {page} = await told(t, [...looked, started('smoke'), failed('smoke', {proofs: [proof('fails')]}), started('smoke', {attempt: 2}), failed('smoke', {attempt: 2, proofs: [proof('fails'), proof('holds')]}), settled('accepted')]);
    assert.deepEqual(page.match(/^\| .*all is well.*$/gm), [
      '| all is well | **FAILS** | `three` | `two` |', '| ~~all is well~~ | **FAILS, overridden** | `three` | `two` |', '| all is well | **holds** | `three` | `two` |',
    ]);
    assert.match(page, /\n- \*\*Accepted\*\* as done, in spite of what failed \(2025-11-20T09:07:00Z, mara\): I asked Ines Looked at first: `three lines more`\n/);
    assert.match(page, /### 2\. The smoke step \(\*\*done\*\*\)/);
  });
});

describe('a step that changes something', () => {
  it('shows its plan, who agreed, what was typed, and why it was done once more', async t => {
    const {page, record} = await told(t, [
      ['approval.given', {step: 'look', approver: 'ines', digits: 'cdcd'}],
      started('look', {effect: 'changes', changes: 'the route', plan, reason: 'the cable was out', confirmed: 'rehearsal cdcd', break_glass: 'nobody else is awake'}),
      failed('look', {turn: 'escalate'}), overrun('hand over', 'Ines takes it'), left('look', 'look', 'stop', 'the gateway is well'),
    ]);
    const section = page.slice(page.indexOf('### 1.'), page.indexOf('### ~~2.'));
    assert.equal(section, [
      '### 1. The look step (**failed**)', '',
      '- **Approved** by ines with `cdcd` (2025-11-20T09:01:00Z, written by mara)', '',
      '- **Attempt 1**: begun at 2025-11-20T09:02:00Z by mara; **failed at 2025-11-20T09:03:00Z by mara, after 42 ms**',
      '- **Reason** the cable was out', '- **Effect** changes the route', '- **Break glass**, without a second person: nobody else is awake',
      '- **Plan** `cdcd`, good until 2025-11-20T09:05:00Z, to be done by hand: the program cannot do it there',
      '- **Confirmed** by `rehearsal cdcd`', '- **Then** the page says: call somebody', '',
      '| Planned | Where | From | To |', '| --- | --- | --- | --- |',
      '| ABZU\\_USE\\_MCP | deploy/operator.env | `1` | `0` |', '| MCP\\_NOTE | deploy/operator.env | nothing | `frozen` |', '',
      '- **Over budget** (2025-11-20T09:04:00Z, mara): not over after 7m 2s, where 5m 0s are allowed; chosen: hand over: Ines takes it',
      '- **Left** (2025-11-20T09:05:00Z, mara) the gateway is well: the walk stops here: three refusals in a row', '', '',
    ].join('\n'));
    const [look] = record.steps;
    assert.deepEqual(look?.runs[0]?.started?.plan, plan);
    assert.deepEqual([look?.runs[0]?.finished?.turn, look?.passes, look?.leavings[0]?.turn, look?.over_budget[0]?.choice], ['escalate', 1, 'stop', 'hand over']);
  });

  it('of an older journal has none of that, and says nothing about it', async t => {
    const {record, page} = await told(t, [started('look'), finished('look', null)]);
    const [run] = record.steps[0]?.runs ?? [];
    assert.deepEqual([run?.started?.plan, run?.started?.reason, run?.started?.otherwise, run?.started?.break_glass, run?.finished?.turn], [null, null, null, null, null]);
    assert.doesNotMatch(page, /Planned|\*\*Plan\*\*|Reason|otherwise|\*\*Then\*\*/);
  });
});

describe('several passes of one step', () => {
  const backAndForth: Line[] = [
    ...looked, started('smoke'), turned('smoke', 'look'), skipped('look', 'smoke'), started('smoke', {attempt: 2}), finished('smoke', 'close', {attempt: 2}), left('close', 'smoke', 'step', 'the gateway is failing again'),
  ];

  it('stand in its section in their order', async t => {
    const {record, page} = await told(t, backAndForth);
    assert.deepEqual(record.steps.map(({id, status, passes, runs}) => [id, status, passes, runs.map(({attempt, pass}) => `${attempt}/${pass}`).join(' ')]), [
      ['look', 'skipped', 2, '1/1'], ['smoke', 'not walked again', 2, '1/1 2/2'], ['close', 'not walked', 0, ''],
    ]);
    const section = page.slice(page.indexOf('### 2.'), page.indexOf('## Notes'));
    assert.ok(section.indexOf('**Attempt 1, pass 1**') > 0 && section.indexOf('**Attempt 2, pass 2**') > section.indexOf('**Attempt 1, pass 1**'), section);
    assert.match(section, /^### 2\. The smoke step \(\*\*not walked again\*\*\)\n/);
    assert.match(section, /- \*\*Then\*\* the page says: go to step 1: The look step\n/);
  });

  it('make the order of the walk a list of its own', async t => {
    const {page} = await told(t, backAndForth);
    assert.ok(page.includes([
      '## The walk, in its order', '',
      '- 2025-11-20T09:01:00Z 1. The look step: **attempt 1 done**', '- 2025-11-20T09:03:00Z 2. The smoke step: **attempt 1 failed**', '- 2025-11-20T09:05:00Z 1. The look step: **skipped**',
      '- 2025-11-20T09:06:00Z 2. The smoke step: **attempt 2 done**', '- 2025-11-20T09:08:00Z 3. The close step: **left for step 2: The smoke step**', '', '## Steps',
    ].join('\n')), page);
    assert.doesNotMatch((await told(t, walked('look', 'smoke', 'close'))).page, /The walk, in its order/);
  });
});
