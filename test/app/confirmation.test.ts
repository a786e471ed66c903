import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Key} from '../../source/app/key.ts';
import type {Effect, State} from '../../source/app/state.ts';
import {atSmoke, confirming, letters, live, practice, press, resized, scene} from './scene.ts';

const paste = (text: string): Key => ({kind: 'paste', text});
const burst = (text: string): Key => ({kind: 'burst', text});
const performs = (effects: readonly Effect[]): Effect[] => effects.filter(({type}) => type === 'perform');
const ran: Effect = {type: 'perform', step: 'smoke', confirmed: 'practice'};

describe('A step that changes something', () => {
  it('asks before it runs', () => {
    const {state, effects} = press(atSmoke(), 'enter');
    assert.equal(state.walk?.phase.name, 'confirming');
    assert.deepEqual(effects, []);
  });

  it('runs once its target was typed key by key, and records the very word', () => {
    const {state, effects} = press(atSmoke(), 'enter', ...letters('practice'), 'enter');
    assert.deepEqual(effects, [ran]);
    assert.deepEqual(state.walk?.phase, {name: 'running', step: 'smoke', elapsed: 0, stopping: 'no'});
  });

  it('runs on a live gateway once its host was typed', () => {
    const asked = press(atSmoke({walk: {pointed: live}}), 'enter').state;
    assert.deepEqual(press(asked, ...letters('console'), 'enter').effects, []);
    assert.deepEqual(press(asked, ...letters('gateway.example:8443'), 'enter').effects, [{...ran, confirmed: 'gateway.example:8443'}]);
  });

  it('takes a mistyped word once it was corrected', () => {
    const keys = [...letters('prectice'), ...Array<string>(5).fill('left'), 'backspace', 'a', 'enter'];
    assert.deepEqual(press(atSmoke({phase: confirming()}), ...letters('prectice'), 'enter').effects, []);
    assert.deepEqual(press(atSmoke({phase: confirming()}), ...keys).effects, [ran]);
  });

  const refused: ReadonlyArray<readonly [told: string, keys: Array<string | Key>, notice: RegExp]> = [
    ['enter on the empty field', ['enter'], /nothing was run: type the environment's name/],
    ['enter twice on the empty field', ['enter', 'enter'], /nothing was run/],
    ['a wrong word', [...letters('rehearsal'), 'enter'], /that is not the environment's name; nothing was run/],
    ['half of the word', [...letters('pract'), 'enter'], /that is not/],
    ['the word in capitals', [...letters('PRACTICE'), 'enter'], /that is not/],
    ['the word and a space', [...letters('practice '), 'enter'], /that is not/],
    ['the word pasted', [paste('practice'), 'enter'], /nothing was run/],
    ['the word and its enter pasted', [paste('practice\r')], /not taken here/],
    ['the word in one read', [burst('practice'), 'enter'], /nothing was run/],
    ['the word and its enter in one read', [burst('practice\r')], /not taken here/],
    ['most of the word typed and the rest pasted', [...letters('practic'), paste('e'), 'enter'], /that is not/],
    ['most of the word typed, the rest and enter in one read', [...letters('practic'), burst('e\r')], /not taken here/],
    ['two enters in one read after the word', [...letters('practice'), burst('\r\r')], /not taken here/],
    ['a key that is none', [{kind: 'other'}, 'enter'], /nothing was run/],
  ];
  for (const [told, keys, notice] of refused) {
    it(`does not run by ${told}, and says so`, () => {
      const {state, effects} = press(atSmoke({phase: confirming()}), ...keys);
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'confirming');
      assert.match(state.notice ?? '', notice);
    });
  }

  const beforeIt: ReadonlyArray<readonly [told: string, key: Key]> = [
    ['enter twice in one read', burst('\r\r')],
    ['enter and the word in one read', burst('\rpractice\r')],
    ['a pasted enter', paste('\r')],
    ['a pasted script', paste('enter\rpractice\r')],
  ];
  for (const [told, key] of beforeIt) {
    it(`is not even asked about by ${told}`, () => {
      const {state, effects} = press(atSmoke(), key);
      assert.deepEqual(effects, []);
      assert.equal(state.walk?.phase.name, 'reading');
      assert.match(state.notice ?? '', /several keys arrived at once: none was taken/);
    });
  }

  it('does not run when the window became too small while its target was typed', () => {
    const typed = press(atSmoke(), 'enter', ...letters('practice')).state;
    const {state, effects} = press(resized(typed, 50, 10), 'enter');
    assert.deepEqual(effects, []);
    assert.match(state.notice ?? '', /at least 60x16/);
    assert.deepEqual(press(resized(state, 80, 24), 'enter').effects, [ran]);
  });

  it('is given up with escape: nothing behind the question moves', () => {
    const before = atSmoke();
    const {state, effects} = press(before, 'enter', ...letters('practice'), 'escape');
    assert.deepEqual(effects, []);
    assert.deepEqual(state, {...before, notice: 'nothing was done'});
  });

  it('has forgotten what was typed when it is asked about again', () => {
    const {state, effects} = press(atSmoke(), 'enter', ...letters('practice'), 'escape', 'enter', 'enter');
    assert.deepEqual(effects, []);
    assert.match(state.notice ?? '', /nothing was run/);
  });
});

describe('While a step runs', () => {
  const before = press(atSmoke(), 'enter', ...letters('practice'), 'enter').state;
  const harmless: ReadonlyArray<string | Key> = ['enter', 'y', 'x', 'n', 's', 'b', 'q', 'escape', burst('\r\r'), paste('practice\r'), burst('qq')];
  for (const key of harmless) {
    it(`${typeof key === 'string' ? key : JSON.stringify(key)} changes nothing`, () => {
      const {state, effects} = press(before, key);
      assert.deepEqual(effects, []);
      assert.deepEqual({...state, notice: undefined}, before);
    });
  }
});

describe('A step that only reads', () => {
  it('runs at once, and only once', () => {
    const {state, effects} = press(scene(), 'enter', 'enter', 'enter');
    assert.deepEqual(effects, [{type: 'perform', step: 'toggles', confirmed: undefined}]);
    assert.equal(state.walk?.phase.name, 'running');
  });

  it('does not run by two enters in one read', () => {
    assert.deepEqual(performs(press(scene(), burst('\r\r')).effects), []);
  });

  it('does not run where something else is on screen', () => {
    const elsewhere: State[] = [press(scene(), '?').state, press(scene(), 'l').state, scene({walk: {pointed: practice}, viewing: 'smoke'})];
    for (const state of elsewhere) assert.deepEqual(performs(press(state, 'enter').effects), []);
  });
});
