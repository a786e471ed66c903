import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {headerLines} from '../../source/app/screens/header.ts';
import {findBinding} from '../../source/app/update/keymap.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import type {DrillCard} from '../../source/app/state/cards.ts';
import type {Message, State} from '../../source/app/state/state.ts';
import {asciiSymbols, lookOf, unicodeSymbols} from '../../source/app/screens/theme.ts';
import {day, hour, minute} from '../../source/time.ts';
import {drawn, labelsOf} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {closed, debriefed, decided, done, drilled, everyMode, finished, keyOf, letters, lobby, overBudget, press, quietRollback, recorded, resized, rollback, scene, started, tell, wrote} from './scene.ts';

const view = {columns: 58, rows: 200, symbols: unicodeSymbols};
const textOf = (rows: ReadonlyArray<ReadonlyArray<{text: string}>>): string => rows.map(row => row.map(({text}) => text).join('')).join('\n');
const page = (state: State): string => textOf(pageOf(state, view).lines);
const label = (state: State, key: string): string | undefined => findBinding(state, keyOf(key))?.command;

const began = openWalk(drilled()).time.now;
const timed = (milliseconds: number): Message => ({type: 'timed', time: {now: began + milliseconds, open: milliseconds}});

describe('A drill', () => {
  it('is said in word, shape and colour beside practice, and how long it has gone on', () => {
    for (const symbols of [unicodeSymbols, asciiSymbols]) {
      const state = drilled({walk: {time: {now: began + 252_000, open: 0}}});
      const [first = []] = headerLines(state, {columns: 80, rows: 24, symbols});
      assert.match(textOf([first]), / PRACTICE . DRILL 4m 12s {2}MCP gateway rollback/);
      const sign = first.find(({text}) => text.includes('DRILL'));
      assert.equal(sign?.text, `${symbols.drilling} DRILL`);
      for (const where of ['practice', 'rehearsal', 'live'] as const) {
        assert.notEqual(symbols.class[where], symbols.drilling);
        assert.notDeepEqual(lookOf(sign?.style), lookOf(where));
      }
    }
  });

  it('is not said of practice alone', () => {
    assert.doesNotMatch(textOf(headerLines(scene(), {columns: 80, rows: 24, symbols: unicodeSymbols})), /DRILL/);
  });

  it('ticks only where things may move', () => {
    const shown = (motion: boolean): string => textOf(headerLines(tell(drilled({state: {motion}}), timed(3000)).state, {columns: 80, rows: 24, symbols: unicodeSymbols}));
    assert.match(shown(true), /DRILL 3s/);
    assert.match(shown(false), /DRILL 0s/);
  });

  const opening = (state: State): State => {
    const {runbook, session, pointed, head, journalPath, time, drill} = openWalk(state);
    return tell(everyMode.opening, {type: 'opened', walk: {runbook, session, pointed, head, journalPath, time, drill}}).state;
  };

  it('begins with its story, and enter leads to the first step', () => {
    const state = opening(drilled());
    assert.equal(state.screen.name, 'briefing');
    assert.match(page(state), /A quiet rollback/);
    assert.match(page(state), /h asks for a hint; each costs 5 points\./);
    assert.doesNotMatch(page(state), /accounted for, restored, proved/, 'what it teaches would tell what to do');
    assert.equal(press(state, 'enter').state.screen.name, 'step');
  });

  it('goes on without its story when it was left, with the hints that were paid for', () => {
    const state = opening(drilled({lines: [{type: 'hint.taken', body: {step: 'freeze', number: 1, text: 'x'}}]}));
    assert.equal(state.screen.name, 'step');
    assert.match(page(state), /HINT +-5 points +A freeze is proved by/);
  });

  it('may be left at its briefing for another one, and counts for nothing', () => {
    const {state, effects} = press(everyMode.briefing, 'escape');
    assert.deepEqual([state.screen, state.walk], [{name: 'drills', selected: 0, runbook: rollback.id, drills: undefined}, undefined]);
    assert.deepEqual(effects, [decided({kind: 'end', reason: 'left at the briefing', away: true}), {type: 'close walk'}, {type: 'list drills', operator: 'mara'}]);
  });

  it('is said to be over in the header of its debrief, where no step is on screen', () => {
    assert.match(drawn(resized(everyMode.debrief, 80, 24))[0] ?? '', /debrief +mara/);
    assert.doesNotMatch(drawn(resized(everyMode.debrief, 80, 24))[0] ?? '', /of 12/);
  });

  it('has taken in its header what its debrief says, however long that is read', () => {
    const late = (name: 'debrief' | 'summary'): string => textOf(headerLines(tell({...everyMode.debrief, screen: {name, scroll: 0}}, timed(900_000)).state, {columns: 80, rows: 24, symbols: unicodeSymbols}));
    for (const name of ['debrief', 'summary'] as const) assert.match(late(name), /DRILL 4m 10s/);
  });

  it('may be given up anywhere, for good', () => {
    const {state, effects} = press(drilled(), 'w', ...Array.from({length: 20}, () => 'down'), 'enter', 'x', 'enter');
    assert.equal(state.screen.name, 'summary');
    assert.deepEqual(effects, [decided({kind: 'end', reason: 'x'})]);
    assert.doesNotMatch(textOf(frameOf(press(scene(), 'w').state, unicodeSymbols).body), /end the session/);
  });
});

