import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {IncidentStory} from '../../source/record/incident/incident-story.ts';
import {incidentTimeline} from '../../source/record/incident/incident-timeline.ts';
import {lanesOf, spanOf} from '../../source/record/incident/picture-lanes.ts';
import type {ToldSession} from '../../source/record/incident/told-session.ts';

const [began, at] = ['2025-11-20T14:19:54Z', '2025-11-20T14:20:00Z'];

/** A walk with one step that did not end well. */
const ended = (failure: object): ToldSession => {
  const finished = {outcome: 'failed', milliseconds: 5500, proofs: [], failure};
  const step = {id: 'recovery', number: 5, title: 'Wait for the gateway', runs: [{started: {line: 1, at: began}, finished: {line: 2, at, ...finished}}], settlements: []};
  return {
    record: {session: 's', operators: ['ines'], steps: [step], gaps: [], gap_notes: {notes: [], file: null}},
    events: [{type: 'step.finished', at, operator: 'ines', body: {step: 'recovery', ...finished}}],
    received: new Map(),
    windows: [],
    drills: [],
  } as unknown as ToldSession;
};
const story = {courses: [], pauses: [], sessions: [{letter: 'A'}]} as unknown as IncidentStory;

const cases = [
  ['is left open, which is no failure', {code: 'not-stated', message: 'a question of this step was left open', next: 'Run it again.'}, 'step 5, Wait for the gateway was left open after 5.5 s: a question of it was not answered', 'warning', 'open', 'left open'],
  ['fails', {code: 'refused', message: 'the gateway refused the handshake', next: 'Freeze.'}, 'step 5, Wait for the gateway failed after 5.5 s: the gateway refused the handshake', 'bad', 'failed', 'failed'],
] as const;

for (const [how, failure, says, tone, look, outcome] of cases) {
  const told = [ended(failure)];

  test(`the timeline of an incident tells of a step that ${how}`, () => {
    assert.deepEqual(incidentTimeline(told).map(({what, tone: as}) => [what, as]), [[says, tone]]);
  });

  test(`the picture of an incident draws a step that ${how}`, () => {
    const boxes = lanesOf(story, told, spanOf(told)).flatMap(({bars}) => bars.filter(({box}) => box));
    assert.deepEqual(boxes.map(({look: as, title}) => [as, title.split(', 2025')[0]]), [[look, `step 5, Wait for the gateway: ${outcome}`]]);
  });
}
