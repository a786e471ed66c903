import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {footerLines} from '../../source/app/screens/footer.ts';
import {helpPage} from '../../source/app/screens/help-page.ts';
import {bindingsOf, findBinding, keyMap, labelOf} from '../../source/app/update/keymap.ts';
import {modeOf} from '../../source/app/state/viewed-step.ts';
import type {State} from '../../source/app/state/state.ts';
import {asciiSymbols} from '../../source/app/screens/theme.ts';
import {update} from '../../source/app/update/update.ts';
import {parseRunbook} from '../../source/runbook/document.ts';
import {actions, page} from '../worlds/registry.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, debriefed, done, doneBefore, drilled, everyMode, finished, keyOf, lobby, noted, overBudget, press, rehearsal, resized, scene, started} from './scene.ts';
import {offStatus} from '../worlds/off-status.ts';
import {smallRollback} from './small-rollback.ts';

const modes = Object.entries(everyMode);
const textOf = (rows: ReadonlyArray<ReadonlyArray<{text: string}>>): string => rows.map(row => row.map(({text}) => text).join('')).join('\n');
const reasonOf = (state: State, key: string): string | undefined => findBinding(state, keyOf(key))?.disabled?.(state);

/** Somebody on a step that changes something, after it failed so many times; its runbook allows two more tries. */
function failedTimes(attempts: number, outcome: 'failed' | 'unknown' = 'failed'): State {
  const lines = Array.from({length: attempts}, (_, index) => [started(rehearsal, 'smoke', index + 1), finished(rehearsal, 'smoke', outcome)]);
  return atSmoke({lines: lines.flat()});
}

describe('The key map', () => {
  for (const [name, state] of modes) {
    it(`is asked for ${name}`, () => assert.equal(modeOf(state), name));

    it(`has each key once while ${name}`, () => {
      const keys = bindingsOf(state).map(({key}) => key);
      assert.deepEqual(keys, [...new Set(keys)]);
    });

    it(`lets one out with ctrl-c while ${name}`, () => {
      const interrupt = findBinding(state, keyOf('ctrl-c'));
      assert.equal(interrupt?.command, 'interrupt');
      assert.equal(interrupt?.disabled?.(state), undefined);
      assert.notDeepEqual(update(state, {type: 'key', key: keyOf('ctrl-c')})[0], state);
    });

    it(`names in the help what the footer names while ${name}`, () => {
      const footer = textOf(footerLines(state, {columns: 400, rows: 24, symbols: asciiSymbols})).trim().split(' - ');
      const help = textOf(helpPage(state, state.screen, {columns: 400, rows: 24, symbols: asciiSymbols}).lines);
      for (const binding of bindingsOf(state)) {
        const label = labelOf(binding, state);
        assert.ok(help.includes(`  ${binding.key.padEnd(10)}${label}`), `${binding.key} ${label} is not in the help`);
        const key = binding.pair === undefined ? binding.key : `${binding.key} or ${binding.pair}`;
        const inFooter = footer.some(piece => piece.replace(/ \(.*\)$/, '') === `${key} ${label.replace(/ \(.*\)$/, '')}`);
        assert.equal(inFooter, binding.quiet !== true, `${binding.key} ${label} in the footer`);
      }
    });
  }

  it('has no row that nothing reaches', () => {
    const narrowed = press(everyMode.drills, '/', 'a', 'enter').state;
    const inDrill = [drilled(), drilled({phase: overBudget}), drilled({screen: {name: 'summary', scroll: 0}, walk: {debrief: debriefed}})];
    const reached = new Set([{...lobby, status: {environments: [offStatus], unread: [], at: 0}}, everyMode.reading, scene({viewing: 'smoke'}), scene({viewing: 'close'}), {...everyMode.changes, screen: {name: 'step' as const, scroll: 0}}, ...inDrill, narrowed, ...modes.map(([, state]) => state)].flatMap(state => bindingsOf(state)));
    assert.deepEqual(keyMap.filter(row => !reached.has(row)), []);
  });

  it('knows nothing any more once the app was left', () => {
    assert.deepEqual(bindingsOf({...everyMode.picker, screen: {name: 'left'}}), []);
  });
});

