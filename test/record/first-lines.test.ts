import assert from 'node:assert/strict';
import {test} from 'node:test';
import {columnsOf} from '../../source/runbook/text-columns.ts';
import {routeCourse, toggleCourse} from '../../source/status/mcp-course.ts';
import type {RouteFact, ToggleFact} from '../../source/status/walk-facts.ts';
import {firstLines, offLines} from '../../source/record/incident/first-lines.ts';
import type {EnvironmentCourse, IncidentStory} from '../../source/record/incident/incident-story.ts';
import type {ToldSession} from '../../source/record/incident/told-session.ts';

const fact = (at: string, change: object): ToggleFact => ({seen: {at, session: 's', step: 'freeze', operator: 'bob', incident: null}, ...change}) as ToggleFact;
const set = (at: string, value: string): ToggleFact => fact(at, {value, how: 'set'});
const read = (at: string, value: string): ToggleFact => fact(at, {value, how: 'read'});
const route = (at: string, value: 'mcp' | 'legacy'): RouteFact => ({seen: fact(at, {}).seen, value});
const course = (environment: string, toggle: ToggleFact[], routes: RouteFact[] = []): EnvironmentCourse => ({environment, toggle: toggleCourse(toggle, () => undefined), route: routeCourse(routes, () => undefined)});
const sessions = [{opened_at: '2025-11-20T23:00:00Z'}] as unknown as IncidentStory['sessions'];

const cases: ReadonlyArray<readonly [what: string, courses: EnvironmentCourse[], lines: string[]]> = [
  ['exact on both sides', [course('e', [set('2025-11-20T23:10:00Z', '0'), set('2025-11-20T23:40:00Z', '1')])], ['MCP off: 23:10 to 23:40 (30m 0s), bob: no reason typed']],
  ['over midnight', [course('e', [set('2025-11-20T23:10:00Z', '0'), set('2025-11-21T00:10:00Z', '1')])], ['MCP off: 23:10 to 11-21 00:10 (1h 0m), bob: no reason typed']],
  ['found off, found on', [course('e', [read('2025-11-20T23:10:00Z', '0'), read('2025-11-20T23:40:00Z', '1')])], ['MCP off: before 23:10 to 23:40 at the latest, bob: no reason typed']],
  ['found on, then off, and never on again', [course('e', [read('2025-11-20T23:05:00Z', '1'), read('2025-11-20T23:10:00Z', '0'), read('2025-11-20T23:50:00Z', '0')])], ['MCP off: 23:05 at the earliest, still so at 23:50, bob: no reason typed']],
  ['not known', [course('e', [fact('2025-11-20T23:10:00Z', {unknown: 'no outcome', doubt: 'freeze'})])], ['MCP not known: before 23:10, still so at 23:10, bob: no reason typed']],
  ['in two environments', [course('eu', [set('2025-11-20T23:10:00Z', '0')]), course('us', [set('2025-11-20T23:20:00Z', '0')])], ['MCP off: eu, 23:10, still so at 23:10, bob: no reason typed', 'MCP off: us, 23:20, still so at 23:20, bob: no reason typed']],
  ['the toggle alone, while operators are on MCP', [course('e', [set('2025-11-20T23:10:00Z', '0')], [route('2025-11-20T23:12:00Z', 'mcp')])], ['Toggle off: 23:10, still so at 23:10, operators on MCP, bob: no reason...']],
  ['the toggle alone, and on again', [course('e', [set('2025-11-20T23:10:00Z', '0'), set('2025-11-20T23:40:00Z', '1')], [route('2025-11-20T23:05:00Z', 'mcp'), route('2025-11-20T23:41:00Z', 'mcp')])], ['Toggle off: 23:10 to 23:40 (30m 0s), operators never seen off MCP, bob:...']],
  ['the legacy handlers, then on MCP again', [course('e', [set('2025-11-20T23:10:00Z', '0'), set('2025-11-20T23:40:00Z', '1')], [route('2025-11-20T23:05:00Z', 'mcp'), route('2025-11-20T23:10:00Z', 'legacy'), route('2025-11-20T23:40:00Z', 'mcp')])], ['MCP off: 23:10 to 23:40 (30m 0s), bob: no reason typed']],
  ['a route that was looked at before only', [course('e', [set('2025-11-20T23:10:00Z', '0')], [route('2025-11-20T23:05:00Z', 'mcp')])], ['MCP off: 23:10, still so at 23:10, bob: no reason typed']],
  ['never', [course('e', [read('2025-11-20T23:10:00Z', '1')])], ['MCP off: never, as far as anybody has looked']],
  ['read by nobody', [], ['MCP off: not known: no session has read the toggle']],
];

for (const [what, courses, lines] of cases) {
  test(`the record begins with when MCP was off: ${what}`, () => {
    assert.deepEqual(offLines({courses, sessions}, []).map(({name, says}) => `${name}: ${says}`), lines);
  });
}

/** One session with so many failed steps, each of a long name. */
const failing = (count: number, operator = 'bob'): ToldSession[] => {
  const steps = Array.from({length: count}, (_, index) => ({id: `s${index}`, number: index + 1, title: 'A step of a long name', runs: []}));
  const deviations = steps.map(({id}, index) => ({kind: 'failed', step: id, at: `2025-11-20T23:0${index}:00Z`, operator, what: `attempt 1 failed: ${'it did not answer '.repeat(9)}`, reason: null}));
  return [{record: {session: 's', steps, deviations, gap_notes: {notes: [], file: null}}} as unknown as ToldSession];
};

const failed: ReadonlyArray<readonly [count: number, says: string]> = [
  [0, 'nothing'],
  [1, 'A step 1, 23:00 bob: attempt 1 failed: it did not answer it did...'],
  [2, 'A step 1, 23:00 bob; A step 2, 23:01 bob'],
  [9, 'A step 1, 23:00 bob; A step 2, 23:01 bob; 7 more'],
];

for (const [count, says] of failed) {
  test(`the record begins with what failed, in one row: ${count}`, () => {
    const lines = firstLines({courses: [], sessions} as unknown as IncidentStory, failing(count));
    assert.equal(lines.find(({name}) => name === 'Failed')?.says, says);
    for (const line of lines) assert.ok(`- **${line.name}**: ${line.says}`.length <= 80, line.says);
  });
}

test('the record begins with what failed in one row also where a name has wide letters', () => {
  for (const operator of ['操作員王小明', '🚒 Brand']) {
    for (const {name, says} of firstLines({courses: [], sessions} as unknown as IncidentStory, failing(9, operator))) assert.ok(columnsOf(`- **${name}**: ${says}`) <= 80, says);
    for (const {name, says} of firstLines({courses: [], sessions} as unknown as IncidentStory, failing(1, operator.repeat(9)))) assert.ok(columnsOf(`- **${name}**: ${says}`) <= 80, says);
  }
});
