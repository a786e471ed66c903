import assert from 'node:assert/strict';
import {test} from 'node:test';
import {routeCourse, toggleCourse} from '../../source/status/mcp-course.ts';
import type {RouteFact, Seen, ToggleFact} from '../../source/status/walk-facts.ts';
import {channelText} from '../../source/record/incident/channel-sentence.ts';
import type {IncidentStory} from '../../source/record/incident/incident-story.ts';
import type {ToldSession} from '../../source/record/incident/told-session.ts';

const day = '2025-11-20T';
const seen = (time: string): Seen => ({at: `${day}${time}Z`, session: 's', step: 'freeze', operator: 'ines', incident: null});
const set = (time: string, value: string): ToggleFact => ({seen: seen(time), value, how: 'set'});
const read = (time: string, value: string): ToggleFact => ({seen: seen(time), value, how: 'read'});
const route = (time: string, value: 'mcp' | 'legacy'): RouteFact => ({seen: seen(time), value});

/** What else the walk was: a drill, agreed to by somebody, summed up at its step `close`, where nothing ran. */
type Beside = {drill?: string; agreed?: string; summed?: string; unnoted?: true; skipped?: true; accepted?: true; ended?: string};
function told({drill, agreed, summed, unnoted, skipped, accepted, ended}: Beside = {}): ToldSession[] {
  const notes = unnoted ? [] : [{event: 'gap.opened', at: `${day}14:25:00Z`, gap_id: 'g', reason: 'The gateway is down.'}];
  const steps = [
    ...(agreed === undefined ? [] : [{id: 'freeze', status: 'done', runs: [], approvals: [{approver: agreed}, {approver: agreed}]}]),
    ...(skipped ? [{id: 'restore', status: 'skipped', runs: [], approvals: []}] : []),
  ];
  const deviations = accepted ? [{kind: 'proof overridden'}] : [];
  const events = [
    {type: 'step.started', operator: 'ines', body: {step: 'freeze', action: {name: 'toggle.set', parameters: []}}},
    {type: 'note.added', operator: 'ines', body: {step: 'freeze', text: 'no summary, a remark'}},
    {type: 'step.finished', operator: 'ines', body: {step: 'freeze'}},
    ...(summed === undefined ? [] : [{type: 'step.started', operator: 'ines', body: {step: 'close', action: null}}, {type: 'note.added', operator: 'ines', body: {step: 'close', text: summed}}, {type: 'step.finished', operator: 'ines', body: {step: 'close'}}, {type: 'note.added', operator: 'ines', body: {step: 'close', text: 'Lena did not pick up'}}]),
  ];
  return [{record: {session: 's', steps, deviations, drill: drill === undefined ? null : {title: drill, debrief: ended === undefined ? null : {ended, expected: false}}, gap_notes: {notes, file: null}}, events} as unknown as ToldSession];
}
const walk = (runbook: string, state: 'completed' | 'stopped' = 'completed'): IncidentStory['sessions'][number] => ({letter: 'A', session: 's', class: 'rehearsal', runbook, environment: 'eu', operators: ['ines'], opened_at: `${day}14:19:00Z`, last_at: `${day}14:45:00Z`, state, verdict: 'intact'});

