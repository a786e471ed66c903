import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {courseOf} from '../../source/drill/timed-path.ts';
import {debriefOf, type Debrief} from '../../source/drill/debrief.ts';
import {byMeaning, clockText, comparisonText, debriefLines} from '../../source/drill/debrief-text.ts';
import {walkedPath} from '../../source/drill/walked-path.ts';
import {drillsOf, findDrill} from '../../source/drill/find-drill.ts';
import {recordResult} from '../../source/drill/record-result.ts';
import {scenarioFilesIn} from '../../source/runbook/page-files.ts';
import {replay} from '../../source/journal/session.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {practiceSession, runbookOf, looks, closes} from '../worlds/practice-session.ts';
import {closed, drillOf, ended, failed, journalOf, opened, passes, walkAlong, type Line} from '../drills/journal-lines.ts';
import {walkDrill} from '../people/drill-walker.ts';

const refused = {code: 'x', message: 'nobody answers', next: 'Look.'};

function told(lines: readonly Line[], drill = drillOf()): Debrief {
  const debrief = debriefOf(journalOf([opened('a', 'b', 'c'), ...lines]), drill);
  assert.ok(debrief);
  return debrief;
}

const hint = (number: number, text = `hint ${number}`): Line => ['hint.taken', {step: 'b', number, text}];

const fog = drillOf({
  path: passes('a, b fails'),
  wrong: [{line: 9, passes: passes('a, c, c'), means: 'Operators are locked out.'}],
  ends: {line: 10, kind: 'escalated', step: 'b', means: 'Somebody else decides.'},
});

/** What was walked of `a, b fails`, and each wrong turn with what it means and who says so. */
const turns: ReadonlyArray<[what: string, lines: Line[], found: string[], wrong?: typeof fog.wrong]> = [
  ['along the page, none', [...ended('a', 'b'), ...failed('b')], []],
  ['along a wrong path, what the page says of it', [...ended('a', 'c'), ...ended('c', 'c'), ...ended('c', null)], ['2 c: Operators are locked out. (page)', '3 c: Operators are locked out. (page)']],
  ['back from a wrong path, the same', [...ended('a', 'c'), ...ended('c', 'b'), ...failed('b')], ['2 c: Operators are locked out. (page)']],
  ['beyond a wrong path, what it would have done', [...ended('a', 'c'), ...ended('c', 'c'), ...ended('c', 'a'), ...failed('a', {failure: refused})], [
    '2 c: Operators are locked out. (page)', '3 c: Operators are locked out. (page)', '4 a: Live it would have been tried, and would have failed as here: one heartbeat. The model path does not come here at this point. (journal)',
  ]],
  ['where nothing failed, what was done and what the page has there', ended('b', 'c'), ['1 b: Live it would have been done: one heartbeat. The model path has step 1: a here. (journal)']],
  ['past the end, that it is past', [...ended('a', 'b'), ...failed('b'), ...ended('c', null)], ['3 c: Live it would have been done: one heartbeat. The model path does not come here at this point. (journal)']],
  ['when only reading, the time that it took', [['step.started', {step: 'c', changes: null}], ended('c', null)[1] ?? closed()], ['1 c: Live it would have changed nothing and cost the time it took. The model path has step 1: a here. (journal)']],
  ['in a try that the runbook gives, none', [...ended('a', 'b'), ...failed('b', {turn: 'retry'}), ...failed('b', {turn: 'retry'})], []],
  ['in a try that the runbook gives, and the drill names as wrong, what the drill says', [...ended('a', 'c'), ...failed('c', {turn: 'retry'}), ...failed('c')], ['2 c: It is made worse. (page)', '3 c: It is made worse. (page)'], [{line: 9, passes: passes('a, c fails, c fails'), means: 'It is made worse.'}]],
  ['where the runbook has somebody called, the time that is lost', [...ended('a', 'b'), ...failed('b', {turn: 'escalate'}), ...failed('b', {turn: 'escalate'})], ['3 b: The runbook had no try left and has somebody called: live, that call would have come later, and what is wrong would have gone on meanwhile. (journal)']],
];

describe('a wrong turn means', () => {
  for (const [what, lines, found, wrong = fog.wrong] of turns) {
    it(what, () => assert.deepEqual(told(lines, {...fog, wrong}).wrong_turns.map(({arrival, step, means, said_by: by}) => `${arrival} ${step}: ${means} (${by})`), found));
  }
});

const failure = {code: 'x', message: 'WHAT WAS FOUND', next: 'Look.'};
const proofs = [{text: 'A PROOF', state: 'fails', expected: 'this', found: 'that'}] as const;

