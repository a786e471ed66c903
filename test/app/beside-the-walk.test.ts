import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {update} from '../../source/app/update/update.ts';
import {shownSessions} from '../../source/app/state/history-rows.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {HistoryCard} from '../../source/app/state/cards.ts';
import {day} from '../../source/time.ts';
import {drawn} from './drawn.ts';
import {noticeOf} from './notice-of.ts';
import {decided, everyMode, letters, press, recorded, resized, scene, unsettled} from './scene.ts';

const probe = ['The ledger gained no line since the step began.'];

describe('A step that may have happened', () => {
  it('is looked at before anybody is asked', () => {
    const {state, effects} = press(unsettled(), 'enter');
    assert.deepEqual(effects, [{type: 'probe', step: 'smoke'}]);
    assert.equal(state.walk?.phase.name, 'settling');
  });

  for (const [key, settlement] of [['d', 'done'], ['x', 'not done'], ['c', 'cannot tell']] as const) {
    it(`is settled as ${settlement} by ${key} and a reason`, () => {
      const asked = press(unsettled(), 'enter').state;
      const [probed] = update(asked, {type: 'probed', step: 'smoke', lines: probe});
      const {state, effects} = press(probed, key, ...letters('I looked'), 'enter');
      assert.deepEqual(effects, [decided({kind: 'settle', step: 'smoke', settlement, note: 'I looked', probe: probe[0]})]);
      assert.equal(state.walk?.phase.name, 'reading');
    });
  }

  it('is settled by nobody who does not say how they know', () => {
    const {state, effects} = press(unsettled({name: 'settling', probe}), 'd', 'enter');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(state), /how you know/);
  });

  it('is never run by enter alone', () => {
    const {effects} = press(unsettled(), 'enter', 'enter', 'enter');
    assert.deepEqual(effects.map(({type}) => type), ['probe']);
  });
});

describe('Two operators at one keyboard', () => {
  it('hand over with a note and a name', () => {
    const {state, effects} = press(scene(), 'h', ...letters('smoke is next'), 'enter', ...letters('ines'), 'enter');
    assert.deepEqual(effects, [decided({kind: 'hand over', to: 'ines', note: 'smoke is next'})]);
    assert.equal(state.operator, 'ines');
  });

  it('hand over nothing without a name', () => {
    const {effects} = press(scene(), 'h', ...letters('smoke is next'), 'enter', 'enter');
    assert.deepEqual(effects, []);
  });
});

describe('A file for the record', () => {
  it('is attached by its path', () => {
    const {effects} = press(scene(), 'a', ...letters('notes.txt'), 'enter');
    assert.deepEqual(effects, [{type: 'attach', step: 'toggles', path: 'notes.txt'}]);
  });
});

describe('The history', () => {
  it('lists what was recorded, and reads one session', () => {
    const listed = press(everyMode.picker, 't');
    assert.deepEqual(listed.effects, [{type: 'list sessions'}]);
    const [filled] = update(listed.state, {type: 'sessions', unread: [], sessions: [recorded]});
    assert.deepEqual(press(filled, 'enter').effects, [{type: 'tell session', session: recorded.id}]);
  });

  it('says what of it could not be read, here and on the first screen', () => {
    const unread = {problem: 'a cannot be read', next: 'Correct it.'};
    const [filled] = update(press(everyMode.picker, 't').state, {type: 'sessions', unread: [unread], sessions: []});
    assert.deepEqual(filled.unread, [unread]);
    assert.deepEqual(press(filled, 'escape').state.unread, [unread]);
  });

  for (const [words, count] of [['mara', 1], ['inc-204 completed', 1], ['live', 0], ['', 1]] as const) {
    it(`shows ${count} of one session for the filter "${words}"`, () => {
      const {state} = press(everyMode.history, '/', ...letters(words), 'enter');
      assert.ok(state.screen.name === 'history' && !state.screen.filter?.typing);
      assert.equal(shownSessions(state.screen).length, count);
    });
  }

  it('says in a narrow window what was done, when, and how it stands', () => {
    const row = (card: HistoryCard): string | undefined => drawn(resized({...everyMode.history, screen: {name: 'history', selected: 0, sessions: [card]}}, 60, 24)).find(text => text.includes('Stage B'));
    assert.match(row({...recorded, age: 3 * day}) ?? '', /^ ▸ Stage B rehearsal {2}○ practice {2}3 days ago {2}completed/);
    assert.match(row({...recorded, openedAt: '', state: 'unreadable'}) ?? '', /no time {2}unreadable/);
  });

  it('goes back to where it came from', () => {
    assert.equal(press(everyMode.story, 'escape').state.screen.name, 'picker');
    assert.equal(press(everyMode.history, 'escape').state.screen.name, 'picker');
  });
});

describe('The documents of doctrine', () => {
  for (const where of ['reading', 'running', 'waiting', 'ledger', 'reference', 'help'] as const) {
    it(`are one key away: ${where}, and escape leads back there`, () => {
      const {state, effects} = press(everyMode[where], 'd');
      assert.deepEqual(effects, [{type: 'read documents'}]);
      assert.deepEqual(press(state, 'escape').state.screen, everyMode[where].screen);
    });
  }

  it('are shown with where they stand, what could not be read, and where the rest of a long one is', () => {
    const opened = press(scene(), 'd').state;
    assert.ok(everyMode.documents.screen.name === 'documents' && everyMode.documents.screen.documents);
    const [{screen}] = update(opened, {type: 'documents', documents: everyMode.documents.screen.documents});
    const shown = pageOf({...opened, screen}, {columns: 80, rows: 24, symbols: unicodeSymbols}).lines.map(row => row.map(({text}) => text).join('')).join('\n');
    assert.match(shown, /^What the audit expects {2}\S*audit\.md\n# The audit\n\nEach connector is drilled\.\n\nConnector doctrine {2}our own short words\nNOT READ \/srv\/docs\/x\.md cannot be read: EACCES\nNEXT {5}Correct it\.\nx/);
    assert.match(shown, /x\nThe rest of it: mcp-runbook docs protocol$/);
  });
});
