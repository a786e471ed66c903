import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {labelOf, bindingsOf} from '../../source/app/update/keymap.ts';
import {headerLines} from '../../source/app/screens/header.ts';
import type {Line} from '../../source/app/screens/line.ts';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
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
it('What else was worked on in the environment stands above the question, the open ones marked', () => {
  const incidents = [{incident: 'INC-204', open: true}, {incident: 'INC-199', open: false}];
  const {session, ...walk} = openWalk(scene());
  const known = {...lobby, environments: lobby.environments.map(card => ({...card, incident: 'INC-204', incidents}))};
  const state = tell(known, {type: 'opened', walk: {...walk, session: {...session, class: 'live', environment: {...session.environment, name: 'console'}}}}).state;
  assert.match(page(state), /Worked on here: INC-204 \(open\), INC-199\nIncident\? enter for INC-204/);
});

const naming = (state: State): unknown => state.walk?.phase.name;

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
