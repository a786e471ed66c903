import type {Key} from '../../source/app/state/key.ts';
import type {Message} from '../../source/app/state/state.ts';
import {confirmed, keyOf, letters} from '../app/scene.ts';
import {fc} from '../worlds/fast-check.ts';

/** What a person may do: keys one by one, or whole words typed key by key. */
export type Press = {kind: 'keys'; keys: Key[]};

const keys = (...names: string[]): Press => ({kind: 'keys', keys: names.map(keyOf)});
const single = (key: Key): Press => ({kind: 'keys', keys: [key]});

/**
 * Presses as they come in life: mostly enter and the word that is asked for, also in one read, pasted,
 * or with other keys between; now and then a key that leaves the screen.
 */
export const anyPress: fc.Arbitrary<Press> = fc.oneof(
  {weight: 8, arbitrary: fc.constant(keys('enter'))},
  {weight: 5, arbitrary: fc.constant(keys(...letters(confirmed), 'enter'))},
  {weight: 3, arbitrary: fc.constantFrom('practice', '9f3a', 'practice 9f3b').map(text => keys(...letters(text), 'enter'))},
  {weight: 3, arbitrary: fc.constant(keys(...letters('odd'), 'enter'))},
  {weight: 3, arbitrary: fc.constantFrom('y', 'x').map(name => keys(name))},
  {weight: 3, arbitrary: fc.constantFrom('escape', 'b', 'f', 'n', 's', 'w', 'l', 'e', '?', 'up', 'down', 'backspace').map(name => keys(name))},
  {weight: 2, arbitrary: fc.constantFrom('n', 's').map(name => keys(name, ...letters('odd'), 'enter'))},
  {weight: 2, arbitrary: fc.constantFrom(confirmed, `${confirmed}\r`, '\r', '\r\r', 'y', 'yy').chain(text => fc.constantFrom('burst' as const, 'paste' as const).map(kind => single({kind, text})))},
  {weight: 1, arbitrary: fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}).map(character => single({kind: 'character', character}))},
);

/** What ends a walk before its end. */
export const leavingPress: fc.Arbitrary<Press> = fc.constantFrom(keys('q'), keys('ctrl-c'), keys('ctrl-c', 'ctrl-c'));

export const anySize: fc.Arbitrary<Message> = fc
  .constantFrom([80, 24] as const, [60, 16] as const, [50, 10] as const)
  .map(([columns, rows]) => ({type: 'resized', columns, rows}));
