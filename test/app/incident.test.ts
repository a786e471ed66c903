import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {labelOf, bindingsOf} from '../../source/app/update/keymap.ts';
import {footerLines} from '../../source/app/screens/footer.ts';
import {headerLines} from '../../source/app/screens/header.ts';
import type {Line} from '../../source/app/screens/line.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import type {LastIncident} from '../../source/journal/incidents-text.ts';
import type {Session} from '../../source/journal/session.ts';
import type {Scenario} from '../../source/runbook/scenario.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {decided, doneBefore, letters, lobby, press, quietRollback, rehearsal, scene, wrote, tell, type Line as Written} from './scene.ts';

const view = {columns: 80, rows: 24, symbols: unicodeSymbols};
const lineText = (line: Line): string => line.map(({text}) => text).join('');
const enter = (state: State): string => {
  const row = bindingsOf(state).find(({key}) => key === 'enter');
  return row ? labelOf(row, state) : '';
};
const page = (state: State): string => {
  const {lines, prompt = []} = pageOf(state, view);
  return [...lines, ...prompt].map(lineText).join('\n');
};

const justOpened = (last?: string, {where = 'live', drill, lines = [], incident}: {where?: Session['class']; drill?: Scenario; lines?: Written[]; incident?: string} = {}): State => {
  const known = {...lobby, environments: lobby.environments.map(card => ({...card, incident: last}))};
  const {session, ...walk} = openWalk(scene({lines, ...(incident !== undefined && {incident})}));
  return tell(known, {type: 'opened', walk: {...walk, drill, session: {...session, class: where, environment: {...session.environment, name: 'console'}}}}).state;
};
const naming = (state: State): unknown => state.walk?.phase.name;

const workedOn = (...incidents: LastIncident[]): State => {
  const {session, ...walk} = openWalk(scene());
  const known = {...lobby, environments: lobby.environments.map(card => ({...card, incident: incidents[0]?.incident, incidents}))};
  return tell(known, {type: 'opened', walk: {...walk, session: {...session, class: 'live', environment: {...session.environment, name: 'console'}}}}).state;
};
const three = workedOn({incident: 'INC-204', open: true}, {incident: 'INC-199', open: false}, {incident: 'OPS-7', open: true});
const tab = (state: State): string | undefined => {
  const row = bindingsOf(state).find(({key}) => key === 'tab');
  return row && labelOf(row, state);
};

it('What else was worked on in the environment stands above the question, the open ones marked', () => {
  assert.match(page(three), /Worked on here: INC-204 \(open\), INC-199, OPS-7 \(open\)\nIncident\? enter for INC-204/);
});

describe('What was worked on is chosen with tab, which says what it takes next', () => {
  const presses: ReadonlyArray<readonly [told: string, keys: string[], stands: string, next: string | undefined]> = [
    ['the last stands there', [], 'INC-204', 'INC-199'],
    ['tab takes the one before', ['tab'], 'INC-199', 'OPS-7'],
    ['and after the oldest the last again', ['tab', 'tab', 'tab'], 'INC-204', 'INC-199'],
    ['an emptied line gets the last back', ['ctrl-u', 'tab'], 'INC-204', 'INC-199'],
    ['what was typed is gone on with', [...letters('OPS'), 'tab'], 'OPS-7', 'INC-204'],
    ['what none of them begins with stays', [...letters('INC-3'), 'tab'], 'INC-3', undefined],
    ['what is typed stands in the place of what was taken', ['tab', ...letters('X')], 'X', undefined],
  ];
  for (const [told, keys, stands, next] of presses) {
    it(told, () => {
      const {state, effects} = press(three, ...keys, 'enter');
      assert.deepEqual([effects, naming(state)], [[decided({kind: 'name incident', incident: stands})], 'reading']);
      assert.equal(tab(press(three, ...keys).state), next);
    });
  }

  it('there is no such key where nothing else was worked on', () => {
    assert.equal(tab(workedOn()), undefined);
    assert.equal(tab(workedOn({incident: 'INC-204', open: true})), undefined);
    assert.equal(tab(press(workedOn({incident: 'INC-204', open: true}), 'ctrl-u').state), 'INC-204');
  });

  it('i in a walk has the same choice', () => {
    assert.equal(tab(press(three, 'ctrl-u', 'escape', 'i').state), 'INC-204');
  });

  it('the footer has room for it in the smallest window, however long a name is', () => {
    const small = {...workedOn({incident: 'INC-204', open: true}, {incident: 'https://tracker.example/incidents/2025/11/20/the-gateway-answers-too-late', open: true}), size: {columns: 60, rows: 16}};
    const rows = footerLines(small, {...view, columns: 60, rows: 16}).map(lineText);
    assert.match(rows.join('\n'), /enter take this name · escape cancel · tab https:\/\/tra\.\.\.$/);
  });
});

describe('The incident is asked for once', () => {
  const answers: ReadonlyArray<readonly [told: string, last: string | undefined, keys: string[], incident: string | undefined]> = [
    ['enter alone is none where nothing was worked on', undefined, [], undefined],
    ['enter takes what was worked on last', 'INC-204', [], 'INC-204'],
    ['what is typed stands in its place', 'INC-204', letters('INC-9'), 'INC-9'],
    ['an emptied line is none', 'INC-204', ['ctrl-u'], undefined],
    ['escape is none', 'INC-204', ['escape'], undefined],
    ['blanks are none', undefined, [' ', ' '], undefined],
  ];
  for (const [told, last, keys, incident] of answers) {
    it(`outside practice, on the first page: ${told}`, () => {
      const {state, effects} = press(justOpened(last), ...keys, ...(keys.includes('escape') ? [] : ['enter']));
      assert.deepEqual(effects, incident === undefined ? [] : [decided({kind: 'name incident', incident})]);
      assert.equal(naming(state), 'reading');
    });
  }

  it('the question, the key and the page say what enter does, and the first step is in sight', () => {
    assert.match(page(justOpened()), /Incident\? enter for none\n/);
    assert.match(page(justOpened()), /MCP is on here \(toggle\.read ABZU_USE_MCP = 1\)/);
    assert.equal(enter(justOpened()), 'go on without one');
    assert.match(page(justOpened('INC-204')), /Incident\? enter for INC-204\n/);
    assert.equal(enter(justOpened('INC-204')), 'take this name');
    assert.match(page(press(justOpened('INC-204'), 'ctrl-u').state), /Incident\? enter for none\n/);
  });

  it('practice is not asked, nor a drill, nor whoever named it on the command line, nor a walk that is gone on with', () => {
    const asked: ReadonlyArray<readonly [string, State]> = [
      ['practice', justOpened(undefined, {where: 'practice'})],
      ['a drill', justOpened(undefined, {drill: quietRollback})],
      ['named', justOpened('INC-204', {incident: 'INC-1'})],
      ['gone on with', justOpened('INC-204', {lines: doneBefore(rehearsal, 'smoke')})],
    ];
    for (const [which, state] of asked) assert.notEqual(naming(state), 'naming incident', which);
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
