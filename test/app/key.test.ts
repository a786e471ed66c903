import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Key as InkKey} from 'ink';
import {toKey, type Key} from '../../source/app/state/key.ts';

/** What Ink reports beside the text: which of these it took the bytes for. */
function pressed(...flags: Array<keyof InkKey>): InkKey {
  return Object.fromEntries(flags.map(flag => [flag, true])) as Partial<InkKey> as InkKey;
}

const named = (name: Extract<Key, {kind: 'named'}>['name']): Key => ({kind: 'named', name});
const other: Key = {kind: 'other'};

const table: ReadonlyArray<readonly [told: string, input: string, flags: Array<keyof InkKey>, key: Key]> = [
  ['a letter', 'y', [], {kind: 'character', character: 'y'}],
  ['a capital letter', 'Y', ['shift'], {kind: 'character', character: 'Y'}],
  ['a letter with an accent of its own', 'e\u0301', [], {kind: 'character', character: 'e\u0301'}],
  ['one emoji of several code points', '👩‍👩‍👧', [], {kind: 'character', character: '👩‍👩‍👧'}],
  ['a space', ' ', [], {kind: 'character', character: ' '}],
  ['enter', '\r', ['return'], named('enter')],
  ['escape', '', ['escape'], named('escape')],
  ['an arrow', '', ['upArrow'], named('up')],
  ['page down', '', ['pageDown'], named('page down')],
  ['backspace', '', ['backspace'], named('backspace')],
  ['ctrl-c', 'c', ['ctrl'], named('ctrl-c')],
  ['ctrl-u', 'u', ['ctrl'], named('ctrl-u')],
  ['ctrl-y, which is not y', 'y', ['ctrl'], other],
  ['alt-y, which is not y', 'y', ['meta'], other],
  ['alt-enter, which stays enter', '\r', ['meta', 'return'], named('enter')],
  ['two letters in one read', 'yy', [], {kind: 'burst', text: 'yy'}],
  ['a word and its enter in one read', 'practice\r', [], {kind: 'burst', text: 'practice\r'}],
  ['enter twice in one read', '\r\r', [], {kind: 'burst', text: '\r\r'}],
  ['a lone control character', '\u0007', [], other],
  ['a lone DEL', '\u007F', [], other],
  ['nothing', '', [], other],
];

describe('What the terminal sends becomes one key', () => {
  for (const [told, input, flags, key] of table) {
    it(`${told} is ${key.kind === 'named' ? key.name : key.kind}`, () => assert.deepEqual(toKey(input, pressed(...flags)), key));
  }
});
