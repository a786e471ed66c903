import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {begin} from '../../source/app/update/choose.ts';
import {labelOf, bindingsOf} from '../../source/app/update/keymap.ts';
import {headerLines} from '../../source/app/screens/header.ts';
import type {Line} from '../../source/app/screens/line.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {Effect, State} from '../../source/app/state/state.ts';
import {decided, letters, lobby, press, rehearsal, scene, wrote, tell} from './scene.ts';

const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const lineText = (line: Line): string => line.map(({text}) => text).join('');
const asked = (incident?: string): State => {
  const known = {...lobby, environments: lobby.environments.map(card => ({...card, incident}))};
  return press(press(known, 'enter').state, 'down', 'enter').state;
};
const enter = (state: State): string => {
  const row = bindingsOf(state).find(({key}) => key === 'enter');
  return row ? labelOf(row, state) : '';
};
const opens = (effects: readonly Effect[]): unknown[] => effects.flatMap(effect => (effect.type === 'open' ? [[effect.environment, effect.incident]] : []));
const page = (state: State): string => pageOf(state, view).lines.map(lineText).join('\n');

describe('The incident is asked for once', () => {
  const answers: ReadonlyArray<readonly [told: string, last: string | undefined, keys: string[], incident: string | undefined]> = [
    ['enter alone is none where nothing was worked on', undefined, [], undefined],
    ['enter takes what was worked on last', 'INC-204', [], 'INC-204'],
    ['what is typed stands in its place', 'INC-204', letters('INC-9'), 'INC-9'],
    ['an emptied line is none', 'INC-204', ['ctrl-u'], undefined],
    ['blanks are none', undefined, [' ', ' '], undefined],
  ];
  for (const [told, last, keys, incident] of answers) {
    it(`outside practice, before anything is opened: ${told}`, () => {
      const {state, effects} = press(asked(last), ...keys, 'enter');
      assert.deepEqual(opens(effects), [['console', incident]]);
      assert.equal(state.screen.name, 'opening');
    });
  }

  it('the question, the key and the page say what enter does', () => {
    assert.match(page(asked()), /^Incident\? enter for none\n/);
    assert.equal(enter(asked()), 'go on without one');
    assert.match(page(asked('INC-204')), /^Incident\? enter for INC-204\n[^]*worked on last in console[^]*ctrl-u and enter for\s+none/);
    assert.equal(enter(asked('INC-204')), 'take this name');
    assert.match(page(press(asked('INC-204'), 'ctrl-u').state), /^Incident\? enter for none\n/);
  });

  it('escape goes back to the place that was chosen', () => {
    const {screen} = press(asked(), 'escape').state;
    assert.deepEqual(screen, {name: 'environment', runbook: rehearsal.id, selected: 1});
  });

  it('practice is not asked, nor whoever named it on the command line', () => {
    assert.deepEqual(opens(press(lobby, 'enter', 'enter').effects), [['practice', undefined]]);
    assert.deepEqual(opens(press({...lobby, incident: 'INC-1'}, 'enter', 'down', 'enter').effects), [['console', undefined]]);
  });

  it('is asked where the command line names runbook and environment, too', () => {
    const [state] = begin({...lobby, wanted: {...lobby.wanted, runbook: rehearsal.id, environment: 'console'}});
    assert.equal(state.screen.name, 'incident');
  });
});

describe('The incident of an open walk', () => {
  const named = tell(scene(), wrote(rehearsal, {type: 'incident.named', body: {incident: 'INC-204'}})).state;
  const header = (state: State): string => headerLines(state, view).map(lineText).join('\n');

  it('is named with i, and stands in the header from then on', () => {
    assert.deepEqual(press(scene(), 'i', ...letters('INC-204'), 'enter').effects, [decided({kind: 'name incident', incident: 'INC-204'})]);
    assert.doesNotMatch(header(scene()), /INC-204/);
    assert.match(header(named), /INC-204/);
  });

  it('is changed, or taken away, with the same key; the same once more writes nothing', () => {
    assert.deepEqual(press(named, 'i', ...letters('INC-9'), 'enter').effects, [decided({kind: 'name incident', incident: 'INC-9'})]);
    assert.deepEqual(press(named, 'i', 'ctrl-u', 'enter').effects, [decided({kind: 'name incident', incident: undefined})]);
    const same = press(named, 'i', 'enter');
    assert.deepEqual([same.effects, same.state.notice], [[], 'it belongs to INC-204, as before']);
  });
});
