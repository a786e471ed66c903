import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {End, Pass, Scenario} from '../../source/runbook/scenario.ts';
import {pathText} from '../../source/drill/walked-path.ts';
import {endingOf, endText} from '../../source/drill/drill-ending.ts';
import {drillsOf} from '../../source/drill/find-drill.ts';
import {scoreOf, scoreRules, type Tally} from '../../source/drill/score.ts';
import {shortcutsIn} from '../../source/drill/shortcuts.ts';
import {sideBySide, type Row} from '../../source/drill/side-by-side.ts';
import {debriefOf} from '../../source/drill/debrief.ts';
import {replay} from '../../source/journal/session.ts';
import {loadWalkable} from '../../source/walk/load-runbook.ts';
import {scenarioFilesIn} from '../../source/runbook/page-files.ts';
import {closed, drillOf, ended, failed, journalOf, opened, passes, walkAlong, type Line} from '../drills/journal-lines.ts';
import {fc} from '../worlds/fast-check.ts';

const spotless: Tally = {'wrong turn': 0, hint: 0, skip: 0, override: 0, unproved: 0, expected: true};

/** What went wrong, the score, and the points of each part in their order. */
const scores: ReadonlyArray<[what: string, tally: Partial<Tally>, points: number, parts: number[]]> = [
  ['nothing', {}, 100, [100]],
  ['a wrong turn', {'wrong turn': 1}, 85, [100, -15]],
  ['one of everything', {'wrong turn': 1, hint: 1, skip: 1, override: 1, unproved: 1}, 55, [100, -15, -5, -10, -10, -5]],
  ['three hints', {hint: 3}, 85, [100, -15]],
  ['the end alone', {expected: false}, 40, [100, -60]],
  ['the end and a hint, which costs nothing more', {hint: 1, expected: false}, 40, [100, -5, -55]],
  ['the end, below its bound already', {'wrong turn': 5, expected: false}, 25, [100, -75]],
  ['more than there is', {'wrong turn': 8, skip: 1}, 0, [100, -120, -10, 30]],
];

describe('the score of a drill', () => {
  for (const [what, tally, points, parts] of scores) {
    it(`with ${what} wrong is ${points}`, () => {
      const found = scoreOf({...spotless, ...tally});
      assert.equal(found.points, points);
      assert.deepEqual(found.parts.map(part => part.points), parts);
    });
  }

  it('is the sum of its parts, never above 100 or below 0, and never above 40 after another end', () => {
    const count = fc.nat(12);
    fc.assert(fc.property(fc.record({'wrong turn': count, hint: count, skip: count, override: count, unproved: count, expected: fc.boolean()}), tally => {
      const {points, parts} = scoreOf(tally);
      assert.equal(parts.reduce((sum, part) => sum + part.points, 0), points);
      assert.ok(points >= 0 && points <= (tally.expected ? 100 : 40));
    }));
  });

  it('is made by rules that are each published once', () => {
    assert.deepEqual(new Set(scoreRules.map(({name}) => name)).size, scoreRules.length);
    assert.deepEqual(scoreRules.map(({points}) => points), [100, -15, -5, -10, -10, -5, 40, 0]);
  });

  it('does not know how long anything took', () => {
    const slowly: Line[] = [opened('a', 'b', 'c'), ...ended('a', 'b', {milliseconds: 900_000}, 7200), ...ended('b', 'c', {}, 86_400), ...ended('c', null), closed('completed')];
    assert.equal(debriefOf(journalOf(slowly), drillOf())?.score?.points, 100);
  });
});

const shown = ({model, walked, verdict}: Row): string => `${model ? pathText([model]) : '-'} | ${walked ? pathText([walked]) : '-'}${verdict === 'as the page' ? '' : ` ${verdict}`}`;

const paths: ReadonlyArray<[what: string, model: string, walked: string, rows: string[]]> = [
  ['the same', 'a, b, c', 'a, b, c', ['a | a', 'b | b', 'c | c']],
  ['nothing', 'a, b', '', ['a | - not walked', 'b | - not walked']],
  ['one arrival more', 'a, c', 'a, b, c', ['a | a', '- | b wrong turn', 'c | c']],
  ['one arrival less', 'a, b, c', 'a, c', ['a | a', 'b | - not walked', 'c | c']],
  ['another arrival in its place', 'a, b, c', 'a, d, c', ['a | a', 'b | d wrong turn', 'c | c']],
  ['a step that fails where it goes well', 'a, b, c', 'a, b fails, b, c', ['a | a', '- | b fails wrong turn', 'b | b', 'c | c']],
  ['a turn at the end', 'a fails, a fails', 'a fails, b fails', ['a fails | a fails', 'a fails | b fails wrong turn']],
  ['tries beyond what is wise', 'a, b fails', 'a, b fails, b fails, b fails', ['a | a', 'b fails | b fails', '- | b fails wrong turn', '- | b fails wrong turn']],
  ['two steps the other way round', 'a, b', 'b, a', ['a | - not walked', 'b | b', '- | a wrong turn']],
  ['a round too many', 'a, b, c', 'a, b, a, b, c', ['a | a', 'b | b', '- | a wrong turn', '- | b wrong turn', 'c | c']],
];

