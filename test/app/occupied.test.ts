import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {frameOf} from '../../source/app/screens/frame.ts';
import {listOf} from '../../source/app/screens/list/list.ts';
import {unicodeSymbols} from '../../source/app/screens/theme.ts';
import {doingsOf} from '../../source/app/state/occupied-rows.ts';
import type {State} from '../../source/app/state/state.ts';
import type {Occupant} from '../../source/session/occupied.ts';
import {occupiedScreen} from '../worlds/off-status.ts';
import {letters, lobby, everyMode, press, tell} from './scene.ts';

const {begin, environment, occupants} = occupiedScreen;
const asked = (state: Occupant['state']): State => tell(lobby, {type: 'occupied', begin, environment, occupants: occupants.map(one => ({...one, state}))}).state;
const kinds = ({screen}: State): string[] => (screen.name === 'occupied' ? doingsOf(screen).map(({kind}) => kind) : []);

describe('where somebody is at the environment already', () => {
  it('what can be done depends on how they stand', () => {
    assert.deepEqual((['held', 'left', 'closed', 'unread'] as const).map(state => kinds(asked(state))), [['watch', 'beside'], ['go on', 'watch', 'beside'], ['restore', 'watch', 'beside'], ['beside']]);
  });

  it('what cannot be read is said, and may be nobody', () => {
    const state = asked('unread');
    assert.deepEqual(listOf(state, unicodeSymbols)?.question, 'Somebody may be at rehearsal-eu. What now?');
    assert.match(frameOf(state, unicodeSymbols).body.flat().map(({text}) => text).join(''), /MCP is OFF in rehearsal-eu since 14:20/);
  });

  const effects: ReadonlyArray<[what: string, state: State, keys: string[], effect: object]> = [
    ['it is gone on with', asked('left'), ['enter'], {type: 'resume', session: 'frozen-one', operator: 'mara'}],
    ['it is put back', asked('closed'), ['enter'], {type: 'restore', session: 'frozen-one', operator: 'mara'}],
    ['it is watched', asked('left'), ['down', 'enter'], {type: 'watch session', session: 'frozen-one'}],
    ['another is begun beside it, with a reason', asked('held'), ['down', 'enter', ...letters('no answer'), 'enter'], {...begin, beside: {sessions: ['frozen-one'], reason: 'no answer'}}],
  ];
  it('what was to be gone on with is gone on with beside them, with a reason', () => {
    const resume = {type: 'resume', session: 'another', operator: 'mara'} as const;
    const state = tell(lobby, {type: 'occupied', begin: resume, environment, occupants: occupants.map(one => ({...one, state: 'held'}))}).state;
    assert.deepEqual(press(state, 'down', 'enter', ...letters('she knows'), 'enter').effects, [{...resume, beside: {sessions: ['frozen-one'], reason: 'she knows'}}]);
  });

  for (const [what, state, keys, effect] of effects) it(what, () => assert.deepEqual(press(state, ...keys).effects, [effect]));

  it('nothing is begun beside it without a reason', () => {
    const {state, effects: none} = press(asked('held'), 'down', 'enter', ' ', 'enter');
    assert.deepEqual([none, state.screen.name, state.notice], [[], 'beside', 'say why: whoever reads the record will ask']);
  });

  it('watching ends with the screen, and leads back to the question', () => {
    const read = everyMode.watching;
    const {walk, whose} = read.screen.name === 'watching' && read.screen.walk && read.screen.whose ? {walk: read.screen.walk, whose: read.screen.whose} : assert.fail('nobody is watched');
    const asking = press(asked('held'), 'enter');
    const {state, effects} = press(tell(asking.state, {type: 'watched', session: 'frozen-one', walk, whose}).state, 'escape');
    const all = [...asking.effects, ...effects];
    assert.deepEqual([state.screen.name, all], ['occupied', [{type: 'watch session', session: 'frozen-one'}, {type: 'stop watching'}]]);
  });
});
