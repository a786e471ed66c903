import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ConcealedEntry} from '../../source/app/effects/concealed-entry.ts';
import type {Key} from '../../source/app/state/key.ts';
import {openWalk} from '../../source/app/state/viewed-step.ts';
import {stepPage} from '../../source/app/screens/step/step-page.ts';
import {emptyField, fieldText} from '../../source/app/state/text-field.ts';
import type {Effect, State} from '../../source/app/state/state.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {longestSecret, typedInto} from '../../source/app/update/type-text.ts';
import {noticeOf} from './notice-of.ts';
import {atSmoke, concealing, keyOf, letters, press, rehearsal, started, tell} from './scene.ts';
import {anyCharacter, fc} from '../worlds/fast-check.ts';

const token = 'tok-xq4z91mk77';
const asked = (dots = 0): State => atSmoke({phase: concealing(dots), lines: [started(rehearsal, 'smoke')]});
const dotsOf = ({walk}: State): number | undefined => (walk && 'field' in walk.phase ? walk.phase.field.characters.length : undefined);

const promptOf = (state: State): string => stepPage(openWalk(state), {columns: 80, rows: 24, symbols: unicodeSymbols}).prompt?.map(line => line.map(({text}) => text).join('')).join('\n') ?? '';

/** What whoever collects the keys has at the end. */
function collected(effects: readonly Effect[]): string {
  return fieldText(effects.reduce((field, effect) => (effect.type === 'conceal' ? typedInto(field, effect.key, longestSecret) : field), emptyField));
}

describe('A secret', () => {
  it('is typed and pasted unseen: a dot for each character, and the characters are nowhere in the state', () => {
    const {state, effects} = press(asked(), ...letters('tok-'), {kind: 'paste', text: 'xq4z91'}, {kind: 'burst', text: 'mk77'});
    assert.equal(dotsOf(state), token.length);
    assert.equal(collected(effects), token);
    for (const part of ['tok-', 'xq4z', 'mk77']) assert.ok(!JSON.stringify(state).includes(part), part);
    assert.match(promptOf(state), /^The new token\? \(not shown, 14 characters\)\n> {2}\*{14}▏$/);
  });

  it('is handed on by enter, and then the field is gone', () => {
    const {state, effects} = press(asked(), {kind: 'paste', text: token}, 'enter');
    assert.deepEqual(effects.at(-1), {type: 'answer concealed'});
    assert.equal(state.walk?.phase.name, 'running');
    assert.ok(!JSON.stringify(state).includes('*'));
    assert.deepEqual(press(state, 'enter', 'a').effects, []);
  });

  it('is asked for once more where a character of it was typed by hand, and taken where it is the same', () => {
    const once = press(asked(), {kind: 'paste', text: 'tok-'}, ...letters('xq'), 'enter');
    assert.deepEqual([once.effects.at(-1), dotsOf(once.state), promptOf(once.state)], [{type: 'conceal once more'}, 0, 'The new token?, once more, since it was typed by hand (not shown)\n>  ▏']);
    const twice = press(once.state, ...letters('tok-xq'), 'enter');
    assert.deepEqual([twice.effects.at(-1), twice.state.walk?.phase.name], [{type: 'compare concealed'}, 'asking']);
    assert.deepEqual(tell(twice.state, {type: 'typed twice', same: true}).effects, [{type: 'answer concealed'}]);
    const other = tell(twice.state, {type: 'typed twice', same: false});
    assert.deepEqual([other.effects, dotsOf(other.state), noticeOf(other.state)], [[], 0, 'the two are not the same, and nothing was taken: type or paste it again']);
    assert.deepEqual(press(other.state, {kind: 'paste', text: token}, 'enter').effects.at(-1), {type: 'answer concealed'});
    assert.deepEqual(press(asked(), 'x', 'ctrl-u', {kind: 'paste', text: token}, 'enter').effects.at(-1), {type: 'answer concealed'}, 'what was emptied is forgotten');
  });

  it('is kept outside the state until both are the same', () => {
    const entry = new ConcealedEntry();
    const types = (text: string): void => letters(text).forEach(character => entry.type({kind: 'character', character}));
    types(token);
    entry.onceMore();
    types('tok-slip');
    assert.equal(entry.isSame(), false);
    assert.equal(entry.take(), '');
    types(token);
    entry.onceMore();
    types(token);
    assert.deepEqual([entry.isSame(), entry.take(), entry.take()], [true, token, '']);
  });

  it('is not silence: enter on an empty field hands on nothing', () => {
    const {state, effects} = press(asked(), 'enter', 'enter');
    assert.deepEqual(effects, []);
    assert.match(noticeOf(state), /type or paste it, or press escape/);
    assert.deepEqual(press(asked(), 'a', 'backspace', 'enter').effects.map(({type}) => type), ['conceal', 'conceal']);
  });

  for (const key of ['escape', 'ctrl-c']) {
    it(`is not given by ${key}`, () => {
      const {effects} = press(asked(), ...letters(token), key);
      assert.deepEqual(effects.filter(({type}) => type.startsWith('answer')), [{type: 'answer', text: undefined}]);
    });
  }

  it('is not cut: one that is too long is not handed on', () => {
    const {state, effects} = press(asked(), {kind: 'paste', text: 'x'.repeat(longestSecret + 5)}, 'enter');
    assert.ok(!effects.some(({type}) => type === 'answer concealed'));
    assert.match(noticeOf(state), /longer than/);
    assert.deepEqual(press(asked(), {kind: 'paste', text: 'x'.repeat(4096)}, 'enter').effects.at(-1), {type: 'answer concealed'});
  });

  it('has as many dots as there are characters, whatever is pressed', () => {
    const key: fc.Arbitrary<Key> = fc.oneof(
      fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}).map((character): Key => ({kind: 'character', character})),
      fc.constantFrom('backspace', 'delete', 'left', 'right', 'home', 'end', 'ctrl-u').map(keyOf),
      fc.string({unit: anyCharacter, maxLength: 6}).map((text): Key => ({kind: 'burst', text})),
      fc.string({unit: 'grapheme', maxLength: 6}).map((text): Key => ({kind: 'paste', text})),
    );
    fc.assert(
      fc.property(fc.array(key, {maxLength: 25}), keys => {
        const {state, effects} = press(asked(), ...keys);
        const field = effects.reduce((so, effect) => (effect.type === 'conceal' ? typedInto(so, effect.key, longestSecret) : so), emptyField);
        assert.equal(dotsOf(state), field.characters.length);
        assert.deepEqual(state.walk?.phase.name === 'asking' && state.walk.phase.field.cursor, field.cursor);
      }),
    );
  });
});