describe('the walk beside the model path', () => {
  for (const [what, model, walked, rows] of paths) it(`shows ${what}`, () => assert.deepEqual(sideBySide(passes(model), passes(walked)).map(shown), rows));

  const anyPath = fc.array(fc.record({step: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean()}), {maxLength: 12});

  it('has each arrival of both once, in their order', () => {
    fc.assert(fc.property(anyPath, anyPath, (model, walked) => {
      const rows = sideBySide(model, walked);
      assert.deepEqual(rows.flatMap(row => row.model ?? []), model);
      assert.deepEqual(rows.flatMap(row => row.walked ?? []), walked);
      for (const row of rows) assert.equal(row.verdict === 'as the page', row.model !== null && row.walked !== null && pathText([row.model]) === pathText([row.walked]));
    }));
  });

  it('finds no wrong turn in what only stops early, and all of them in what is only added', () => {
    fc.assert(fc.property(anyPath, fc.nat(12), anyPath, (model, length, added) => {
      const wrong = (walked: readonly Pass[]): number => sideBySide(model, walked).filter(({verdict}) => verdict === 'wrong turn').length;
      assert.equal(wrong(model.slice(0, length)), 0);
      assert.equal(wrong([...model, ...added]), added.length);
    }));
  });
});

const completes: End = {line: 1, kind: 'completed'};
const at = (kind: 'stopped' | 'unknown' | 'escalated', step = 'b'): End => ({line: 1, kind, step});

const left = (turn: 'stop' | 'escalate', step = 'b'): Line => ['step.left', {step, way: 'it is down', turn, next: step, reason: 'seen'}];

/** After step a went well: what happened, how it ended, and whether that is what the page says. */
const endings: ReadonlyArray<[what: string, page: End, lines: Line[], ends: string, expected: boolean]> = [
  ['every step went well', completes, [...ended('b', 'c'), ...ended('c', null), closed('completed')], 'completed', true],
  ['it was to stop and went through', at('stopped'), [...ended('b', 'c'), ...ended('c', null), closed('completed')], 'completed', false],
  ['it was to go through and stopped', completes, [...failed('b'), closed()], 'stopped at b', false],
  ['it stopped where it should', at('stopped'), [...failed('b'), closed()], 'stopped at b', true],
  ['it stopped before it failed', at('stopped'), [closed()], 'stopped at b', false],
  ['the operator took the way that stops', at('stopped'), [left('stop'), closed()], 'stopped at b', true],
  ['it stopped elsewhere', at('stopped', 'c'), [...failed('b'), closed()], 'stopped at b', false],
  ['tries are left when it is given up', at('escalated'), [...failed('b', {turn: 'retry'}), closed()], 'stopped at b', false],
  ['the page called somebody', at('escalated'), [...failed('b', {turn: 'escalate'}), closed()], 'escalated at b', true],
  ['the operator called somebody', at('escalated'), [...failed('b', {turn: 'retry'}), left('escalate'), closed()], 'escalated at b', true],
  ['the budget made the operator call somebody', at('escalated'), [['budget.exceeded', {step: 'b', choice: 'escalate'}], closed()], 'escalated at b', true],
  ['somebody was called and then it went well', at('escalated'), [left('escalate'), ...ended('b', 'c'), closed()], 'stopped at c', false],
  ['nobody can tell', at('unknown'), [...failed('b', {outcome: 'unknown'}), closed()], 'unknown at b', true],
  ['nobody can tell, and the walk was led on', at('unknown'), [...failed('b', {outcome: 'unknown'}), ['step.settled', {step: 'b', settlement: 'cannot tell', next: 'c'}], closed()], 'unknown at b', true],
  ['it was settled as done without knowing', at('unknown'), [...failed('b', {outcome: 'unknown'}), ['step.settled', {step: 'b', settlement: 'done', next: 'c'}], closed()], 'stopped at c', false],
  ['it is not over', completes, [...ended('b', 'c')], 'unfinished at c', false],
];

describe('the end of a drill', () => {
  for (const [what, page, lines, ends, expected] of endings) {
    it(`is ${ends} when ${what}`, () => {
      const events = journalOf([opened('a', 'b', 'c'), ...ended('a', 'b'), ...lines]);
      const session = replay(events);
      assert.ok(session);
      const found = endingOf(session, events, page);
      assert.deepEqual([endText(found.ending, step => step), found.expected], [ends, expected]);
    });
  }
});

const proof = (text: string, state: 'holds' | 'fails' | 'stated' | 'not stated' | 'not looked at') => ({text, state, expected: 'so', found: 'else'});
const half = {proofs: [proof('seen', 'holds'), proof('said', 'stated'), proof('unsaid', 'not stated'), proof('unseen', 'not looked at')]};
const whole = {proofs: [proof('unsaid', 'stated'), proof('unseen', 'holds')]};
const accept = (step: string): Line => ['step.settled', {step, settlement: 'accepted', note: 'it is late', next: 'c'}];