describe('A drill that is over', () => {
  const ends = [[true, 'escalated at step 1: Freeze MCP traffic', /drill: as its page says/, /a drill, escalated at step 1: Freeze MCP traffic, as its page says/], [false, 'stopped at step 1: Freeze MCP traffic', /drill: stopped at step 1\n/, /a drill, stopped at step 1: Freeze MCP traffic, not as its page says/]] as const;

  for (const [expected, ended, row, below] of ends) {
    it(`is a drill in the history and the summary, ${ended}`, () => {
      const {screen} = everyMode.history;
      assert.ok(screen.name === 'history');
      const listed = drawn(resized({...everyMode.history, screen: {...screen, sessions: (screen.sessions ?? []).map(card => ({...card, drill: {ended, expected}}))}}, 80, 24)).join('\n');
      assert.match(listed, row);
      assert.match(listed.replaceAll(/\s+/g, ' '), below);
      const summary = drawn(drilled({screen: {name: 'summary', scroll: 0}, walk: {debrief: {...debriefed, ended, expected}}})).join('\n').replaceAll(/\s+/g, ' ');
      assert.match(summary, expected ? /drill escalated at step 1: Freeze MCP traffic, as its page says/ : /drill stopped at step 1: Freeze MCP traffic, not as its page says/);
    });
  }
});

describe('A drill without a result', () => {
  for (const [state, row, below] of [['unfinished', /drill: unfinished/, /a drill, unfinished, by mara/], ['stopped', /drill: stopped/, /a drill, stopped, by mara/]] as const) {
    it(`is a drill in the history, ${state}, and found by that word`, () => {
      const listed = press(resized({...lobby, screen: {name: 'history', selected: 0, sessions: [{...recorded, runbook: 'Rollback', state, drill: true}, recorded]}}, 80, 24), '/', ...letters('drill'), 'enter').state;
      assert.equal(labelsOf(listed).length, 1);
      assert.match(drawn(listed).join('\n'), row);
      assert.match(drawn(listed).join('\n').replaceAll(/\s+/g, ' '), below);
    });
  }

  it('is a drill in the list of procedures, where it can be gone on with', () => {
    const left = {id: 'one', title: rollback.title, environment: 'practice', class: 'practice', operator: 'mara', lastAt: recorded.lastAt, age: 0} as const;
    const rows = (drill: boolean): string => drawn(resized({...lobby, unfinished: [{...left, ...(drill && {drill: true as const})}]}, 80, 24)).join('\n');
    assert.match(rows(true), /continue: MCP gateway \S+ .*, mara, in a drill/);
    assert.match(rows(false), /continue: MCP gateway \S+ .*, mara, practice/);
  });
});

