import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {bodies} from '../worlds/bodies.ts';
import {as, finished, pinned, proof, resumed, rowsOf, settled, skipped, started, told, type Line, walked, written} from './record-lines.ts';
import {exported, exporting, walkedSession} from '../worlds/recorded.ts';

const all = walked('look', 'smoke', 'close');

/** What is written after the opening, and each deviation it leads to: line, kind, step, what, reason. */
const deviations: ReadonlyArray<{when: string; lines: readonly Line[]; tells: ReadonlyArray<readonly [number, string, string | null, string, string | null]>}> = [
  {when: 'all goes well', lines: all, tells: []},
  {when: 'a step is skipped', lines: [skipped('look', 'smoke'), ...walked('smoke', 'close')], tells: [[2, 'skipped', 'look', 'not run', 'seen an hour ago']]},
  {
    when: 'a step fails and is tried again',
    lines: [started('look'), finished('look', 'smoke', {outcome: 'failed', failure: {code: 'x', message: 'nobody answers', next: 'Look.'}}), started('look', {attempt: 2}), finished('look', 'smoke', {attempt: 2}), ...walked('smoke', 'close')],
    tells: [[3, 'failed', 'look', 'attempt 1 failed', 'nobody answers'], [4, 'retried', 'look', 'attempt 2', null]],
  },
  {
    when: 'a question is left open, and answered the next time',
    lines: [started('look'), finished('look', 'look', {outcome: 'failed', failure: {code: 'not-stated', message: 'left open', next: 'Run it again.'}, proofs: [proof('not stated')]}), started('look', {attempt: 2}), finished('look', 'smoke', {attempt: 2}), ...walked('smoke', 'close')],
    tells: [],
  },
  {
    when: 'a question after a change is left open, and the change runs again',
    lines: [...walked('look', 'smoke').slice(0, 3), finished('smoke', 'smoke', {outcome: 'failed', failure: {code: 'not-stated', message: 'left open', next: 'Run it again.'}, proofs: [proof('not stated')]}), started('smoke', {attempt: 2, effect: 'changes'}), finished('smoke', 'close', {attempt: 2}), ...walked('close')],
    tells: [[6, 'retried', 'smoke', 'attempt 2: once more, since a question of it was left open', null]],
  },
  {
    when: 'proofs fail, are stated, or not',
    lines: [started('look'), finished('look', 'smoke', {outcome: 'failed', proofs: [proof('holds'), proof('fails'), proof('stated'), proof('not stated')]}), skipped('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [
      [3, 'failed', 'look', 'attempt 1 failed', null], [3, 'proof failed', 'look', 'expected three, found two', 'all is well'],
      [3, 'stated, not verified', 'look', 'two', 'all is well'], [3, 'not stated', 'look', 'two', 'all is well'], [4, 'skipped', 'look', 'not run', 'seen an hour ago'],
    ],
  },
  {
    when: 'what must hold before a step is stated',
    lines: [started('look', {before: [proof('stated')]}), ...all.slice(1)],
    tells: [[2, 'stated, not verified', 'look', 'two', 'all is well']],
  },
  {
    when: 'an action fails and its proofs with it',
    lines: [started('look'), finished('look', 'smoke', {outcome: 'failed', failure: {code: 'x', message: 'nobody answers', next: 'Look.'}, proofs: [proof('fails'), {...proof('fails'), text: 'all is done'}]}), skipped('look', 'smoke'), ...walked('smoke', 'close')],
    tells: [[3, 'failed', 'look', 'attempt 1 failed', 'nobody answers'], [3, 'proof failed', 'look', '2 proofs do not hold', 'all is well; all is done'], [4, 'skipped', 'look', 'not run', 'seen an hour ago']],
  },
  {
    when: 'no answer came, and it was settled',
    lines: [...walked('look', 'smoke').slice(0, 3), finished('smoke', 'close', {outcome: 'unknown'}), settled('done'), ...walked('close')],
    tells: [[5, 'unknown', 'smoke', 'sent, and no answer came: it may have acted', null], [6, 'settled', 'smoke', 'settled as done (looked at first: three lines more)', 'I asked Ines']],
  },
  {
    when: 'the writer died inside a step, and it was settled as not done and run',
    lines: [...walked('look', 'smoke').slice(0, 3), scribe => { scribe.tear(Buffer.from('{"v":1,')).recover(); }, resumed(), settled('not done'), started('smoke', {attempt: 2}), finished('smoke', 'close', {attempt: 2}), ...walked('close')],
    tells: [
      [4, 'unknown', 'smoke', 'begun, and no outcome was recorded: whether it acted is unknown', null],
      [5, 'recovered', null, 'the writer of journal.jsonl was cut off after SIZE bytes, inside a line, which never counted; the record goes on in a new file', null],
      [7, 'settled', 'smoke', 'settled as not done (looked at first: three lines more)', 'I asked Ines'], [8, 'retried', 'smoke', 'attempt 2', 'it was settled as not done'],
    ],
  },
  {
    when: 'steps are run out of order, and one never',
    lines: [started('smoke'), finished('smoke', 'close'), started('look'), finished('look', null)],
    tells: [
      [2, 'out of order', 'smoke', 'begun while step 1: The look step was due', null], [4, 'out of order', 'look', 'begun while step 3: The close step was due', null],
      [5, 'led on', 'look', 'followed by no step', 'the page ends the walk there'], [6, 'not walked', 'close', 'passed over: the page leads past it', null],
    ],
  },
  {when: 'a step is run again after the last one', lines: [...all, started('look', {attempt: 2}), finished('look', 'smoke', {attempt: 2})], tells: [[8, 'out of order', 'look', 'begun after the last step', null], [8, 'retried', 'look', 'attempt 2', null]]},
  {when: 'a branch leads elsewhere', lines: [started('look'), finished('look', 'close'), skipped('smoke', 'close'), ...walked('close')], tells: [[3, 'led on', 'look', 'followed by step 3: The close step', 'the page leads there'], [4, 'skipped', 'smoke', 'not run', 'seen an hour ago']]},
  {
    when: 'it is handed over, and then somebody else goes on',
    lines: [['session.handed-over', bodies['session.handed-over']], as('ines'), started('look'), finished('look', 'smoke'), as('tom'), ...walked('smoke', 'close')],
    tells: [[2, 'handed over', null, 'from mara to ines', 'end of watch'], [5, 'another operator', null, 'tom goes on where ines wrote before, without a handover', null]],
  },
  {
    when: 'the ledger was changed, cut or gone',
    lines: [
      started('look'), finished('look', 'smoke', {ledger: pinned('changed')}), ['session.paused', bodies['session.paused']], resumed('shorter'),
      started('smoke'), finished('smoke', 'close', {ledger: pinned('grown')}), ...walked('close'), resumed('unreadable'),
    ],
    tells: [
      [3, 'ledger alarm', 'look', 'the rotation ledger was changed inside what had been pinned', null],
      [5, 'ledger alarm', null, 'the rotation ledger was shorter than what had been pinned', null], [10, 'ledger alarm', null, 'the rotation ledger could not be read', null],
    ],
  },
  {
    when: 'the step that was to write it was cut off, and it is written later',
    lines: [...walked('look', 'smoke').slice(0, 2), ...walked('smoke', 'close').slice(0, 2), started('close', {action: {name: 'record.write', parameters: []}}), resumed()],
    tells: [[6, 'unknown', 'close', 'begun, and no outcome was recorded: whether it acted is unknown', null]],
  },
  {when: 'a line between cannot be read', lines: [scribe => { scribe.raw('garbage'); }, ...walked('smoke', 'close'), skipped('look', null)], tells: [[7, 'skipped', 'look', 'not run', 'seen an hour ago']]},
];

describe('deviations, when', () => {
  for (const {when, lines, tells} of deviations) {
    it(when, async t => {
      assert.deepEqual(rowsOf((await told(t, lines)).record), tells);
    });
  }

  it('it is written by its own last step, that step is none of them', async t => {
    const writes = started('close', {action: {name: 'record.write', parameters: []}});
    const {record} = await exported(await exporting(t, written([started('look'), finished('look', 'smoke'), started('smoke'), finished('smoke', 'close'), writes])));
    assert.deepEqual(rowsOf(record), []);
  });

  it('there are none, and nothing else is wrong, the page says so', async t => {
    assert.match((await told(t, all)).page, /## Deviations\n\nNone: every step was walked in order, and every proof held\.\n/);
  });

  it('the practice rehearsal stops at its first failure, they come first, and what was not walked is struck through', async t => {
    const {read, record} = await exported((await walkedSession(t, {fault: 'unauthenticated'})).options);
    const page = read('timeline.md');
    assert.equal(record.state, 'stopped');
    assert.match(page, /\| \*\*Verdict\*\* \| \*\*stopped before every step was done\*\*: stopped at step 3: Run the smoke checks: failed \|/);
    assert.deepEqual(record.deviations.filter(({kind}) => kind === 'retried').map(({what}) => what), ['attempt 2', 'attempt 3']);
    assert.match(page, /## Deviations\n\n- \*\*Stated, not verified\*\* 2\. Confirm the gateway /);
    assert.match(page, /\n- \*\*Not walked\*\* ~~7\. Close the rehearsal~~ \(/);
    assert.match(page, /\n### ~~7\. Close the rehearsal~~ \(\*\*not walked\*\*\)\n/);
  });
});

describe('steps', () => {
  it('come in the order they were walked, skipped ones struck through with their reason', async t => {
    const {record, page, html} = await told(t, [started('smoke'), finished('smoke', 'close'), skipped('close', null)]);
    assert.deepEqual(record.steps.map(({number, id, status}) => `${number} ${id} ${status}`), ['2 smoke done', '3 close skipped', '1 look not walked']);
    assert.match(page, /- \*\*Skipped\*\* ~~3\. The close step~~ \(2025-11-20T09:03:00Z, mara\): not run: seen an hour ago\n/);
    assert.match(page, /### ~~3\. The close step~~ \(\*\*skipped\*\*\)\n\n- \*\*Skipped\*\* \(2025-11-20T09:03:00Z, mara\): seen an hour ago\n/);
    assert.match(html, /<h3><del>3\. The close step<\/del> \(<strong class="warning">skipped<\/strong>\)<\/h3>/);
  });

  it('tell when, by whom, how long, what was changed and confirmed, and why they failed', async t => {
    const {page} = await told(t, [
      ['step.started', {...bodies['step.started'], ledger: {bytes: 0}}], ['step.finished', {...bodies['step.finished'], outcome: 'failed', evidence: [], ledger: null}],
      ['approval.given', bodies['approval.given']], settled('cannot tell'),
    ]);
    for (const line of [
      '- **Attempt 1**: begun at 2025-11-20T09:01:00Z by mara; **failed at 2025-11-20T09:02:00Z by mara, after 42 ms**',
      '- **Effect** changes one heartbeat', '- **Action** `smoke.run twice`', '- **Confirmed** by `practice`',
      '- **Failure** nobody answers (`gateway-unreachable`). Told to do: Look at the gateway.',
      '- **Approved** by ines with `3f9a12c4` (2025-11-20T09:03:00Z, written by mara)',
      '- **Settled** as cannot tell (2025-11-20T09:04:00Z, mara): I asked Ines Looked at first: `three lines more`',
      '### 2. The smoke step (**unknown**)',
    ]) assert.ok(page.includes(`${line}\n`), line);
  });

  it('have an outcome without an intent where its line is missing', async t => {
    const {record, page} = await told(t, [finished('look', 'smoke')]);
    assert.deepEqual(record.steps[0]?.runs.map(run => [run.started, run.finished?.outcome]), [[null, 'done']]);
    assert.match(page, /the line of its beginning is missing; \*\*done at/);
  });

  it('that the page of the runbook does not name are told too', async t => {
    assert.match((await told(t, walked('extra'))).page, /\n### extra \(\*\*done\*\*\)\n/);
  });
});

describe('what a step judged', () => {
  const judgedBy = (t: TestContext, result: string): ReturnType<typeof told> =>
    told(t, [started('look'), scribe => { scribe.line(...finished('look', 'smoke', {evidence: [scribe.keep(result)]})); }, ...walked('smoke', 'close')]);

  it('is told with its verdicts, though a proof only counts it', async t => {
    const {record, page, html} = await judgedBy(t, JSON.stringify({
      connectors: {
        operator_api: {last_rotated: '2025-11-19T09:00:00Z', window_ends: '2025-11-21T09:00:00Z', remaining: '24h', verdict: 'covered'},
        operator_upload: {last_rotated: null, window_ends: null, remaining: null, verdict: 'no entry'},
      },
      handshake: {verdict: 'same', fields: []},
      outlasted: [],
    }));
    assert.match(page, /\| Found \| {2}\| Because \|\n[^\n]*\n\| operator\\_api \| \*\*covered\*\* \| last rotated `2025-11-19T09:00:00Z`, window ends `2025-11-21T09:00:00Z`, remaining `24h` \|\n\| operator\\_upload \| \*\*no entry\*\* \| {2}\|\n\| handshake \| \*\*same\*\* \| {2}\|\n/);
    assert.match(html, /<td>operator_upload<\/td><td><strong>no entry<\/strong>/);
    assert.deepEqual(record.steps[0]?.runs[0]?.finished?.findings.map(({subject, verdict}) => [subject, verdict]), [['operator_api', 'covered'], ['operator_upload', 'no entry'], ['handshake', 'same']]);
  });

  for (const result of ['', 'no JSON', '[]', 'null', '{"verdict": "ok"}', '{"connectors": {"a": {"b": {"verdict": "deep"}}, "c": {"verdict": 7}, "d": null}}']) {
    it(`is nothing where its result has no verdicts: ${JSON.stringify(result)}`, async t => {
      const {record, page} = await judgedBy(t, result);
      assert.deepEqual(record.steps[0]?.runs[0]?.finished?.findings, []);
      assert.doesNotMatch(page, /\| Found \|/);
    });
  }
});

describe('notes, attached files and gaps', () => {
  it('notes have author and time, and name their step', async t => {
    const {page} = await told(t, [...walked('look'), ['note.added', bodies['note.added']], as('ines'), scribe => { scribe.note('good night'); }, ['note.added', {step: 'look', text: 'I hold it', said_by: 'noor'}]]);
    assert.match(page, /## Notes\n\n- \*\*Note\*\* \(2025-11-20T09:03:00Z, mara, at step 1: The look step\): all toggles are in the shell\n- \*\*Note\*\* \(2025-11-20T09:05:00Z, ines\): good night\n- \*\*Note\*\* \(2025-11-20T09:06:00Z, noor, written by ines, at step 1: The look step\): I hold it\n/);
    assert.match(page, /- \*\*Notes\*\* 2, see below\n/);
  });

  it('an attached file is linked from its step and from the list', async t => {
    const {page} = await told(t, [scribe => { scribe.line('evidence.added', {step: 'look', evidence: {...scribe.keep('a log'), name: 'server.log', media_type: 'text/plain'}}); }, ...all]);
    assert.match(page, /- \*\*Attached\*\* \[server\.log\]\(evidence\/[0-9a-f]{64}\)\n/);
    assert.match(page, /\| \[[0-9a-f]{64}\]\(evidence\/[0-9a-f]{64}\) \| server\.log \| text\/plain \| 2 \|\n/);
  });

  it('a pause is a gap with its reason and who went on', async t => {
    const {page} = await told(t, [['session.paused', bodies['session.paused']], resumed(), ...all]);
    assert.match(page, /- \*\*Recording gap 2025-11-20T09:01:00Z to 2025-11-20T09:02:00Z\*\*: left, and continued by mara on bridge with mcp-runbook 0\.1\.0: left by the operator\n/);
  });

  it('a torn end and a new file are gaps', async t => {
    const {page} = await told(t, [scribe => { scribe.tear(Buffer.from('{"v":1,')).recover(); }, ...all]);
    assert.match(page, /- \*\*Recording gap 2025-11-20T09:00:00Z to 2025-11-20T09:01:00Z\*\*: cut off; journal\.jsonl was followed by a new file\n/);
    assert.match(page, /- \*\*Recording gap\*\*: journal\.jsonl ends in 7 bytes of a line that was never finished and never counted\n/);
  });
});