/** What happened, then skips, overrides and unproved proofs by their steps. */
const shortcuts: ReadonlyArray<[what: string, lines: Line[], found: [skips: string, overrides: string, unproved: string], answers?: Scenario['answers']]> = [
  ['a step is skipped', [['step.skipped', {step: 'a', reason: 'in a hurry', next: 'b'}]], ['a: in a hurry', '', '']],
  ['the page skips it', [['step.skipped', {step: 'a', reason: 'as the page says', next: 'b'}]], ['', '', ''], [{line: 1, step: 'a', kind: 'skip', reason: 'no'}]],
  ['nobody looks or says', ended('a', 'b', half), ['', '', 'a: unsaid (not stated); a: unseen (not looked at)']],
  ['a failed step proves nothing, which is its own affair', failed('a', half), ['', '', '']],
  ['a second time proves it', [...ended('a', 'b', half), ...ended('a', 'b', whole)], ['', '', '']],
  ['a second time fails', [...ended('a', 'b', half), ...failed('a', whole)], ['', '', 'a: unsaid (not stated); a: unseen (not looked at)']],
  ['a failure is accepted', [...failed('b', {proofs: [proof('seen', 'holds'), proof('not so', 'fails'), proof('unsaid', 'not stated')]}), accept('b')], ['', 'b accepted: it is late', 'b: not so (accepted); b: unsaid (accepted)']],
  ['the page accepts it', [...failed('b'), accept('b')], ['', '', ''], [{line: 1, step: 'b', kind: 'settle', settlement: 'accepted', note: 'known'}]],
  ['nobody agreed', [['step.started', {step: 'a', break_glass: 'alone here'}]], ['', 'a break glass: alone here', '']],
];

describe('what is gone past', () => {
  for (const [what, lines, found, answers = []] of shortcuts) {
    it(`is told when ${what}`, () => {
      const {skips, overrides, unproved} = shortcutsIn(journalOf([opened('a', 'b', 'c'), ...lines]), {answers});
      assert.deepEqual([
        skips.map(({step, reason}) => `${step}: ${reason}`).join('; '),
        overrides.map(({step, what: how, reason}) => `${step} ${how}: ${reason}`).join('; '),
        unproved.map(({step, proof: text, why}) => `${step}: ${text} (${why})`).join('; '),
      ], found);
    });
  }
});

const toSkip: Scenario['answers'] = [{line: 1, step: 'b', kind: 'skip', reason: 'as taught'}];
const skip = (step: string, next: string | null): Line => ['step.skipped', {step, reason: 'as taught', next}];

/** On a page that tells to skip step b: what was walked, the points, and the rows. */
const taught: ReadonlyArray<[what: string, lines: Line[], points: number, rows: string[]]> = [
  ['skips it, as the page teaches,', [...ended('a', 'b'), skip('b', 'c'), ...ended('c', null)], 100, ['a | a', 'b | b', 'c | c']],
  ['runs it all the same', [...ended('a', 'b'), ...ended('b', 'c'), ...ended('c', null)], 100, ['a | a', 'b | b', 'c | c']],
  ['skips another one', [...ended('a', 'b'), skip('b', 'c'), skip('c', null)], 90, ['a | a', 'b | b', 'c | - not walked']],
  ['skips it twice', [...ended('a', 'b'), skip('b', 'c'), ...failed('c', {turn: 'step', next: 'a'}), ...ended('a', 'b'), skip('b', 'c'), ...ended('c', null)], 55,
    ['a | a', 'b | b', '- | c fails wrong turn', '- | a wrong turn', '- | b wrong turn', 'c | c']],
];

describe('a step that the page itself tells to skip', () => {
  for (const [what, lines, points, rows] of taught) {
    it(`gives ${points} points to who ${what}`, () => {
      const debrief = debriefOf(journalOf([opened('a', 'b', 'c'), ...lines, closed('completed')]), drillOf({answers: toSkip}));
      assert.deepEqual([debrief?.score?.points, debrief?.rows.map(shown)], [points, rows]);
    });
  }

  it('costs who skips it on a page that does not', () => {
    const debrief = debriefOf(journalOf([opened('a', 'b', 'c'), ...taught[0]![1], closed('completed')]), drillOf());
    assert.deepEqual([debrief?.score?.points, debrief?.rows.map(shown)], [90, ['a | a', 'b | - not walked', 'c | c']]);
  });
});

describe('every drill that ships with us', () => {
  const drills = scenarioFilesIn(undefined).flatMap(name => drillsOf(loadWalkable(name.replace('.scenarios.md', '')).runbook));

  for (const scenario of drills) {
    it(`${scenario.id} gives all points for its model path, and its page explains each turn of its wrong ones`, () => {
      assert.equal(debriefOf(walkAlong(scenario), scenario)?.score?.points, 100);
      for (const {passes: wrong, means} of scenario.wrong) {
        const debrief = debriefOf(walkAlong(scenario, wrong), scenario);
        assert.ok(debrief && debrief.wrong_turns.length > 0 && (debrief.score?.points ?? 100) < 100);
        assert.deepEqual(new Set(debrief.wrong_turns.map(turn => turn.means)), new Set([means]));
      }
    });
  }
});