describe('whatever turn is taken in a drill of ours', () => {
  for (const file of scenarioFilesIn(undefined)) {
    const {runbook} = loadWalkable(file.replace('.scenarios.md', ''));
    it(`of ${runbook.id}, the debrief says what it would have meant, not what was found once more`, () => {
      for (const drill of drillsOf(runbook)) for (const {id: step} of runbook.steps) for (const turn of ['retry', 'escalate', 'stop', null] as const) {
        const lines = [...drill.path.flatMap(pass => (pass.fails ? failed(pass.step, {turn}) : ended(pass.step, step))), ...failed(step, {failure, proofs: [...proofs], turn}), ...failed(step, {failure, proofs: [...proofs], turn})];
        for (const {means} of debriefOf(journalOf([opened(...runbook.steps.map(({id}) => id)), ...lines]), drill)?.wrong_turns ?? []) assert.match(means, /^(?!.*(?:WHAT WAS FOUND|A PROOF|expected this)).{30,}\.$/, `${drill.id}, ${step}: ${means}`);
      }
    });
  }
});

/** Lines with their seconds; then the time of each arrival, of each step that was due, and of all. */
const times: ReadonlyArray<[what: string, lines: Line[], arrivals: number[], steps: string, all: number]> = [
  ['each step from when it was due', [...ended('a', 'b', {}, 9), ...ended('b', 'c', {}, 19), ...ended('c', null, {}, 29), closed()], [10, 20, 30], 'a 10, b 20, c 30', 61],
  ['two arrivals each by itself', [...failed('a', {}), ...ended('a', 'b', {}, 59)], [2, 60], 'a 62', 62],
  ['what is skipped, though it is no arrival', [['step.skipped', {step: 'a', next: 'b'}, 40], ...ended('b', null, {}, 4)], [5], 'a 40, b 5', 45],
  ['nothing while nobody is there', [['session.paused', {}, 7], ['session.resumed', {}, 7200], ...ended('a', 'b', {}, 2)], [10], 'a 10', 10],
  ['nothing while the console is dead', [['step.started', {step: 'a'}, 3], ['session.recovered', {}, 500], ['session.resumed', {}, 600], ['step.settled', {step: 'a', settlement: 'done', next: 'b'}, 4]], [7], 'a 7', 7],
  ['nothing when the clock is set back', [...ended('a', 'b', {}, -3000), ...ended('b', 'c', {}, 5)], [1, 6], 'a 1, b 6', 7],
];

describe('the time of a drill counts', () => {
  for (const [what, lines, arrivals, steps, all] of times) {
    it(what, () => {
      const events = journalOf([opened('a', 'b', 'c'), ...lines]);
      const course = courseOf(events, drillOf());
      assert.deepEqual(course.arrivals.map(({milliseconds}) => milliseconds / 1000), arrivals);
      assert.equal(course.steps.map(({step, milliseconds}) => `${step} ${milliseconds / 1000}`).join(', '), steps);
      assert.equal(course.milliseconds, all * 1000);
      assert.deepEqual(course.arrivals.map(({step, fails}) => ({step, fails})), walkedPath(events, drillOf()));
    });
  }

  it('in minutes and seconds', () => {
    assert.deepEqual([0, 999, 9000, 70_000, 600_000, 3_730_000].map(clockText), ['0:00', '0:00', '0:09', '1:10', '10:00', '1:02:10']);
  });
});

describe('a debrief', () => {
  it('tells hints once each, in the order in which they were taken', () => {
    const {hints, score} = told([hint(2), hint(1), hint(2), ...ended('a', 'b'), ...ended('b', 'c'), ...ended('c', null), closed('completed')]);
    assert.deepEqual(hints.map(({number, text}) => `${number} ${text}`), ['2 hint 2', '1 hint 1']);
    assert.equal(score?.points, 90);
  });

  it('has no score before the end, and none without a first line', () => {
    const open = told(ended('a', 'b'));
    assert.deepEqual([open.score, open.closed_at, open.ended, open.expected], [null, null, 'unfinished at step 2: b', false]);
    assert.ok(debriefLines(open).includes('Not over yet: unfinished at step 2: b.') && debriefLines(open).includes('No score before the end.'));
    assert.equal(debriefOf(walkAlong(fog).slice(1), fog), undefined);
    assert.equal(debriefOf([], fog), undefined);
  });

  it('reads as plain lines from the end to what to read', () => {
    const lines = debriefLines(told([...ended('a', 'c', {}, 61), hint(1, 'Whose address is it?'), ['step.skipped', {step: 'b', reason: 'no time', next: 'c'}], ...ended('c', null), closed()], fog));
    assert.deepEqual(lines, [
      'DEBRIEF  Fog',
      'drill, fog, easy; mara',
      'Teaches: Where the road is.',
      'Yours ended: stopped. The page ends: escalated at step 2: b. Somebody else decides.',
      'Score 40 of 100',
      '  +100  to begin with',
      '   -15  1 wrong turn',
      '    -5  1 hint',
      '   -10  1 step skipped',
      '   -30  ended otherwise than the page: 40 at most',
      'Your path beside the model path, 1:07 in all, 0:01 of it after or between rows',
      '              yours  the model path  time',
      '              1 a    1 a             1:02',
      '  WRONG TURN  3 c    2 b fails       0:04',
      'Wrong turns, and what each would have meant live',
      '  step 3: c: Operators are locked out.',
      'Skipped',
      '  step 2: b: no time',
      'Hints taken',
      '  1, at step 2: b: Whose address is it?',
      'Read',
      '  Step 2 of the runbook.',
    ]);
  });
});

