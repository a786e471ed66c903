import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pageOf} from '../../source/app/screens/page-of.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import type {State} from '../../source/app/state/state.ts';
import {decisions, doneBefore, letters, press, scene, tell} from './scene.ts';
import {smallRollback} from './small-rollback.ts';

const shared = {text: 'shared', style: 'faint'} as const;
const taken = {text: 'TAKEN OVER', style: 'bad', taken: 'jonas took this session over at 03:20:04 UTC, her line is down'} as const;

const at = (step: string, {team = true} = {}): State => scene({runbook: smallRollback, lines: doneBefore(smallRollback, step), walk: team ? {shared} : {}});

const shownText = (state: State): string => pageOf(state, {columns: 100, rows: 30, symbols: unicodeSymbols}).lines.map(line => line.map(({text}) => text).join('')).join('\n');

describe('A walk that another console has taken over', () => {
  for (const step of ['freeze', 'agree']) {
    it(`says so first, by whom and why, and begins nothing that changes something: ${step}`, () => {
      const {state} = tell(at(step), {type: 'shared', sign: taken});
      assert.match(shownText(state), /^TAKEN +jonas took this session over at 03:20:04 UTC, her line is down\nNEXT +Steps that change something are refused here/);
      const pressed = press(state, 'enter');
      assert.deepEqual([pressed.effects, pressed.state.notice], [[], 'enter: the session was taken over at another console']);
    });
  }

  it('can be looked at and noted, and is left as ever', () => {
    const {state} = tell(at('look'), {type: 'shared', sign: taken});
    assert.deepEqual(decisions(press(state, 'enter').effects).map(({kind}) => kind), ['run']);
    assert.deepEqual(decisions(press(state, 'n', ...letters('x'), 'enter').effects).map(({kind}) => kind), ['note']);
  });
});

describe('Handing over', () => {
  const noted = (state: State): State => press(state, 'h', ...letters('all quiet'), 'enter').state;

  it('to nobody here leaves the session to whoever takes it, with the note', () => {
    const {state, effects} = press(noted(at('look')), 'enter');
    assert.deepEqual(decisions(effects), [{kind: 'leave', reason: 'left to whoever takes it: all quiet'}]);
    assert.deepEqual([state.screen.name, effects.at(-1)], ['left', {type: 'exit', code: 0}]);
  });

  it('to somebody at this keyboard is as it was, and needs a name without a team', () => {
    assert.deepEqual(decisions(press(noted(at('look')), ...letters('ines'), 'enter').effects), [{kind: 'hand over', to: 'ines', note: 'all quiet'}]);
    const {state, effects} = press(noted(at('look', {team: false})), 'enter');
    assert.deepEqual([effects, state.walk?.phase.name], [[], 'handing over']);
  });
});