const rollback = 'MCP gateway rollback in eu, 2025-11-20T14:19:00Z to 14:45:00Z by ines';
const cases: ReadonlyArray<readonly [what: string, incident: string, walks: IncidentStory['sessions'], toggle: ToggleFact[], route: RouteFact[], says: string, beside?: Beside]> = [
  ['a rollback from off to back on MCP', 'INC-204', [walk('MCP gateway rollback')], [set('14:20:00', '0'), set('14:40:00', '1')], [route('14:21:00', 'legacy'), route('14:41:00', 'mcp')],
    `INC-204: ${rollback}, completed. MCP off 2025-11-20T14:20:00Z to 14:40:00Z (20m 0s); operators are back on MCP; cause: The gateway is down.`],
  ['one that was begun for no incident: no session id', 's', [walk('MCP gateway rollback')], [set('14:20:00', '0'), set('14:40:00', '1')], [route('14:41:00', 'mcp')],
    `${rollback}, completed. MCP off 2025-11-20T14:20:00Z to 14:40:00Z (20m 0s); operators are back on MCP; cause: The gateway is down.`],
  ['MCP that is off still', 'INC-204', [walk('MCP gateway rollback', 'stopped')], [set('14:20:00', '0')], [route('14:21:00', 'legacy')],
    `INC-204: ${rollback}, stopped before its end. MCP off since 2025-11-20T14:20:00Z, and still; operators are on the legacy handlers; cause: The gateway is down.`],
  ['a toggle that the service has not read', 'INC-204', [walk('MCP gateway rollback', 'stopped')], [read('14:18:00', '1'), set('14:20:00', '0')], [route('14:20:00', 'mcp')],
    `INC-204: ${rollback}, stopped before its end. MCP off since 2025-11-20T14:20:00Z, and still; but operators were still on MCP when last seen; cause: not written down.`, {unnoted: true}],
  ['a toggle that was only read, within the second in which it was on', 'INC-204', [walk('MCP gateway rollback', 'stopped')], [read('14:20:00', '1'), read('14:20:00', '0')], [],
    `INC-204: ${rollback}, stopped before its end. MCP off since 2025-11-20T14:20:00Z, and still; nobody has seen since how operators are served; cause: The gateway is down.`],
  ['a drill', 's', [walk('MCP gateway rollback')], [], [], 'MCP gateway rollback, the drill "Two rounds", in eu, 2025-11-20T14:19:00Z to 14:45:00Z by ines, completed.', {drill: 'Two rounds'}],
  ['a drill that ended otherwise than its page says', 's', [walk('MCP gateway rollback')], [], [], 'MCP gateway rollback, the drill "Two rounds", in eu, 2025-11-20T14:19:00Z to 14:45:00Z by ines, completed, not as its page says.', {drill: 'Two rounds', ended: 'completed'}],
  ['what was left out, or taken for good, on the way to the end', 's', [walk('Credential rotation')], [], [], 'Credential rotation in eu, 2025-11-20T14:19:00Z to 14:45:00Z by ines, completed, 1 skipped, 1 accepted in spite of what failed.', {skipped: true, accepted: true}],
  ['who agreed, and how it was summed up, which says more than the first word of it', 'INC-204', [walk('MCP gateway rollback')], [set('14:20:00', '0'), set('14:40:00', '1')], [route('14:41:00', 'mcp')],
    `INC-204: ${rollback}, agreed to by jonas, completed. MCP off 2025-11-20T14:20:00Z to 14:40:00Z (20m 0s); operators are back on MCP. ines sums up: A full disk, 20 minutes, nothing is left.`, {agreed: 'jonas', summed: 'A full disk, 20 minutes, nothing is left.'}],
  ['a service that has not read what was restored', 'INC-204', [walk('MCP gateway rollback')], [set('14:20:00', '0'), read('14:40:00', '1')], [route('14:41:00', 'legacy')],
    `INC-204: ${rollback}, completed. MCP off 2025-11-20T14:20:00Z to some time between 14:20:00Z and 14:40:00Z; operators were still on the legacy handlers when last seen; cause: The gateway is down.`],
  ['a rotation, which says nothing of MCP', 's', [walk('Credential rotation')], [read('14:20:00', '1')], [], 'Credential rotation in eu, 2025-11-20T14:19:00Z to 14:45:00Z by ines, completed.'],
];

for (const [what, incident, sessions, toggle, routes, says, beside] of cases) {
  test(`the channel is told of ${what}`, () => {
    const course = {environment: 'eu', toggle: toggleCourse(toggle, () => undefined), route: routeCourse(routes, () => undefined)};
    assert.equal(channelText({incident, sessions, courses: [course]}, told(beside)), says);
  });
}
