import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {stepPage} from '../../source/app/screens/step/step-page.ts';
import {begin as start} from '../../source/app/update/choose.ts';
import {toFirstScreen} from '../../source/app/update/to-first-screen.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {emptyField} from '../../source/app/state/text-field.ts';
import type {State} from '../../source/app/state/state.ts';
import {doneBefore, letters, lobby, paused, press, rollback, scene, tell, type Line} from './scene.ts';

const begin = {type: 'resume', session: 'one', operator: 'Nina'} as const;
const handed = {from: 'Nina', to: 'Omar', note: 'hold the freeze', at: '2025-11-20T09:00:00Z', step: 'pause'};
const asked: State = tell({...lobby, operator: 'Nina'}, {type: 'another had it', begin, last: {session: 'one', title: 'MCP gateway rollback', environment: 'practice', operator: 'Omar', handed}}).state;
const textOf = ({header, body}: ReturnType<typeof frameOf>): string => [...header, ...body].map(row => row.map(({text}) => text).join('').trimEnd()).join('\n');
const left = {id: 'two', title: 'MCP gateway rollback', environment: 'practice', class: 'practice', operator: 'Nina', lastAt: handed.at, age: 0} as const;
const opening = {name: 'opening', runbook: 'one', environment: 'practice'};

describe('who goes on with what another had last', () => {
  it('is asked, with what was handed over and nobody offered, and the header names who the next lines are recorded as', () => {
    const page = textOf(frameOf(asked, unicodeSymbols));
    assert.match(page, /^ mcp-runbook +nobody named yet\n/);
    assert.match(page, /Who goes on with MCP gateway rollback in practice\?\n\n ?Omar had it last\. Nina wrote when handing it over: hold the freeze/);
    assert.match(page, /Type your name: what follows is recorded under it\.\n ?> {2}▏/);
    for (const keys of [letters('Omar'), [...letters('Omar'), 'enter']]) assert.match(textOf(frameOf(press(asked, ...keys).state, unicodeSymbols)), /^ mcp-runbook.* Omar\n/);
  });

  for (const operator of ['Omar', 'Nina', 'Ada']) {
    it(`${operator} is ${operator} for this walk alone`, () => {
      const {state, effects} = press(asked, ...letters(operator), 'enter');
      assert.deepEqual([effects, state.screen, state.operator], [[{...begin, operator, said: true}], {...opening, operator}, 'Nina']);
    });
  }

  it('has been said where it is another walk there that is gone on with', () => {
    const {state, effects: [said]} = press(asked, ...letters('Ada'), 'enter');
    if (said?.type !== 'resume') throw new Error('nothing is gone on with');
    const there = tell(state, {type: 'occupied', begin: said, environment: 'practice', occupants: [{session: 'two', state: 'left', says: 'Omar left it'}]}).state;
    assert.deepEqual(press(there, 'enter').effects, [{type: 'resume', session: 'two', operator: 'Ada', said: true}]);
  });

  it('has been said on the first screen, by whoever typed a name there', () => {
    const {state} = press({...lobby, unfinished: [left], screen: {name: 'operator', field: emptyField}}, ...letters('Ines'), 'enter');
    assert.deepEqual(press(state, 'enter').effects, [{type: 'resume', session: 'two', operator: 'Ines', said: true}]);
  });

  it('and why were said before the screens, for this walk alone', () => {
    const wanted = {runbook: undefined, environment: undefined, session: 'one', operator: 'Omar', despite: 'the same machine'};
    const [state, effects] = start({...lobby, operator: 'Nina', wanted});
    assert.deepEqual([effects, state.operator], [[{...begin, operator: 'Omar', said: true, despite: 'the same machine'}], 'Nina']);
    assert.match(textOf(frameOf(state, unicodeSymbols)), /^ mcp-runbook.* Omar\n/);
    const over: State = {...scene({runbook: rollback, lines: doneBefore(rollback, 'pause')}), operator: 'Nina', wanted, screen: {name: 'summary', scroll: 0}};
    const [first] = toFirstScreen(over);
    assert.deepEqual(press({...first, unfinished: [left]}, 'enter').effects, [{type: 'resume', session: 'two', operator: 'Nina'}]);
  });

  it('enter alone names nobody, and escape opens nothing', () => {
    const {state, effects} = press(asked, 'enter');
    assert.deepEqual([effects, state.screen.name, state.notice], [[], 'operator', 'the record needs a name: type one']);
    const left = press(asked, 'escape');
    assert.deepEqual([left.effects, left.state.screen.name, left.state.operator], [[], 'picker', 'Nina']);
  });
});

describe('the page of the step at which a walk was handed over', () => {
  const over: Line = {type: 'session.handed-over', body: {from: 'Nina', to: 'Omar', note: 'hold the freeze'}};
  const resumed: Line = {type: 'session.resumed', body: {tool: {name: 'mcp-runbook', version: '0.1.0'}, host: 'console-1', ledger: {bytes: 0, sha256: 'cd'.repeat(32), verdict: 'unchanged'}}};
  const page = (...lines: Line[]): string => stepPage(openWalk(scene({runbook: rollback, lines: [...doneBefore(rollback, 'pause'), ...lines]})), {columns: 100, rows: 30, symbols: unicodeSymbols}).lines.map(row => row.map(({text}) => text).join('')).join('\n');

  it('begins with what was said, once, for whoever goes on', () => {
    const shown = page(over, paused('left'), resumed);
    assert.match(shown, /^HANDED {3}over by Nina to Omar, at 09:00: hold the freeze\n/);
    assert.doesNotMatch(shown, /NOTE/);
  });

  it('has it among its notes for who was there', () => assert.match(page(over), /\nNOTE {5}Nina: hold the freeze/));
});
