import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {Pointed, State} from '../../source/app/state/state.ts';
import {alone} from '../../source/environment/undescribed.ts';
import type {FromDesks} from '../../source/team/other-desks.ts';
import {decisions, doneBefore, letters, practice, press, scene, tell} from './scene.ts';
import {noticeOf} from './notice-of.ts';
import {smallRollback, togglePlan} from './small-rollback.ts';

const guarded: Pointed = {...practice, people: {...alone, approval: 'two people', approvers: ['jonas', 'ada']}};
const freeze = togglePlan('freeze');
const wanted = {type: 'ask desks', step: 'freeze', plan: freeze, allowance: {}};
const jonas: FromDesks = {state: 'agreed', by: 'jonas', at: '2026-11-28T03:12:04.000Z', address: '10.0.0.7'};

/** Before the freeze, on a console of a team unless told otherwise. */
const before = (step = 'freeze', {team = true} = {}): State =>
  scene({runbook: smallRollback, lines: doneBefore(smallRollback, step), walk: {pointed: guarded, ...(team && {shared: {text: 'shared', style: 'faint'}})}});

const planned = (state: State) => tell(press(state, 'enter').state, {type: 'planned', step: state.walk?.viewing ?? '', plan: freeze});

const shownText = (state: State): string => (pageOf(state, {columns: 80, rows: 24, symbols: unicodeSymbols}).prompt ?? []).map(line => line.map(({text}) => text).join('')).join('\n');

describe('While a second person is waited for', () => {
  it('other desks are asked, and who may agree is on screen; without a team nobody is', () => {
    const {state, effects} = planned(before());
    assert.deepEqual(effects.filter(({type}) => type === 'ask desks'), [wanted]);
    assert.match(shownText(state), /Another person, jonas or ada, reads this plan and types a name:\nasking at other desks too/);
    assert.match(shownText(tell(state, {type: 'heard', from: {state: 'asked'}}).state), /\nor, at another desk: mcp-runbook approve\n/);
    const without = planned(before('freeze', {team: false}));
    assert.deepEqual(without.effects.map(({type}) => type), ['tell others']);
    assert.doesNotMatch(shownText(without.state), /desk/);
  });

  it('somebody there agrees as here: the operator confirms, and the record has what the server said', () => {
    for (const keys of [[], [...letters('ada'), 'enter', ...letters('45')]]) {
      const {state, effects} = tell(press(planned(before()).state, ...keys).state, {type: 'heard', from: jonas});
      assert.deepEqual(decisions(effects), [{kind: 'approve', step: 'freeze', approver: 'jonas', plan: freeze, source: {where: 'another desk', user: 'jonas', at: jonas.at, address: '10.0.0.7'}}]);
      assert.deepEqual([state.walk?.phase.name, state.notice, effects[0]], ['confirming', 'jonas agreed', {type: 'stop asking'}]);
    }
  });

  it('somebody there who may not agree is told, and it is waited on', () => {
    for (const [by, why] of [['eve', 'eve may not agree here: it takes jonas or ada'], ['Mara', 'Mara is at the keyboard already: another person has to agree']] as const) {
      const {state, effects} = tell(planned(before()).state, {type: 'heard', from: {...jonas, by}});
      assert.deepEqual([effects, state.walk?.phase.name, noticeOf(state)], [[], 'naming', `agreed at another desk, but ${why}. Wait for somebody who may, or have them agree here.`]);
    }
  });

  it('a step that only gets agreement is begun by theirs', () => {
    const {effects} = tell(planned(before('agree')).state, {type: 'heard', from: jonas});
    assert.deepEqual(decisions(effects).map(({kind}) => kind), ['approve', 'run']);
  });

  it('nobody is asked any more once somebody agreed here, or nobody waits', () => {
    const asked = planned(before()).state;
    for (const keys of [['escape'], [...letters('jonas'), 'enter', ...letters('4507'), 'enter']]) {
      const {state, effects} = press(asked, ...keys);
      assert.deepEqual(effects[0], {type: 'stop asking'});
      assert.equal(tell(state, {type: 'heard', from: jonas}).effects.length, 0, 'what comes late is nothing');
    }
    assert.deepEqual(press(asked, ...letters('jonas'), 'enter').effects, [], 'the digits are waited for, here and there');
    assert.deepEqual(planned(press(asked, 'escape').state).effects.at(-1), wanted);
  });

  it('a database that is away is said, and nothing waits for it; so is a plan that has run out', () => {
    const asked = planned(before()).state;
    assert.match(shownText(tell(asked, {type: 'heard', from: {state: 'away', why: 'it does not answer'}}).state), /only at this keyboard: the team's database cannot be asked, it does not\s+answer/);
    assert.match(shownText(tell(asked, {type: 'heard', from: {state: 'late'}}).state), /the plan has run out: escape, then read it again/);
  });
});
