import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {plainChanges, withLast} from '../../source/session/plain/plain-earlier.ts';
import type {EarlierWalks} from '../../source/walk/beside-last.ts';
import {notRun} from '../../source/walk/run-action.ts';
import {rehearsal, wrote, done} from '../app/scene.ts';

const last = {session: 's', operator: 'jonas', at: '2025-11-18T09:00:00Z', steps: {toggles: {milliseconds: 40, proofs: [], facts: {'toggles.ABZU_USE_MCP': '1'}}}};
const changes = (count: number): EarlierWalks['page'] => ({at: last.at, changes: Array.from({length: count}, (_, index) => ({kind: index === 0 ? 'gone' : 'new', at: 12, text: `line ${index + 1}`}))});

describe('In plain lines', () => {
  it('the last time is told after each step', () => {
    const printed: string[] = [];
    const report = withLast(({kind}) => printed.push(kind), text => printed.push(text), {last, unread: [], page: undefined}, rehearsal);
    report({kind: 'acted', step: 'toggles', result: {...notRun, facts: {toggles: {ABZU_USE_MCP: '0'}}}});
    report(wrote(rehearsal, ...done(rehearsal, 'toggles')).report);
    assert.deepEqual(printed, ['acted', 'written', '  compared: toggles ABZU_USE_MCP 0, last time 1; took 42 ms, last time 40 ms; last time was 2025-11-18, jonas']);
  });

  const cases: ReadonlyArray<[what: string, earlier: EarlierWalks, says: string[]]> = [
    ['nothing is told where nothing changed', {last, unread: [], page: undefined}, []],
    ['what changed on the page is read out', {last, unread: [], page: changes(2)}, ['PAGE changed since you walked it on 2025-11-18:', '  - line 1', '  + line 2']],
    ['much of it is for the screen', {last, unread: [], page: changes(13)}, ['PAGE changed since you walked it on 2025-11-18:', '  13 lines; on the screen c shows them']],
    ['what cannot be read is told', {last: undefined, unread: ['0002: permission denied'], page: undefined}, ['LAST an earlier walk cannot be read: 0002: permission denied']],
  ];
  for (const [what, earlier, says] of cases) it(what, () => assert.deepEqual(plainChanges(earlier), says));
});