describe('A hint', () => {
  const {text} = quietRollback.hints[0] ?? {text: ''};

  it('is asked for with h, written first and then shown with what it costs', () => {
    const asked = press(drilled(), 'h');
    assert.deepEqual(asked.effects, [decided({kind: 'hint', step: 'freeze', number: 1, text})]);
    assert.doesNotMatch(page(asked.state), /HINT/);
    const told = tell(asked.state, wrote(rollback, {type: 'hint.taken', body: {step: 'freeze', number: 1, text}}));
    assert.match(page(told.state).replaceAll(/\s+/g, ' '), /HINT -5 points A freeze is proved by the service's own answer, not by the toggle\./);
  });

  it('stands on top of the page of a step that went wrong, whose text fills the window, wherever it was scrolled to', () => {
    const lines = [started(rollback, 'freeze'), finished(rollback, 'freeze', 'failed')];
    const failed = resized(drilled({lines}), 80, 24);
    const hints = quietRollback.hints.map(hint => hint.text);
    const asked = press(failed, 'page down', 'h').state;
    const first = tell(asked, wrote(rollback, ...lines, {type: 'hint.taken', body: {step: 'freeze', number: 1, text}})).state;
    const rows = drawn(first);
    assert.match(rows.slice(0, 6).join(' ').replaceAll(/\s+/g, ' '), /HINT -5 points A freeze is proved by the service's own answer, not by the toggle\./);
    assert.match(rows.join('\n'), /hint 1 of 2, on top of the page: -5 points/);
    assert.match(rows.join('\n'), /h hint \(-5\)/);
    const second = drawn(tell(press(first, 'h').state, wrote(rollback, ...lines, {type: 'hint.taken', body: {step: 'freeze', number: 2, text: hints[1] ?? ''}})).state);
    assert.match(second.slice(0, 6).join(' ').replaceAll(/\s+/g, ' '), /HINT -5 points The gap note stands beside the ledger/);
    assert.match(second.join('\n'), /hint 2 of 2, on top of the page: -5 points/);
  });

  it('is not there when all were taken, and says so', () => {
    const lines = quietRollback.hints.map(({text}, index) => ({type: 'hint.taken' as const, body: {step: 'freeze', number: index + 1, text}}));
    const {state, effects} = press(drilled({lines}), 'h');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(state), /no other hint/);
  });

  it('is announced when its time has come, once, and not shown', () => {
    const {state} = tell(drilled(), timed(2 * minute));
    assert.equal(state.notice, 'a hint is there: h, for 5 points');
    assert.doesNotMatch(page(state), /HINT|A freeze is proved/);
    assert.match(textOf(frameOf(state, unicodeSymbols).footer), /h hint \(-5\)/);
    assert.equal(tell(press(state, 'up').state, timed(2.1 * minute)).state.notice, undefined);
    assert.equal(tell(press(state, 'up').state, timed(6 * minute)).state.notice, 'a hint is there: h, for 5 points');
  });

  it('is announced where nothing may tick, and waits while somebody types', () => {
    assert.equal(tell(drilled({state: {motion: false}}), timed(2 * minute)).state.notice, 'a hint is there: h, for 5 points');
    const typing = tell(press(drilled(), 'n').state, timed(2 * minute)).state;
    assert.equal(typing.notice, undefined);
    assert.equal(tell(press(typing, 'escape').state, timed(2 * minute)).state.notice, 'a hint is there: h, for 5 points');
  });

  it('leaves handing over to another key in a drill, and nowhere else', () => {
    assert.deepEqual([label(drilled(), 'h'), label(drilled(), 'o')], ['hint', 'hand over']);
    assert.deepEqual([label(scene(), 'h'), label(scene(), 'o')], ['hand over', undefined]);
    const late = drilled({phase: {...overBudget, step: 'freeze'} as typeof overBudget});
    assert.deepEqual([label(late, 'h'), label(late, 'o')], [undefined, 'hand over late']);
  });
});

describe('The drills screen', () => {
  it('is opened with d, lists what there is, and enter starts one in practice', () => {
    const listed = press(everyMode.picker, 'd');
    assert.deepEqual(listed.effects, [{type: 'list drills', operator: 'mara'}]);
    assert.match(page(listed.state), /reading the drills/);
    assert.match(page(everyMode.drills), /MCP gateway rollback, easy[^]*Your best is 85 of 100, after 1 attempt; the last one was\s+on\s+2025-11-20/);
    assert.match(page(press(everyMode.drills, 'down').state), /You have not walked it yet/);
    const {effects} = press(everyMode.drills, 'enter');
    assert.partialDeepStrictEqual(effects, [{type: 'open', runbook: 'mcp-gateway-rollback', environment: 'practice', drill: 'quiet-rollback'}]);
    assert.equal(press(everyMode.drills, 'escape').state.screen.name, 'picker');
  });

  it('says what cannot be read, and that who walked what is not known then', () => {
    const unread = [{problem: 'results.jsonl cannot be read: it is a folder', next: 'Correct it.'}, {problem: 'stage-b.md: line 3: x', next: 'Correct the page.'}];
    const {drills} = everyMode.drills.screen.name === 'drills' ? everyMode.drills.screen : assert.fail();
    const told = tell(everyMode.drills, {type: 'drills', drills: (drills ?? []).map(card => ({...card, results: 'not known'})), unread}).state;
    assert.match(page(told), /^NOT READ results\.jsonl cannot be read: it is a folder; and\s+1 more\nNEXT +Correct it\.\n[^]*Whether you have walked it is not known\./);
    assert.match(drawn(resized(told, 80, 24)).join('\n'), /does not list[^ ]* +medium +\? +not known/);
    assert.match(page(tell(everyMode.drills, {type: 'drills', drills: [], unread}).state), /No drill can be shown/);
  });

  it('names the procedure of the drill that is chosen, and says how many more there are below', () => {
    const drills = Array.from({length: 37}, (_, index): DrillCard => {
      const runbook = index < 20 ? 'learn-the-keys' : 'mcp-gateway-rollback';
      return {runbook, runbookTitle: runbook, id: `d-${index}`, title: `Drill ${index}`, level: 'easy', teaches: 'x', results: undefined};
    });
    const listed: State = {...resized(everyMode.drills, 80, 24), screen: {name: 'drills', selected: 0, runbook: 'learn-the-keys', drills}};
    assert.match(drawn(listed).join('\n'), /1 of 37 {2}↓ (2[0-9]|3[0-9]) more/);
    const last = press(listed, 'end').state;
    assert.match(drawn(last)[0] ?? '', /mcp-runbook {2}mcp-gateway-rollback/);
    assert.match(drawn(last).join('\n'), /37 of 37 ─/);
  });

  it('explains in the help what its heads mean', () => {
    assert.match(page(press(everyMode.drills, '?').state).replaceAll(/\s+/g, ' '), /best of 100 the highest of your scores/);
    assert.match(page(press(everyMode.picker, '?').state).replaceAll(/\s+/g, ' '), /back by while MCP is off/);
  });

  it('has the name of each drill beside its title', () => {
    const row = drawn(resized(everyMode.drills, 80, 24)).find(text => text.includes('does not listen'));
    assert.match(row ?? '', /The service does not listen {2}medium {2}new +deaf-service$/);
  });

  it('is passed by when the command line names a drill', () => {
    const wanted = {runbook: 'stage-b-rehearsal', drill: 'x', environment: undefined, session: undefined};
    const {effects} = press({...everyMode.operator, wanted}, 'enter');
    assert.partialDeepStrictEqual(effects, [{type: 'remember'}, {type: 'open', runbook: 'stage-b-rehearsal', environment: 'practice', drill: 'x'}]);
  });
});

describe('The debrief', () => {
  const ended = drilled({lines: [...rollback.steps.flatMap(({id}) => done(rollback, id)), closed()], screen: {name: 'summary', scroll: 0}});

  it('comes before the summary, and can be read again from there', () => {
    const told = tell(ended, {type: 'debriefed', debrief: debriefed, trouble: undefined}).state;
    assert.equal(told.screen.name, 'debrief');
    const after = press(told, 'enter').state;
    assert.equal(after.screen.name, 'summary');
    assert.equal(press(after, 'd').state.screen.name, 'debrief');
    assert.equal(label(ended, 'd'), undefined);
  });

  it('that cannot be made leaves the summary, and the reason is told', () => {
    const {state} = tell(ended, {type: 'debriefed', debrief: undefined, trouble: {problem: 'the drill has no debrief: EIO', next: 'Look at its journal.'}});
    assert.equal(state.screen.name, 'summary');
    assert.match(noticeOf(state), /EIO/);
  });

  it('tells all of it on rows that fit the smallest window', () => {
    const text = page(everyMode.debrief);
    for (const wanted of [
      /Yours ended: escalated at step 3: Assess doctrine\s+impact\. The page\s+ends:\s+completed\./, /Score 40 of 100/, /-15 {2}1 wrong turn/, /-40 {2}ended otherwise/, /Second attempt: 25 -> 40; the last one/,
      /✓ 1 Freeze MCP tra… +1 Freeze MCP tra… +0:40$/m, /✗ 3 Assess d… fails +2 Pause rehearsa… +3:30 {2}WRONG TURN$/m, /· - +3 Assess doctrin… +not walked$/m,
      /step 3: Assess doctrine impact fails: The jobs go on\s+writing while nobody looks\./, /step 3: Assess doctrine impact: the channel knows \(not\s+stated\)/, /step 2: Pause rehearsals: no time/, /1, at step 1: Freeze MCP traffic: A freeze/, /Step 2 of the runbook\./,
    ]) assert.match(text, wanted);
    assert.ok(text.split('\n').every(row => row.length <= 58), text);
    const state = resized(everyMode.debrief, 60, 16);
    const seen = [0, 1, 2, 3, 4].map(pages => textOf(frameOf(press(state, ...Array.from({length: pages}, () => 'page down')).state, unicodeSymbols).body)).join('\n');
    assert.match(seen, /Step 2 of the runbook/);
  });
});

it('A drill that has called somebody says that it can end here', () => {
  const called = {called: ['freeze']};
  assert.match(textOf(pageOf(drilled({walk: called}), {columns: 100, rows: 40, symbols: unicodeSymbols}).lines), /THEN {5}w, then "end the drill here", leads to the debrief/);
});

describe('The lesson of the keys', () => {
  const runbooks = [{id: 'learn-the-keys', title: 'Learn the keys', summary: 'x', steps: 8}, ...(lobby.runbooks ?? [])];

  it('is the first row for whoever has never been here, and the last one afterwards', () => {
    assert.deepEqual(labelsOf({...lobby, runbooks, beginner: true}), ['Learn the keys in two minutes', 'Stage B rehearsal']);
    assert.deepEqual(labelsOf({...lobby, runbooks}), ['Stage B rehearsal', 'Learn the keys']);
  });

  it('opens in practice at once, and nowhere else', () => {
    const {effects} = press({...lobby, runbooks, beginner: true}, 'enter');
    assert.deepEqual(effects, [{type: 'open', runbook: 'learn-the-keys', environment: 'practice', operator: 'mara'}]);
    const wanted = {runbook: 'learn-the-keys', environment: 'console', session: undefined};
    const {state} = press({...everyMode.operator, runbooks, wanted}, 'enter');
    assert.equal(state.screen.name, 'refused');
  });
});

describe('A procedure on the picker', () => {
  const last = {session: 's', class: 'rehearsal' as const, operator: 'ines', at: '2025-10-01T00:00:00Z', ended: 'completed' as const};
  const card = (readiness: NonNullable<NonNullable<State['runbooks']>[number]['readiness']>): State => ({...lobby, runbooks: (lobby.runbooks ?? []).map(one => ({...one, readiness}))});
  const within = 30 * day;

  it('says when it was last rehearsed, by whom and how that ended', () => {
    assert.match(page(card({last, age: 3 * day + 4 * hour, within, verdict: 'fresh'})), /rehearsed 3d 4h ago by ines, completed$/);
  });

  for (const [verdict, word] of [['stale', 'TOO LONG AGO'], ['never', 'NOT REHEARSED'], ['ahead', 'ODD DATE']] as const) {
    it(`is marked in word and colour when that is ${verdict}`, () => {
      const state = card(verdict === 'never' ? {last: undefined, age: undefined, within, verdict} : {last, age: 40 * day, within, verdict});
      const sign = pageOf(state, view).lines.flat().find(({text}) => text.startsWith(word));
      assert.equal(sign?.style, 'warning');
      assert.equal(drawn(state).join('\n').includes('too long ago'), verdict === 'stale');
    });
  }
});