describe('In every list', () => {
  const drills = Array.from({length: 60}, (_, index) => ({runbook: 'r', runbookTitle: 'R', id: `drill-${index}`, title: `Drill ${index}`, level: 'easy' as const, teaches: 'it', results: undefined}));
  const rows: ReadonlyArray<readonly [keys: string[], selected: number]> = [[['end'], 59], [['end', 'home'], 0], [['G'], 59], [['G', 'g'], 0], [['page down'], 11], [['page down', 'page down', 'page up'], 11], [['end', 'page down'], 59], [['page up'], 0]];
  for (const [keys, selected] of rows) {
    it(`${keys.join(', ')} leads to row ${selected + 1} of 60, where twelve are in sight`, () => {
      const {screen} = press({...lobby, screen: {name: 'drills', selected: 0, drills}}, ...keys).state;
      assert.equal(screen.name === 'drills' && screen.selected, selected);
    });
  }

  for (const mode of ['picker', 'environment', 'occupied', 'history', 'drills', 'ways'] as const) {
    it(`these keys are there (${mode})`, () => assert.deepEqual(['page up', 'page down', 'home', 'end', 'g', 'G', '/'].map(key => findBinding(everyMode[mode], keyOf(key))?.command), ['page up', 'page down', 'first', 'last', 'first', 'last', 'filter']));
  }

  it('and on a page they lead to its ends, but not where something is typed', () => {
    assert.equal(findBinding(everyMode.reading, keyOf('end'))?.command, 'last');
    for (const mode of ['noting', 'confirming', 'filtering'] as const) assert.equal(findBinding(everyMode[mode], keyOf('home')), undefined);
  });
});

describe('In a window too small to read', () => {
  for (const [mode, state] of Object.entries(everyMode)) {
    it(`${mode}: no key does anything but ctrl-c and ctrl-z`, () => {
      for (const [columns, rows] of [[59, 16], [60, 15]] as const) {
        const small = resized(state, columns, rows);
        for (const name of ['enter', 'escape', 'up', 'page down', ...'abcdefhklmnoqstwxy/?']) assert.deepEqual(update(small, {type: 'key', key: keyOf(name)}), [small, []], name);
        for (const characters of ['practice 1234', 'yy']) assert.deepEqual(update(small, {type: 'key', key: {kind: 'paste', text: characters}}), [small, []]);
        assert.deepEqual(bindingsOf(small).filter(({command}) => command !== 'interrupt' && command !== 'suspend'), []);
      }
    });
  }
});

describe('A key that does nothing now', () => {
  const cases: ReadonlyArray<readonly [told: string, state: State, key: string, reason: RegExp | undefined]> = [
    ['enter runs the step that is open', scene(), 'enter', undefined],
    ['enter runs in the smallest window that is supported', resized(scene(), 60, 16), 'enter', undefined],
    ['enter runs no changing step that cannot be recorded', atSmoke({walk: {unrecorded: 'disk full'}}), 'enter', /cannot be recorded/],
    ['enter runs a reading step that cannot be recorded', scene({walk: {unrecorded: 'disk full'}}), 'enter', undefined],
    ['enter runs again while tries are left', failedTimes(2), 'enter', undefined],
    ['enter runs again when the tries are used up', failedTimes(3), 'enter', undefined],
    ['w goes no other way in a record that cannot be written', scene({walk: {unrecorded: 'disk full'}}), 'w', /cannot be recorded/],
    ['f goes on from the first step', scene(), 'f', undefined],
    ['f has nowhere to go on the last step', scene({viewing: 'close'}), 'f', /last step/],
    ['enter settles an unknown step however often it was tried', failedTimes(3, 'unknown'), 'enter', undefined],
    ['n keeps no note that cannot be recorded', scene({walk: {unrecorded: 'disk full'}}), 'n', /cannot be recorded/],
    ['s skips nothing that cannot be recorded', scene({walk: {unrecorded: 'disk full'}}), 's', /cannot be recorded/],
    ['s skips only the open step', scene({lines: done(rehearsal, 'toggles'), viewing: 'toggles'}), 's', /only at the open step/],
    ['n notes on any step', scene({lines: done(rehearsal, 'toggles'), viewing: 'toggles'}), 'n', undefined],
    ['b has nowhere to go on the first step', scene(), 'b', /first step/],
    ['b goes back from the second step', scene({lines: done(rehearsal, 'toggles')}), 'b', undefined],
    ['n waits while a step runs', everyMode.running, 'n', /running/],
    ['s waits while a step runs', everyMode.running, 's', /running/],
    ['q waits while a step runs and says what to press', everyMode.running, 'q', /ctrl-c stops/],
  ];
  for (const [told, state, key, reason] of cases) {
    it(told, () => {
      const found = reasonOf(state, key);
      if (reason === undefined) assert.equal(found, undefined);
      else assert.match(found ?? 'no reason', reason);
    });

    if (reason === undefined) continue;
    it(`${told}, says why, and changes nothing else`, () => {
      const [after, effects] = update(state, {type: 'key', key: keyOf(key)});
      assert.deepEqual(effects, []);
      assert.deepEqual({...after, notice: undefined}, {...state, notice: undefined});
      assert.match(noticeOf(after), reason);
      assert.match(noticeOf(after), /^\S.{4,}[^.]$/);
    });
  }
});