const before = (change: object = {}) => ({attempts: 1, best: 70, last: {at: '2025-11-18T09:00:00Z', score: 70, milliseconds: 136_000}, ...change});

const comparisons: ReadonlyArray<[earlier: object | undefined, says: string | undefined]> = [
  [undefined, undefined],
  [before(), 'Second attempt: 70 -> 100, 2:10 faster; the last one was on 2025-11-18, the best so far 70.'],
  [before({attempts: 2, best: 100, last: {at: '2025-11-18T09:00:00Z', score: 100, milliseconds: 6000}}), 'Third attempt: 100 as before, in the same time; the last one was on 2025-11-18, the best so far 100.'],
  [before({attempts: 11, last: {at: '2025-11-18T09:00:00Z', score: 55, milliseconds: 1000}}), 'Attempt 12: 55 -> 100, 0:05 slower; the last one was on 2025-11-18, the best so far 70.'],
];

it('turns that mean the same are told once', () => {
  const turn = (step: string, means: string) => ({step, fails: step === 'smoke', arrival: 1, means, said_by: 'page'}) as const;
  assert.deepEqual(byMeaning([turn('restore', 'Nobody is there.'), turn('smoke', 'Nobody is there.'), turn('log', 'Nobody reads it.')], step => `step ${step}`), [
    {first: 'step restore, step smoke fails', text: 'Nobody is there.'},
    {first: 'step log', text: 'Nobody reads it.'},
  ]);
});

describe('what got better', () => {
  for (const [earlier, says] of comparisons) {
    it(says ?? 'is not told the first time', () => {
      const drill = {id: 'fog', title: 'Fog', seed: 12, ...(earlier && {earlier})};
      const lines: Line[] = [['session.opened', {steps: ['a', 'b', 'c'].map(id => ({id, title: id})), drill: drill as never}], ...ended('a', 'b'), ...ended('b', 'c'), ['step.finished', {step: 'c', next: null, proofs: []}]];
      const over = debriefOf(journalOf([...lines, closed('completed')]), drillOf());
      assert.ok(over);
      assert.deepEqual([over.milliseconds, over.seed], [6000, 12]);
      assert.equal(comparisonText(over), says);
      assert.equal(debriefLines(over).includes(says ?? 'never said'), says !== undefined);
      assert.equal(comparisonText(debriefOf(journalOf(lines), drillOf()) ?? over), undefined);
    });
  }
});

const scenarioOf = (runbook: string, id: string) => findDrill(loadWalkable(runbook).runbook, id);

describe('a drill that was really walked', () => {
  it('along its model path has all points, the console killed in the middle of it', async t => {
    const scenario = scenarioOf('mcp-gateway-rollback', 'killed-restore');
    const {open} = await walkDrill(t, scenario);
    const {debrief, recorded} = recordResult(open.conductor, scenario);
    assert.deepEqual([recorded, debrief?.score?.points, debrief?.expected, debrief?.wrong_turns], ['now', 100, true, []]);
    assert.ok(debrief?.rows.every(({verdict}) => verdict === 'as the page'));
  });

  it('along a wrong path has what its page says of that', async t => {
    const scenario = scenarioOf('mcp-gateway-rollback', 'gateway-stays-down');
    const [wrong] = scenario.wrong;
    const {open} = await walkDrill(t, scenario, wrong?.passes);
    const {debrief} = recordResult(open.conductor, scenario);
    assert.ok(debrief);
    assert.deepEqual(debrief.wrong_turns.map(({step, means}) => [step, means]), [['try', wrong?.means]]);
    assert.deepEqual(debrief.skips.map(({step}) => step), ['recovery']);
    assert.deepEqual([debrief.expected, debrief.score?.points], [false, 40]);
  });

  it('with an answer that never came ends unknown, and a second try without knowing is a wrong turn', async t => {
    const scenario = scenarioOf('credential-rotation', 'rotation-unanswered');
    const {open} = await walkDrill(t, scenario);
    const {debrief} = recordResult(open.conductor, scenario);
    assert.deepEqual([debrief?.ended, debrief?.expected, debrief?.score?.points], ['unknown at step 5: Smoke at once', true, 100]);
  });
});

it('a hint that is taken is in the journal, and counts in the session', async t => {
  const {conductor, events} = await practiceSession(t, {runbook: runbookOf({look: looks, close: closes})});
  const [report] = conductor.record({kind: 'hint', step: 'look', number: 1, text: 'Which address was asked?'});
  assert.equal(report?.kind, 'written');
  conductor.record({kind: 'hint', step: undefined, number: 2, text: 'And by whom?'});
  assert.deepEqual(events().slice(1).map(({type, body}) => [type, body]), [
    ['hint.taken', {step: 'look', number: 1, text: 'Which address was asked?'}], ['hint.taken', {step: null, number: 2, text: 'And by whom?'}],
  ]);
  assert.deepEqual([conductor.session.hints, replay(events())?.hints, conductor.session.current], [2, 2, 'look']);
});
