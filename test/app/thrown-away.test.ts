import assert from 'node:assert/strict';
import {it} from 'node:test';
import {shownSessions} from '../../source/app/state/history-rows.ts';
import {fieldOf} from '../../source/app/state/text-field.ts';
import {everyMode} from './scene.ts';

it('what was thrown away is out of the way in the history, and there for whoever asks for it', () => {
  const {screen} = everyMode.history;
  assert.ok(screen.name === 'history' && screen.sessions?.[0]);
  const sessions = [screen.sessions[0], {...screen.sessions[0], id: 'away', state: 'thrown away'}];
  assert.deepEqual(shownSessions({sessions}).map(({id}) => id), [screen.sessions[0].id]);
  assert.deepEqual(shownSessions({filter: {field: fieldOf('thrown'), typing: false}, sessions}).map(({id}) => id), ['away']);
});