describe('A label', () => {
  const labelled = (state: State, key: string): string | undefined => {
    const binding = findBinding(state, keyOf(key));
    return binding && labelOf(binding, state);
  };
  const read = (text: string): typeof rehearsal => {
    const reading = parseRunbook(text, {file: 'runbooks/x.md', actions});
    assert.ok(reading.ok);
    return reading.runbook;
  };
  const last = ['## 2. End', '', '- **Id:** `end`', '- **Kind:** note', '- **Effect:** reads', '- **Ask:** what was seen?', ''].join('\n');
  const byHand = read(page(['## 1. Look', '', '- **Id:** `look`', '- **Kind:** manual', '- **Effect:** reads', '- **Proof:** stated: seen', ''].join('\n'), last));
  const mending = read(page(['## 1. Mend', '', '- **Id:** `mend`', '- **Kind:** manual', '- **Effect:** changes: what you mend', "- **Confirm:** the environment's name", '- **Proof:** stated: mended', '- **Undo:** put it back', ''].join('\n'), last));

  const cases: ReadonlyArray<readonly [told: string, state: State, key: string, label: string]> = [
    ['a step with an action is run', scene(), 'enter', 'run'],
    ['a step without one asks what it has to', scene({runbook: byHand}), 'enter', 'answer'],
    ['a step that a person does, and that changes something, shows its plan', scene({runbook: mending}), 'enter', 'read the plan'],
    ['a step that failed is run again, and says how often it may be', failedTimes(1), 'enter', 'run again (2 left)'],
    ['a step that its page does not send there again is run with a reason', scene({lines: [started(rehearsal, 'toggles'), finished(rehearsal, 'toggles', 'failed')]}), 'enter', 'run again, say why'],
    ['a step that is done leads to the next', scene({lines: done(rehearsal, 'toggles'), viewing: 'toggles'}), 'enter', 'next step'],
    ['a step behind one that failed leads back to it', scene({lines: [...done(rehearsal, 'toggles'), started(rehearsal, 'gateway'), finished(rehearsal, 'gateway', 'failed')], viewing: 'toggles'}), 'enter', 'to the open step'],
    ['the last step leads to the end', scene({lines: rehearsal.steps.flatMap(({id}) => done(rehearsal, id)), viewing: 'close'}), 'enter', 'finish'],
    ['a step that only gets agreement shows what to', scene({runbook: smallRollback, lines: done(smallRollback, 'freeze')}), 'enter', 'read the plan'],
    ['a step that failed too often is run with a reason', failedTimes(3), 'enter', 'run again, say why'],
    ['a step far behind names the open one', scene({lines: doneBefore(rehearsal, 'receipt'), viewing: 'toggles'}), 'enter', 'to step 4: Review the receipt'],
    ['a note changes none of this', scene({lines: [noted('toggles', 'odd')]}), 'enter', 'run'],
  ];
  for (const [told, state, key, label] of cases) it(told, () => assert.equal(labelled(state, key), label));

  it('never promises fewer than no tries', () => {
    for (const outcome of ['failed', 'unknown'] as const) {
      for (const attempts of [3, 4, 9]) assert.doesNotMatch(labelled(failedTimes(attempts, outcome), 'enter') ?? '', /-/);
    }
  });

  it('leads nowhere from a step before all others were walked', () => {
    assert.equal(labelled(scene({lines: doneBefore(rehearsal, 'smoke'), viewing: 'gateway'}), 'enter'), 'next step');
  });
});
