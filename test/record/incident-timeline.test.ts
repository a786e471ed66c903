import assert from 'node:assert/strict';
import {test} from 'node:test';
import {incidentTimeline} from '../../source/record/incident/incident-timeline.ts';
import type {ToldSession} from '../../source/record/incident/told-session.ts';

const ended = (failure: object | null): ToldSession =>
  ({
    record: {session: 's', steps: [{id: 'recovery', number: 5, title: 'Wait for the gateway'}], gap_notes: {notes: [], file: null}},
    events: [{type: 'step.finished', at: '2025-11-20T14:20:00Z', operator: 'ines', body: {step: 'recovery', outcome: 'failed', milliseconds: 5500, proofs: [], failure}}],
    received: new Map(),
  }) as unknown as ToldSession;

const cases = [
  ['is left open, which is no failure', {code: 'not-stated', message: 'a question of this step was left open', next: 'Run it again.'}, 'step 5, Wait for the gateway was left open after 5.5 s: a question of it was not answered', 'warning'],
  ['fails', {code: 'refused', message: 'the gateway refused the handshake', next: 'Freeze.'}, 'step 5, Wait for the gateway failed after 5.5 s: the gateway refused the handshake', 'bad'],
] as const;

for (const [how, failure, says, tone] of cases) {
  test(`the timeline of an incident tells of a step that ${how}`, () => {
    assert.deepEqual(incidentTimeline([ended(failure)]).map(({what, tone: as}) => [what, as]), [[says, tone]]);
  });
}
