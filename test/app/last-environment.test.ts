import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {begin} from '../../source/app/update/choose.ts';
import type {State} from '../../source/app/state/state.ts';
import {lobby, press} from './scene.ts';

const lastly = (name: string): State => ({...lobby, environments: lobby.environments.map(card => ({...card, last: card.name === name}))});
const selected = ({screen}: State): unknown => screen.name === 'environment' && lobby.environments[screen.selected]?.name;

describe('The question where to walk', () => {
  for (const name of ['practice', 'console']) {
    it(`begins with ${name} where that was used last`, () => {
      assert.equal(selected(press(lastly(name), 'enter').state), name);
      const [wanted] = begin({...lastly(name), wanted: {...lobby.wanted, runbook: 'stage-b-rehearsal'}});
      assert.equal(selected(wanted), name);
    });
  }

  it('begins with the first where none was, or the one that was is not there any more', () => {
    assert.equal(selected(press(lastly('gone'), 'enter').state), 'practice');
  });
});
