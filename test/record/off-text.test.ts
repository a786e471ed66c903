import assert from 'node:assert/strict';
import {test} from 'node:test';
import {routeCourse, toggleCourse} from '../../source/status/mcp-course.ts';
import type {RouteFact, Seen, ToggleFact} from '../../source/status/walk-facts.ts';
import {offText} from '../../source/record/incident/off-times.ts';
import type {ToldSession} from '../../source/record/incident/told-session.ts';

const seen = (time: string, step: string): Seen => ({at: `2025-11-20T${time}Z`, session: 's', step, operator: 'bob', incident: 'INC-204'});
const set = (time: string, step: string, value: string): ToggleFact => ({seen: seen(time, step), value, how: 'set'});
const read = (time: string, step: string, value: string): ToggleFact => ({seen: seen(time, step), value, how: 'read'});
const route = (time: string, step: string, value: 'mcp' | 'legacy'): RouteFact => ({seen: seen(time, step), value});

const note = (time: string, event: 'gap.opened' | 'gap.closed', reason: string | null): object => ({event, at: `2025-11-20T${time}Z`, gap_id: 'gap', reason});
const told = (...notes: object[]): ToldSession[] => [{record: {session: 's', steps: [], gap_notes: {notes, file: null}}} as unknown as ToldSession];

const cases: ReadonlyArray<readonly [what: string, toggle: ToggleFact[], route: RouteFact[], sessions: ToldSession[], says: RegExp]> = [
  ['a restore after which the route is mcp', [set('14:20:00', 'freeze', '0'), set('14:40:00', 'restore', '1')], [route('14:20:00', 'freeze', 'legacy'), route('14:40:00', 'restore', 'mcp')], [],
    /^e: off from \S+ \(set by bob, step freeze\) to \S+ \(set by bob, step restore\), 20m 0s; why: nobody typed it$/],
  ['a restore after which operators are seen on the legacy handlers still', [set('14:20:00', 'freeze', '0'), read('14:40:00', 'restore', '1')], [route('14:20:00', 'freeze', 'legacy'), route('14:40:00', 'restore', 'legacy')], [],
    /\(found by bob, step restore\), but operators were on the legacy handlers to now, as far as it is known \(last seen 2025-11-20T14:40:00Z\); why/],
  ['the same, and they were seen on MCP later', [set('14:20:00', 'freeze', '0'), read('14:40:00', 'restore', '1')], [route('14:20:00', 'freeze', 'legacy'), route('14:40:00', 'restore', 'legacy'), route('14:50:00', 'restore', 'mcp')], [],
    /, but operators were on the legacy handlers to some time between 2025-11-20T14:40:00Z and 2025-11-20T14:50:00Z \(found by bob, step restore\); why/],
  ['a toggle that moved nobody', [set('14:20:00', 'freeze', '0')], [route('14:21:00', 'freeze', 'mcp')], [],
    /^e: off from [^;]*, but operators were on MCP when last seen; why: nobody typed it$/],
  ['a second freeze while the gap of the first is open', [set('14:20:00', 'freeze', '0'), set('14:40:00', 'restore', '1'), set('14:50:00', 'freeze', '0')], [], told(note('14:25:00', 'gap.opened', 'The gateway is down.')),
    /why: The gateway is down; e: off from 2025-11-20T14:50:00Z [^;]*; why: The gateway is down$/],
  ['a second freeze after the gap of the first was closed', [set('14:20:00', 'freeze', '0'), set('14:40:00', 'restore', '1'), set('14:50:00', 'freeze', '0')], [], told(note('14:25:00', 'gap.opened', 'The gateway is down.'), note('14:45:00', 'gap.closed', null)),
    /why: nobody typed it$/],
];

for (const [what, toggle, routes, sessions, says] of cases) {
  test(`the record says when MCP was off: ${what}`, () => {
    const course = {environment: 'e', toggle: toggleCourse(toggle, () => undefined), route: routeCourse(routes, () => undefined)};
    assert.match(offText({courses: [course]}, sessions), says);
  });
}
