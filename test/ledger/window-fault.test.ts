import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readLine, type Entry} from '../../source/ledger/entry.ts';
import {windowFault} from '../../source/ledger/window-fault.ts';
import {linesOf, realLedgers} from '../worlds/scratch-ledger.ts';

const window = {
  window_id: '20250922T101554Z-PT48H',
  started_at: '2025-09-22T10:15:54Z',
  expires_at: '2025-09-24T10:15:54Z',
  duration: 'PT48H',
};
const bare = {connector_id: 'operator_api', rotated_at: '2025-09-22T10:15:54Z', window_hours: 48};
const entry = {...bare, rotation_window: window};

function faultOf(members: object): string | undefined {
  return windowFault((readLine(JSON.stringify(members)) as {entry: Entry}).entry);
}

test('no window of the real ledger is wrong', () => {
  for (const text of linesOf(realLedgers.later)) assert.equal(faultOf(JSON.parse(text) as object), undefined, text);
});

/** The entry with other members in its window. */
function windowWith(members: object): object {
  return {...bare, rotation_window: {...window, ...members}};
}

const cases: Array<[what: string, members: object, fault: string | undefined]> = [
  ['a window written in days', windowWith({duration: 'P2D', window_id: '20250922T101554Z-P2D'}), undefined],
  ['a line of the first generation', bare, undefined],
  ['the same instants with an offset', windowWith({started_at: '2025-09-22T12:15:54+02:00'}), undefined],
  ['a fraction that the window cut off', {...entry, rotated_at: '2025-09-22T10:15:54.750Z'}, undefined],
  ['24 hours', {...bare, window_hours: 24}, 'window_hours is 24, not 48'],
  [
    'a hint of 24 hours that expires after 48',
    windowWith({duration: 'PT24H', window_id: '20250922T101554Z-PT24H'}),
    'duration PT24H is not 48 hours',
  ],
  [
    'a duration that is none and steers the terminal',
    windowWith({duration: 'ba\u001B[2J', window_id: '20250922T101554Z-ba\u001B[2J'}),
    'duration ba<U+001B>[2J is not 48 hours',
  ],
  [
    'a window of another rotation',
    {...entry, rotated_at: '2025-09-25T09:58:33Z'},
    'started_at is not rotated_at; expires_at is not 48h after rotated_at; window_id does not name this window',
  ],
  ['an expiry that is no time', windowWith({expires_at: 'later'}), 'expires_at is not 48h after rotated_at'],
  ['an id of another window', windowWith({window_id: 'w1'}), 'window_id does not name this window'],
  [
    'an empty window',
    {...entry, rotation_window: {}},
    'rotation_window has no window_id; rotation_window has no started_at; rotation_window has no expires_at; '
      + 'rotation_window has no duration',
  ],
];

for (const [what, members, fault] of cases) {
  test(`${what}: ${fault ?? 'nothing is wrong'}`, () => {
    assert.equal(faultOf(members), fault);
  });
}
